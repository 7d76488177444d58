"""What a user wants no more of never speaks for anything, at once and at night."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from django.utils import timezone

from modelkit.recommendation.recommenders import Segments
from services.recommend import models
from services.recommend.actions import batch, serving
from services.recommend.actions.ranking import (
    candidates,
    choose,
    current_shelf,
    forget_shelf,
    nearest,
    picks_of,
    rank,
    rankers,
)
from services.recommend.actions.ranking.behaviour import Behaviour
from services.recommend.actions.ranking.exactly import Everything
from services.recommend.actions.ranking.features import NAMES, Told
from services.recommend.actions.ranking.ladder import is_new
from services.recommend.actions.ranking.learned import LearnedRanker, Weights
from services.recommend.actions.ranking.rankers import TEXT, Ranker
from services.recommend.actions.ranking.segments import SegmentRanker
from services.recommend.actions.ranking.shelf import Floats
from services.recommend.queries.histories import history
from tests.recommend import shop

pytestmark = pytest.mark.django_db
# All but the first are English.
FOOD, SPACE = ("i000", "i004"), ("i001", "i009", "i013")
CHEAP, DEAR = 9, 900


@pytest.fixture(autouse=True)
def _stocked(db: None) -> None:
    """What is about space is dear, and all else is cheap."""
    shop.stock(60)
    models.Item.objects.update(price=CHEAP)
    models.Item.objects.filter(category="space").update(price=DEAR)


def by(**told: float) -> LearnedRanker:
    own = [told.get(name, 0.0) for name in NAMES]
    learnt = Behaviour.learn(until=timezone.now())
    return LearnedRanker("ranker@1", Weights([0.0] * len(NAMES), [1.0] * len(NAMES), own, -3.0), learnt)


def scores(ranker: LearnedRanker) -> Floats:
    shelf = current_shelf()
    return ranker.scores(shelf, [history("ana")], [np.arange(len(shelf))])[0]


def about(section: str, **fields: str) -> list[int]:
    places, rows = current_shelf().places, models.Item.objects.filter(category=section, **fields)
    return [places[key] for key in rows.values_list("key", flat=True)]


@pytest.mark.parametrize(
    "told",
    [{"last": 2.0}, {"section": 2.0}, {"language": 2.0}, {"price": 0.1}, {"known": 1.0}, {"interest": 2.0}],
    ids=lambda told: next(iter(told)),
)
@pytest.mark.parametrize("before", [(), SPACE[:1]], ids=["unread", "read"])
def test_items_like_what_is_dismissed_do_not_rise(told: dict[str, float], before: tuple[str, ...]) -> None:
    shop.act("ana", [*before, *FOOD], minutes_ago=30)
    alike = about("space", language="en")
    was = scores(by(**told))[alike]
    shop.act("ana", SPACE, kind="dismiss")
    assert (scores(by(**told))[alike] <= was + 1e-6).all()


def test_what_was_liked_before_it_was_dismissed_is_liked_no_more() -> None:
    shop.act("ana", FOOD[:1], minutes_ago=30)
    shop.act("ana", SPACE, kind="like", minutes_ago=20)
    shop.act("ana", SPACE, kind="share", minutes_ago=10)
    shop.act("ana", SPACE, kind="dismiss")
    shelf = current_shelf()
    told = Told.of(shelf, [history("ana")])
    assert (shelf.vectors[about("space")] @ told.interest[0] < 0).all()
    assert [shelf.keys[place] for place in told.liked.place] == ["i000"]


def test_who_comes_back_to_it_likes_it_again() -> None:
    shop.act("ana", SPACE[:1], kind="dismiss", minutes_ago=20)
    shop.act("ana", FOOD, minutes_ago=10)
    shop.act("ana", SPACE[:1], kind="like")
    assert [deed.item for deed in history("ana").liked] == [*FOOD, "i001"]
    assert scores(by(last=1.0))[about("space")].min() > scores(by(last=1.0))[about("food")].max()


@pytest.mark.parametrize("ranker", [by, lambda **_told: TEXT], ids=["trained", "text"])
def test_a_reason_never_names_what_was_dismissed(ranker: Callable[..., Ranker]) -> None:
    shop.act("ana", SPACE, minutes_ago=40)
    shop.act("ana", FOOD, minutes_ago=30)
    # With such weights much would score less without a dismissal.
    shop.act("ana", SPACE, kind="dismiss")
    asked = ranker(interest=2.0, last=-1.0, section=-1.0, price=-0.1, known=1.0)
    told = choose(current_shelf(), [history("ana")], asked, count=50)[0]
    named = {pick.reason["item"] for pick in told if "item" in pick.reason}
    assert named
    assert named <= set(FOOD)
    assert not {pick.item for pick in told} & {*FOOD, *SPACE}


def test_what_others_did_beside_it_is_not_brought() -> None:
    for number in range(12):
        shop.act(f"both{number:02d}", ["i001", "i002"], minutes_ago=90)
        shop.act(f"food{number:02d}", ["i000", "i007"], minutes_ago=90)
    shop.act("ana", ["i001", "i000"], minutes_ago=30)
    learnt = Behaviour.learn(until=timezone.now())
    assert learnt is not None

    def brought() -> dict[str, float]:
        return dict(zip(learnt.keys, learnt.scores([history("ana")])["ease"][0].tolist(), strict=True))

    assert brought()["i002"] > 0.5
    shop.act("ana", ["i001"], kind="dismiss")
    assert brought()["i007"] > 0.5 > brought()["i002"]


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """A shelf of sixty passes for one that is not read whole."""
    monkeypatch.setattr(nearest, "WHOLE", 10)
    monkeypatch.setattr(candidates, "WHOLE", 10)


@pytest.mark.usefixtures("large")
def test_a_section_that_was_dismissed_is_no_habit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "_HABITS", 1)
    shop.act("ana", ["i003", "i007"], minutes_ago=30)
    shop.act("ana", ["i001", "i009", "i013", "i017"], kind="dismiss")
    shelf, past = current_shelf(), history("ana")
    wish = candidates.Wish(past, Told.of_one(shelf, past), depth=8, leaders=4, groups=None, learnt=None)
    assert {shelf.keys[place] for place in candidates._habitual(shelf, wish)} <= set(
        models.Item.objects.filter(category="sport").values_list("key", flat=True)
    )


@pytest.mark.usefixtures("large")
def test_the_night_lists_what_a_request_does(monkeypatch: pytest.MonkeyPatch) -> None:
    shop.act("ana", [*SPACE, *FOOD], minutes_ago=40)
    shop.act("ben", ["i002", "i006", "i003"], minutes_ago=30)
    shop.act("ana", SPACE, kind="dismiss")
    shop.act("ben", ["i003", "i011"], kind="dismiss")
    shop.act("cleo", ["i003"], kind="dismiss")
    ranker = by(interest=2.0, last=1.0, fresh=0.3, price=0.1, section=0.5, language=0.5, known=1.0)
    for module in (rankers, batch.building):
        monkeypatch.setattr(module, "current_ranker", lambda: ranker)
    forget_shelf()
    batch.recommend_all(report=lambda *_: None, per_user=10)
    for user, way in (("ana", "personal"), ("ben", "personal"), ("cleo", "popular")):
        made, answer = models.UserList.objects.get(user=user), serving.recommend(user=user, count=10)
        assert (made.way, made.items) == (way, [pick.item for pick in answer.picks])
    shelf = current_shelf()
    past = [history("ana"), history("ben")]
    exact = rank(shelf, past, ranker, count=10, everything=Everything.of(shelf, ranker))
    alone = choose(shelf, past, ranker, count=10, reasons=False)
    assert [[pick.item for pick in picks_of(shelf, one)] for one in exact] == [
        [pick.item for pick in picks] for picks in alone
    ]


@pytest.mark.parametrize("ranker", [by, lambda **_told: TEXT], ids=["trained", "text"])
def test_who_only_dismissed_gets_what_strangers_do_but_for_that(
    ranker: Callable[..., Ranker], monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.act("ben", ["i003", "i002", "i006"], minutes_ago=30)
    shop.act("ben", ["i002", "i006"], kind="like", minutes_ago=20)
    shop.act("ana", ["i002"], kind="dismiss", minutes_ago=10)
    forget_shelf()
    asked = ranker(interest=2.0, last=1.0)
    monkeypatch.setattr(rankers, "current_ranker", lambda: asked)
    assert not asked.knows(current_shelf(), history("ana"))
    answer = serving.recommend(user="ana", count=2)
    assert (answer.way, [pick.item for pick in answer.picks]) == ("popular", ["i006", "i003"])
    shop.act("ana", FOOD[:1])
    assert serving.recommend(user="ana", count=2).way == "personal"


def test_dismissals_do_not_make_a_newcomer_known() -> None:
    asked = replace(by(interest=1.0), segments=SegmentRanker("", [], Segments(), few=1))
    shop.act("ana", SPACE, kind="dismiss", minutes_ago=10)
    assert is_new(current_shelf(), history("ana"), asked)
    shop.act("ana", FOOD)
    assert not is_new(current_shelf(), history("ana"), asked)
