"""What a user ever touched is not listed again, however much was done since."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from services.recommend import models
from services.recommend.actions import batch, serving
from services.recommend.actions.ranking import candidates, choosing, forget_shelf, load_shelf, nearest, rank, rankers
from services.recommend.actions.ranking.exactly import Everything
from services.recommend.actions.ranking.features import NAMES
from services.recommend.actions.ranking.learned import LearnedRanker, Weights
from services.recommend.actions.ranking.second import FEW
from services.recommend.queries import histories
from services.recommend.queries.histories import LONGEST, history
from tests.recommend import shop

pytestmark = pytest.mark.django_db
OLD, LATE = ["i000", "i002", "i009"], ["i001", "i005"]
RANKER = LearnedRanker("ranker@1", Weights([0.0] * len(NAMES), [1.0] * len(NAMES), [1.0] * len(NAMES), -3.0))


@pytest.fixture(autouse=True)
def _stocked(db: None) -> None:
    """Ana touched three items, and then two others more often than ranking looks at."""
    shop.stock(40)
    forget_shelf()
    touch("ana", [*OLD, *LATE * LONGEST])


def touch(user: str, items: list[str]) -> None:
    """A minute apart, the last a minute ago."""
    now = timezone.now()
    models.Event.objects.bulk_create(
        models.Event(
            id=f"{user}-{number}",
            user=user,
            item=item,
            kind="click",
            at=now - timedelta(minutes=len(items) - number),
            digest=number,
        )
        for number, item in enumerate(items)
    )
    for day in {now.date(), (now - timedelta(minutes=len(items))).date()}:
        models.Activity.objects.get_or_create(user=user, day=day, defaults={"events": 1})


def listed(**wanted: Any) -> set[str]:
    return {pick.item for pick in serving.recommend(user="ana", count=40, **wanted).picks}


def test_a_request_lists_nothing_of_it() -> None:
    assert listed() == {f"i{number:03d}" for number in range(40)} - {*OLD, *LATE}
    assert not listed(category="food") & {*OLD, *LATE}


def test_ranking_looks_at_the_latest_and_seen_is_what_came_before_too() -> None:
    past = history("ana")
    assert (len(past.deeds), {deed.item for deed in past.deeds}) == (LONGEST, set(LATE))
    assert past.before == set(OLD)
    assert past.items == {*OLD, *LATE}


def test_as_of_a_moment_nothing_later_is_seen() -> None:
    assert history("ana", until=models.Event.objects.get(id="ana-0").at).items == {"i000"}
    touch("ben", ["i003", *OLD, *LATE * LONGEST])
    moment = models.Event.objects.filter(user="ben").order_by("-at")[150].at
    models.Event.objects.filter(user="ben", item="i003").update(at=moment + timedelta(seconds=1))
    assert history("ben", until=moment).items == {*OLD, *LATE}


def test_without_an_item_it_was_never_seen() -> None:
    past = history("ana")
    assert past.without("i002").items == {"i000", "i009", *LATE}
    assert past.without("i001").items == {*OLD, "i005"}


def test_a_pin_of_it_is_not_shown_again() -> None:
    models.Pin.objects.create(item=models.Item.objects.get(key="i000"), position=1)
    models.Pin.objects.create(item=models.Item.objects.get(key="i003"), position=2)
    found = [pick.item for pick in serving.recommend(user="ana", count=5).picks]
    assert (found[1], "i000" in found) == ("i003", False)


@pytest.mark.parametrize("large", [False, True], ids=["small", "large"])
def test_the_night_lists_what_a_request_does(large: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if large:
        for module in (nearest, candidates):
            monkeypatch.setattr(module, "WHOLE", 10)
    for module in (rankers, batch.building):
        monkeypatch.setattr(module, "current_ranker", lambda: RANKER)
    shop.act("ben", ["i004"])
    batch.recommend_all(report=lambda *_: None, per_user=40)
    made = models.UserList.objects.get(user="ana")
    assert set(made.items) == {f"i{number:03d}" for number in range(40)} - {*OLD, *LATE}
    assert made.items == [pick.item for pick in serving.recommend(user="ana", count=40).picks]


def test_the_exact_search_goes_as_deep_as_the_one_who_saw_most() -> None:
    touch("ben", [f"i{number:03d}" for number in range(36)])
    touch("cleo", ["i004"])
    models.Item.objects.filter(key="i039").update(available=False)
    shelf = load_shelf(as_of=timezone.now())
    past = histories.histories(["ana", "ben", "cleo"], until=timezone.now())
    found = rank(shelf, past, RANKER, count=3, everything=Everything.of(shelf, RANKER))
    keys = [[shelf.keys[place] for place in one.places] for one in found]
    assert sorted(keys[1]) == ["i036", "i037", "i038"]
    assert [len(own) for own in keys] == [3, 3, 3]
    assert not set(keys[0]) & {*OLD, *LATE}


def test_a_published_list_is_shown_without_it() -> None:
    shop.act("ben", ["i004"])
    batch.recommend_all(report=lambda *_: None, per_user=40)
    # Nothing of the latest deeds is on the shelf any more, so that the list of the night answers.
    models.Item.objects.filter(key__in=LATE).delete()
    forget_shelf()
    models.UserList.objects.filter(user="ana").update(items=["i000", "i003", "i002"], scores=[3, 2, 1], reasons=[])
    answer = serving.recommend(user="ana", count=5)
    assert (answer.way, [pick.item for pick in answer.picks]) == ("list", ["i003"])


def test_only_who_did_much_is_asked_about_twice(django_assert_num_queries: Any) -> None:
    shop.act("ben", ["i004"])
    with django_assert_num_queries(1):
        history("ben")
    with django_assert_num_queries(2):
        history("ana")


def test_many_are_read_as_each_alone_and_to_the_same_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    touch("ben", ["i003"])
    now = timezone.now()

    def all_alike(until: datetime) -> list[histories.History]:
        found = histories.histories(["ana", "ben"], until=until)
        assert found == [history(user, until=until) for user in ("ana", "ben")]
        return found

    assert all_alike(now)[0] == history("ana")
    assert all_alike(now - timedelta(minutes=90))[0].before == set(OLD)
    # A machine is not read to its beginning.
    monkeypatch.setattr(histories, "FURTHEST", 2 * LONGEST + 2)
    assert all_alike(now)[0].before == {"i002", "i009"}
    # Of what was done at one moment, all.
    models.Event.objects.filter(id="ana-0").update(at=models.Event.objects.get(id="ana-1").at)
    assert all_alike(now)[0].before == set(OLD)


def test_candidates_grow_no_further_with_what_was_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def noted(*given: Any, count: int, **others: Any) -> Any:
        asked.append(count)
        return candidates.candidates(*given, count=count, **others)

    monkeypatch.setattr(choosing, "candidates", noted)
    monkeypatch.setattr(choosing, "_MADE_UP_FOR", 4)
    assert not listed() & {*OLD, *LATE}
    assert asked == [FEW + 4]
