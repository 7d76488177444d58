"""From ratings to words: what is said, what is doubted, and what is not said for want of ratings."""

import json

import pytest
from django.utils.translation import override

from services.support import models
from services.support.actions.drivers.gathering import gather
from services.support.actions.drivers.indices import NAMES
from services.support.actions.drivers.study import FEWEST_RATINGS, study
from services.support.actions.drivers.telling import doubts, reading
from services.support.models.choices import Author
from tests.support.actions.drivers.simulated import gathered
from tests.support.talks import go_badly, go_well


def test_figures_of_known_effects() -> None:
    figures = json.loads(json.dumps(study(gathered(600, seed=1))))
    for effect, true in zip(figures["effects"], (2.0, 1.0, 0.6), strict=True):
        # Whole numbers between 1 and 5 blur it a little.
        assert effect["slope"]["low"] - 0.1 < true < effect["slope"]["high"] + 0.1
    assert figures["checks"]["r2"]["low"] > 0
    assert figures["checks"]["ordinal"]["agrees"]
    assert sum(figures["checks"]["scores"]) == 600
    assert figures["unrated"]["means"]["F"] < figures["effects"][0]["mean"]
    assert [row["name"] for row in figures["measures"]] == list(NAMES)


def test_the_reading_says_effects_levers_and_what_to_doubt() -> None:
    figures = study(gathered(600, seed=1))
    said = " ".join(reading(figures))
    assert "Function: ten points more of 100, the others alike, come with ratings 0.19 higher (95 % interval" in said
    assert "If nobody had had to come back" in said
    assert "On customers held out the three explain" in said
    doubted = " ".join(doubts(figures))
    assert "600 ratings, of 2400 conversations" in doubted
    assert "3 ratings are left out" in doubted


def test_the_reading_in_chinese() -> None:
    figures = study(gathered(600, seed=1))
    with override("zh-hans"):
        said = " ".join([*reading(figures), *doubts(figures)])
    assert "功能" in said
    assert "ratings" not in said


def test_what_is_not_shown_is_called_so() -> None:
    said = " ".join(reading(study(gathered(300, seed=2, effects=(2.0, 0.0, 0.0)))))
    assert "Responsiveness: an effect is not shown" in said
    assert "half as long" not in said


def test_too_few_ratings_give_no_effects() -> None:
    figures = study(gathered(FEWEST_RATINGS - 1, seed=1))
    assert figures["few"]
    assert "effects" not in figures
    assert "Too few to tell: 49 ratings" in reading(figures)[0]
    assert reading({"few": True}) == ["Nothing has been fitted yet."]


def test_ratings_that_are_all_alike_tell_nothing() -> None:
    found = gathered(80, seed=1)
    found.scores[:] = 5
    assert study(found)["few"]


@pytest.mark.django_db
def test_rows_become_measures_and_whoever_came_back_was_not_helped() -> None:
    helped, back = models.Visitor.objects.create(), models.Visitor.objects.create()
    go_well(days=20, visitor=helped)
    go_well(days=20, visitor=back)
    go_well(days=18, visitor=back)
    go_badly(days=3)
    found = gather()
    assert (len(found.scores), found.too_early) == (3, 1)
    solved = dict(zip(found.visitors, found.measures[:, NAMES.index("solved")], strict=False))
    assert solved[str(helped.pk)] == 1
    assert sorted(found.measures[:, NAMES.index("solved")]) == [0, 1, 1]


@pytest.mark.django_db
def test_what_happened_after_the_rating_is_no_cause_of_it() -> None:
    talk = go_well(days=20)
    before = gather().measures
    for number in range(9):
        talk.says(Author.BOT, "…", seconds=9 * 24 * 3600 + number)
    talk.event("feedback", seconds=9 * 24 * 3600, message=1, value=-1)
    assert gather().measures.tolist() == before.tolist()


@pytest.mark.django_db
def test_a_word_of_thanks_is_no_return() -> None:
    talk = go_well(days=20)
    talk.says(Author.VISITOR, "thank you!", seconds=3_600)
    assert gather().measures[0, NAMES.index("solved")] == 1
    talk.says(Author.VISITOR, "it still has not come", seconds=7_200)
    assert gather().measures[0, NAMES.index("solved")] == 0


@pytest.mark.django_db
def test_a_conversation_without_events_before_its_rating_is_left_out() -> None:
    row = models.Conversation.objects.create(visitor=models.Visitor.objects.create())
    row.messages.create(author=Author.VISITOR, text="Where is my card?")
    models.Rating.objects.create(conversation=row, score=3, channel="page")
    assert len(gather().scores) == 0
