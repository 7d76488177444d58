"""What was done, by whom, when, and what the items say."""

from modelkit.recommendation.data.catalogue import Catalogue
from modelkit.recommendation.data.history import History, Question
from modelkit.recommendation.data.interactions import Interactions

__all__ = ["Catalogue", "History", "Interactions", "Question"]
