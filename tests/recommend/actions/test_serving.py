"""One user's list: what was done a moment ago counts, rules hold, and every answer says how it came about."""

from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone

from services.recommend import models
from services.recommend.actions import serving
from services.recommend.actions.ranking import current_shelf, forget_shelf
from services.recommend.actions.ranking.rankers import current_ranker
from services.recommend.queries.histories import history
from shared.errors import InputRefused
from tests.recommend import shop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_shelf() -> None:
    forget_shelf()


@pytest.fixture
def stocked() -> None:
    shop.stock()


def items(user: str, **wanted: object) -> list[str]:
    return [pick.item for pick in serving.recommend(user=user, **wanted).picks]  # type: ignore[arg-type]


def sections(keys: list[str]) -> set[str]:
    return set(models.Item.objects.filter(key__in=keys).values_list("category", flat=True))


def test_who_reads_about_space_gets_space(stocked: None) -> None:
    shop.act("ana", ["i001", "i005"])
    answer = serving.recommend(user="ana", count=5)
    assert answer.way == "personal"
    assert sections([pick.item for pick in answer.picks]) == {"space"}
    assert not {"i001", "i005"} & {pick.item for pick in answer.picks}


def test_an_event_is_in_the_very_next_list(stocked: None) -> None:
    shop.act("ana", ["i001"], minutes_ago=60 * 24 * 30)
    assert sections(items("ana", count=4)) == {"space"}
    shop.act("ana", ["i002", "i006"], kind="like", minutes_ago=0)
    assert sections(items("ana", count=4)) == {"money"}


def test_the_ladder_names_its_rungs(stocked: None) -> None:
    assert serving.recommend(user="nobody").way == "newest"
    assert items("nobody", count=2) == ["i000", "i001"]
    shop.act("ben", ["i003"])
    forget_shelf()
    assert serving.recommend(user="nobody").way == "popular"
    assert items("nobody", count=1) == ["i003"]
    models.Profile.objects.create(user="wei", language="zh")
    answer = serving.recommend(user="wei", count=3)
    assert answer.way == "language"
    found = models.Item.objects.filter(key__in=[pick.item for pick in answer.picks])
    assert set(found.values_list("language", flat=True)) == {"zh"}


def test_an_empty_catalogue_answers_with_an_empty_list(db: None) -> None:
    answer = serving.recommend(user="ana")
    assert (answer.picks, answer.cursor) == ([], None)


def test_a_catalogue_of_one_and_a_user_of_one_event(db: None) -> None:
    shop.stock(1)
    assert items("ana") == ["i000"]
    shop.act("ana", ["i000"])
    assert items("ana") == []
    assert serving.similar(item="i000") == []


def test_what_is_not_there_is_not_shown(stocked: None) -> None:
    now = timezone.now()
    models.Item.objects.filter(key="i005").update(available=False)
    models.Item.objects.filter(key="i009").update(expires_at=now - timedelta(minutes=1))
    models.Item.objects.filter(key="i013").update(published_at=now + timedelta(days=1))
    shop.act("ana", ["i001"])
    assert not {"i005", "i009", "i013"} & set(items("ana", count=40))
    assert not {"i005", "i009", "i013"} & {pick.item for pick in serving.similar(item="i001", count=40)}


def test_a_category_is_kept_to(stocked: None) -> None:
    shop.act("ana", ["i001"])
    assert sections(items("ana", category="money", count=5)) == {"money"}


def test_pages_follow_each_other_without_repetition_whatever_happens_between(stocked: None) -> None:
    shop.act("ana", ["i001"])
    whole = items("ana", count=20)
    first = serving.recommend(user="ana", count=8)
    assert first.cursor is not None
    shop.act("ana", ["i002"], minutes_ago=-0.02)
    second = serving.recommend(user="ana", count=8, cursor=first.cursor)
    assert [pick.item for pick in [*first.picks, *second.picks]] == whole[:16]
    with pytest.raises(InputRefused, match="cursor"):
        serving.recommend(user="ben", cursor=first.cursor)
    with pytest.raises(InputRefused, match="cursor"):
        serving.recommend(user="ana", cursor=first.cursor + "x")


def test_pages_repeat_and_skip_nothing_although_the_shelf_and_its_order_change_between(stocked: None) -> None:
    shop.act("ana", ["i001"])
    whole = items("ana", count=40)
    first = serving.recommend(user="ana", count=8)
    # Something new stands first, what was sixth is gone, and of the rest others lead.
    models.Item.objects.create(key="fresh", title="Fresh", category="space", updated_at=timezone.now())
    models.Item.objects.filter(key=whole[5]).update(available=False, updated_at=timezone.now())
    models.Item.objects.filter(key__in=whole[8:20]).update(category="sport", updated_at=timezone.now())
    shop.embed()
    forget_shelf()
    told, cursor = [pick.item for pick in first.picks], first.cursor
    while cursor is not None:
        page = serving.recommend(user="ana", count=8, cursor=cursor)
        told, cursor = told + [pick.item for pick in page.picks], page.cursor
    assert told[8] == "fresh"
    assert sorted(told) == sorted([*whole, "fresh"])


def test_a_pin_stands_where_it_was_put_until_it_is_read(stocked: None) -> None:
    shop.act("ana", ["i001"])
    pinned = models.Item.objects.get(key="i003")
    models.Pin.objects.create(item=pinned, position=2)
    models.Pin.objects.create(item=models.Item.objects.get(key="i007"), position=1, surface="mail")
    answer = serving.recommend(user="ana", count=5)
    assert (answer.picks[1].item, answer.picks[1].reason) == ("i003", {"kind": "pinned"})
    assert len({pick.item for pick in answer.picks}) == 5
    shop.act("ana", ["i003"])
    assert "i003" not in items("ana", count=40)
    assert items("ana", surface="mail", count=1) == ["i007"]


def test_a_reason_is_true_without_its_cause_the_item_would_score_less(stocked: None) -> None:
    shop.act("ana", ["i001", "i002", "i007"])
    past, shelf, ranker = history("ana"), current_shelf(), current_ranker()
    told = [pick for pick in serving.recommend(user="ana", count=30).picks if pick.reason["kind"] == "read"]
    assert len(told) > 15
    for pick in told:
        place = np.array([shelf.places[pick.item]])
        causes = sorted(past.items)
        left = ranker.blame(shelf, [past, *(past.without(cause) for cause in causes)], [place] * (1 + len(causes)))
        lost = {cause: float(left[0][0] - without[0]) for cause, without in zip(causes, left[1:], strict=True)}
        assert lost[pick.reason["item"]] == max(lost.values()) > 0


def test_an_item_of_the_first_second_is_similar_by_its_text(stocked: None) -> None:
    models.Item.objects.create(key="new", title="Just written", category="sport")
    shop.embed()
    forget_shelf()
    assert sections([pick.item for pick in serving.similar(item="new", count=5)]) == {"sport"}
    shop.act("ana", ["i003", "i007"])
    assert "new" in items("ana", count=10)


def test_an_item_without_text_has_its_section_beside_it(stocked: None) -> None:
    models.Item.objects.create(key="silent", category="food")
    forget_shelf()
    assert sections([pick.item for pick in serving.similar(item="silent", count=3)]) == {"food"}
