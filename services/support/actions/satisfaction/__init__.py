"""Ask customers how it went, keep what they say, and tell those who want to know."""

from services.support.actions.satisfaction.links import link_for, read_link
from services.support.actions.satisfaction.rating import (
    NotRatable,
    is_asked,
    language_of,
    question_for,
    rate,
    save_survey,
    survey,
)

__all__ = [
    "NotRatable",
    "is_asked",
    "language_of",
    "link_for",
    "question_for",
    "rate",
    "read_link",
    "save_survey",
    "survey",
]
