"""What people say about texts: imported whole or not at all, or given one by one on the labels page."""

from services.sentiment.actions.labels.giving import give_label, take_back
from services.sentiment.actions.labels.importing import import_labels
from services.sentiment.actions.labels.layouts import LAYOUTS

__all__ = ["LAYOUTS", "give_label", "import_labels", "take_back"]
