"""A question that is short or opens like a follow-up, and is none: it leaves what was said before.

Scores cannot tell. The question before brings its own words along, and its own article then fits better than any, by
a score of two questions that is held against a score of one. What is new in the message tells: where it points back at
nothing, the article that speaks of more of its own words is the one it asks for.
"""

from collections.abc import Sequence

from services.support.actions.answer.context import content_words, points_back
from services.support.actions.answer.outcome import Passage

Passages = Sequence[Passage]


def leaves_subject(text: str, alone: Passages, wider: Passages) -> bool:
    """Whether `alone`, found for the message by itself, answers it rather than `wider`, found with what was before.

    Each best first. No number is chosen here, so that none has to suit another company.
    """
    if not alone or not wider or alone[0].document == wider[0].document or points_back(text):
        return False
    words, seen = content_words(text), [*alone, *wider]
    return _spoken_of(words, alone[0].document, seen) > _spoken_of(words, wider[0].document, seen)


def _spoken_of(words: set[str], document: str, seen: Passages) -> int:
    """How many of the words stand in what was found of an article."""
    told = (f"{passage.title} {passage.heading} {passage.text}" for passage in seen if passage.document == document)
    return len(words & content_words(" ".join(told)))
