"""Nobody is recommended what they offer themselves."""

from datetime import timedelta

import pytest
from django.utils import timezone

from services.recommend import models
from services.recommend.actions import editorial, serving
from services.recommend.actions.catalogue import save_items
from services.recommend.actions.erasing import erase_user
from services.recommend.actions.evaluating.windows import window
from services.recommend.actions.ranking import choose, forget_shelf, load_shelf
from services.recommend.actions.ranking.exactly import Everything
from services.recommend.actions.ranking.learned import LearnedRanker
from services.recommend.actions.ranking.refreshing import see, see_again
from services.recommend.queries.histories import histories
from tests.recommend import shop
from tests.recommend.actions.test_behaviour import weights

pytestmark = pytest.mark.django_db
OWN = {"i000", "i004", "i008", "i012"}


@pytest.fixture(autouse=True)
def _sellers(db: None) -> None:
    """Ana offers the first of one section, and turns to that section."""
    forget_shelf()
    shop.stock()
    models.Item.objects.filter(key__in=OWN).update(owner="ana")
    for user in ("ana", "ben"):
        shop.act(user, ["i016", "i020"])


def listed(user: str) -> set[str]:
    return {pick.item for pick in serving.recommend(user=user, count=36).picks}


def test_requests_leave_it_out() -> None:
    assert not listed("ana") & OWN
    assert listed("ben") >= OWN


def test_pins_and_published_lists_leave_it_out() -> None:
    editorial.pin(item="i000", position=1)
    assert "i000" not in listed("ana")
    assert serving.recommend(user="ben", count=3).picks[0].item == "i000"
    folder = models.Generation.objects.create(state="current", model_version="x", as_of=timezone.now(), per_user=3)
    models.UserList.objects.create(generation=folder, user="cy", items=["i000", "i001"], scores=[1.0, 0.9], way="list")
    models.Item.objects.filter(key="i001").update(owner="cy")
    forget_shelf()
    assert "i001" not in listed("cy")


def test_the_night_leaves_out_the_same() -> None:
    shelf, ranker = load_shelf(as_of=timezone.now()), LearnedRanker("ranker@1", weights(interest=2.0, fresh=0.5))
    past = histories(["ana", "ben"], until=timezone.now())
    everything = Everything.of(shelf, ranker)
    ana, ben = ({shelf.keys[place] for place in one} for one in everything.best(shelf, past, count=34))
    assert not ana & OWN
    assert ben & OWN
    lists = choose(shelf, past, ranker, count=34, reasons=False)
    assert [{pick.item for pick in picks} for picks in lists] == [ana, ben]


def test_a_new_owner_is_seen_without_reading_everything_again() -> None:
    before = see(now=timezone.now())
    assert before.shelf.owned_by("dee").tolist() == []
    save_items([{"key": "i001", "title": "Bread", "owner": "dee"}, {"key": "new", "title": "Tea", "owner": "dee"}])
    again = see_again(before, now=timezone.now())
    assert again.loaded == before.loaded
    assert {again.shelf.keys[place] for place in again.shelf.owned_by("dee")} == {"i001", "new"}


def test_what_owners_open_of_their_own_is_not_asked_after() -> None:
    shop.act("ana", ["i000", "i001"], minutes_ago=1)
    found = window(timezone.now() - timedelta(minutes=3), timezone.now())
    assert [(one.user, targets) for one, targets in zip(found.histories, found.targets, strict=True)] == [
        ("ana", {"i001"})
    ]


def test_an_owner_who_is_forgotten_owns_nothing() -> None:
    assert erase_user(user="ana", actor="system") >= len(OWN)
    assert not models.Item.objects.filter(owner="ana").exists()
    assert models.CatalogueWrite.objects.exists()
