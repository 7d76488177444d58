"""A short question may follow or may begin anew; its own words tell, where it points back at nothing."""

import pytest

from services.support.actions.answer.context import points_back
from services.support.actions.answer.outcome import Passage
from services.support.actions.answer.subject import leaves_subject


def passage(document: str, text: str, *, score: float = 0.5) -> Passage:
    rest = {"chunk": 1, "heading": "", "url": "", "version": 1, "language": "en", "fused": score}
    return Passage(document=document, title="", text=text, score=score, dense=score, lexical=0.0, **rest)  # type: ignore[arg-type]


CARDS = passage("cards", "A team card is ordered under Team.", score=0.9)
READERS = passage("access", "The app works with a screen reader; support helps.", score=0.4)


def test_a_change_of_the_subject_is_answered_by_what_its_own_words_say() -> None:
    assert leaves_subject("screen reader support?", [READERS], [CARDS])
    assert not leaves_subject("and for the whole team?", [READERS], [CARDS])


def test_what_points_back_means_nothing_by_itself() -> None:
    assert not leaves_subject("does it have a screen reader?", [READERS], [CARDS])


def test_other_passages_of_the_article_speak_for_it_too() -> None:
    more = passage("cards", "With a screen reader, support orders the card for you.")
    assert not leaves_subject("screen reader support?", [READERS], [CARDS, more])


def test_where_both_find_one_article_nothing_is_left() -> None:
    assert not leaves_subject("screen reader support?", [READERS], [READERS, CARDS])
    assert not leaves_subject("screen reader support?", [], [CARDS])


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("那怎么申请争议", False),
        ("那它多少钱", True),
        ("那企业账户呢？", True),
        ("so how do I borrow", False),
        ("and that?", True),
    ],
)
def test_the_connective_it_opens_with_points_at_nothing(text: str, *, points: bool) -> None:
    assert points_back(text) == points
