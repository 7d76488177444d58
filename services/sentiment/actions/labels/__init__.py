"""What people say about texts: imported whole or not at all, or given one by one on the labels page."""

from services.sentiment.actions.labels.giving import Given, give_label, take_back
from services.sentiment.actions.labels.importing import import_labels, undo_import
from services.sentiment.actions.labels.layouts import LAYOUTS

__all__ = ["LAYOUTS", "Given", "give_label", "import_labels", "take_back", "undo_import"]
