"""Rows to learn from and questions to answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from modelkit.recommendation.data import Interactions, Question


@dataclass(frozen=True)
class Split:
    """`train` is all that a recommender may see besides the histories of the questions."""

    name: str
    train: Interactions
    questions: Sequence[Question]
