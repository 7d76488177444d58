"""Why an item is listed: what is told is true, and of what nothing is known nothing is claimed."""

from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone

from services.recommend import models
from services.recommend.actions import serving
from services.recommend.actions.ranking import choose, current_shelf, forget_shelf
from services.recommend.actions.ranking.features import NAMES
from services.recommend.actions.ranking.learned import LearnedRanker, Weights
from services.recommend.actions.ranking.rankers import TEXT, Ranker
from services.recommend.actions.ranking.reasons import KINDS, Reason, explain, of_itself
from services.recommend.queries.histories import history
from services.recommend.templatetags.recommend_text import why
from tests.recommend import shop

pytestmark = pytest.mark.django_db
# Of space: twelve that were read, and one that was not.
READ, UNREAD = [f"i{number:03d}" for number in range(1, 49, 4)], "i049"
DAY = 24 * 60


@pytest.fixture(autouse=True)
def _stocked(db: None) -> None:
    shop.stock(60)
    forget_shelf()


def by(**told: float) -> LearnedRanker:
    own = [told.get(name, 0.0) for name in NAMES]
    return LearnedRanker("ranker@1", Weights([0.0] * len(NAMES), [1.0] * len(NAMES), own, -3.0))


def itself(key: str) -> str:
    forget_shelf()
    shelf = current_shelf()
    return of_itself(shelf, shelf.places[key])["kind"]


def reason(ranker: Ranker, key: str = UNREAD) -> Reason:
    shelf = current_shelf()
    [found] = explain(shelf, history("ana"), [shelf.places[key]], ranker)
    return found


def test_a_browse_of_thirteen_days_ago_is_not_what_others_open_these_days() -> None:
    shop.act("ben", ["i050"], kind="browse", minutes_ago=13 * DAY)
    shop.act("ben", ["i051"])
    assert current_shelf().popularity[50] > 0
    assert [itself("i050"), itself("i051")] == ["suggested"] * 2


def test_what_several_opened_is_popular_until_it_fades() -> None:
    for reader in ("ben", "cleo", "dan"):
        shop.act(reader, ["i050"], minutes_ago=0)
        shop.act(reader, ["i051"], minutes_ago=6 * DAY)
    assert [itself("i050"), itself("i051")] == ["popular", "suggested"]


def test_only_what_was_published_lately_is_new() -> None:
    now = timezone.now()
    models.Item.objects.filter(key="i050").update(published_at=now - timedelta(days=6.9))
    models.Item.objects.filter(key="i051").update(published_at=now - timedelta(days=7.1))
    models.Item.objects.filter(key="i052").update(published_at=None)
    assert [itself(key) for key in ("i050", "i051", "i052")] == ["new", "suggested", "suggested"]


def test_strangers_are_told_no_more_than_is_known() -> None:
    shop.act("ben", ["i050"], kind="browse", minutes_ago=3 * DAY)
    forget_shelf()
    answer = serving.recommend(user="nobody", count=60)
    kinds = {pick.item: pick.reason["kind"] for pick in answer.picks}
    assert kinds == {f"i{number:03d}": "new" if number < 7 else "suggested" for number in range(60)}


@pytest.mark.parametrize("ranker", [by(section=1.0), by(interest=0.2, section=1.0)], ids=["habit", "both"])
def test_a_section_is_named_where_all_of_it_carries_and_no_single_item(ranker: Ranker) -> None:
    shop.act("ana", [*READ, "i000"], minutes_ago=30)
    assert reason(ranker) == {"kind": "section", "section": "space"}
    shelf, past = current_shelf(), history("ana")
    asked = [past, past.without(*READ), *(past.without(key) for key in READ)]
    whole, gone, *alone = (
        one[0] for one in ranker.blame(shelf, asked, [np.array([shelf.places[UNREAD]])] * len(asked))
    )
    assert whole - gone > 50 * max(whole - one for one in alone)
    assert whole - gone > 0


def test_an_item_that_carries_is_named_before_its_section() -> None:
    shop.act("ana", READ, minutes_ago=30)
    shop.act("ana", ["i000"], minutes_ago=20)
    shop.act("ana", READ[:1], kind="like")
    assert reason(by(last=1.0)) == {"kind": "read", "item": READ[0]}
    # Of what adds up, each of a dozen carries its part.
    assert reason(TEXT)["kind"] == "read"


def test_a_few_of_a_section_are_no_habit() -> None:
    shop.act("ana", READ[:4], minutes_ago=30)
    assert reason(by(section=1.0))["kind"] == "read"
    # What was dismissed is none either.
    shop.act("ana", READ[4:], kind="dismiss")
    assert reason(by(section=1.0))["kind"] == "read"


def test_what_the_history_does_not_cause_is_not_put_down_to_it() -> None:
    shop.act("ana", [*READ, "i000"], minutes_ago=30)
    assert reason(by(fresh=5.0), "i002") == {"kind": "new"}
    assert reason(by(fresh=5.0)) == {"kind": "suggested"}
    # That much was done speaks for every item alike.
    assert reason(by(fresh=5.0, known=1.0)) == {"kind": "suggested"}
    # Without its readings of space, money would stand higher.
    assert reason(by(section=1.0), "i050") == {"kind": "suggested"}


def test_what_has_no_section_is_not_put_down_to_one() -> None:
    models.Item.objects.filter(category="space").update(category="")
    forget_shelf()
    shop.act("ana", [*READ, "i000"], minutes_ago=30)
    assert reason(by(section=1.0))["kind"] == "read"


def test_a_list_tells_each_reason_as_if_it_were_asked_about_alone() -> None:
    shop.act("ana", [*READ, "i000", "i002"], minutes_ago=30)
    ranker = by(interest=1.0, section=1.0, fresh=1.0)
    for pick in choose(current_shelf(), [history("ana")], ranker, count=50)[0]:
        assert pick.reason == reason(ranker, pick.item)


def test_every_kind_has_words() -> None:
    texts = {
        kind: why({"kind": kind, "item": "i1", "section": "space", "attribute": "a", "value": "b"}, {})
        for kind in KINDS
    }
    assert all(texts.values())
    assert texts["section"] == "Because of your interest in space"
    assert why({"kind": "section", "section": "food"}, {}) == "Because of your interest in Food"
