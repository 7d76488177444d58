"""A version that was held back ranks beside the one in force: nobody sees it, and what it would change is told."""

import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from modelkit.registry import Card, Registry
from services.recommend import models, tasks
from services.recommend.actions import erasing, model_versions, serving, shadowing
from services.recommend.actions.ranking import forget_shelf
from services.recommend.actions.ranking.features import NAMES
from services.recommend.actions.ranking.learned import LearnedRanker, Weights
from services.recommend.actions.shadowing import telling
from services.recommend.queries.shadows import Watched
from tests.recommend import shop

pytestmark = pytest.mark.django_db
ITEMS = [f"i{number:03d}" for number in range(10)]


@pytest.fixture(autouse=True)
def _two_versions(db: None, settings: Settings) -> None:
    """The first, in force, goes by interest; the second, beside it, by age."""
    settings.SHADOW_PERCENT = 100
    forget_shelf()
    shop.stock()
    publish("interest", live=True)
    publish("fresh", live=False)
    shop.act("ana", ["i001", "i005"])


def publish(feature: str, *, live: bool) -> None:
    own = [5.0 if name == feature else 0.0 for name in NAMES]
    ranker = LearnedRanker("", Weights([0.0] * len(NAMES), [1.0] * len(NAMES), own, -3.0))
    with tempfile.TemporaryDirectory() as folder:
        ranker.save(Path(folder))
        Card(task="rank").write(folder)
        Registry(django_settings.RANKERS_DIR).publish("ranker", folder, promote="always" if live else "never")
    model_versions._forget()


def watch(user: str, *, days_ago: float, live: list[str], shadow: list[str]) -> None:
    models.Shadowed.objects.create(
        request=f"{user}-{days_ago}",
        user=user,
        at=timezone.now() - timedelta(days=days_ago),
        live="ranker@1",
        shadow="ranker@2",
        live_items=live,
        shadow_items=shadow,
    )


def test_the_user_sees_the_one_in_force_and_both_are_kept() -> None:
    answer = serving.recommend(user="ana", count=10)
    assert answer.model_version == "ranker@1"
    shop.act("ana", ["i003"], minutes_ago=-1)
    tasks.rank_in_shadow()
    row = models.Shadowed.objects.get()
    assert (row.request, row.live, row.shadow) == (answer.request, "ranker@1", "ranker@2")
    # By what was known when it was asked, whatever came since.
    assert row.live_items == [pick.item for pick in answer.picks]
    assert row.shadow_items is not None
    assert row.shadow_items[:3] == ["i000", "i002", "i003"]
    told = shadowing.tell(now=timezone.now())
    assert told is not None
    assert (told.live, told.shadow, told.requests, told.users) == ("ranker@1", "ranker@2", 1, 1)
    assert 0 < told.overlap.value < 1
    assert told.later is None


def test_only_first_personal_pages_are_watched(settings: Settings) -> None:
    first = serving.recommend(user="ana", count=5)
    serving.recommend(user="ana", count=5, cursor=first.cursor or "")
    serving.recommend(user="ana", category="space")
    serving.recommend(user="nobody")
    assert models.Shadowed.objects.count() == 1
    settings.SHADOW_PERCENT = 0
    serving.recommend(user="ana")
    assert models.Shadowed.objects.count() == 1


def test_no_version_is_in_the_shadow_of_the_newest() -> None:
    model_versions.promote_version(number=2, force=True)
    serving.recommend(user="ana")
    assert not models.Shadowed.objects.exists()
    assert shadowing.tell(now=timezone.now()) is None


def test_the_share_is_a_share(settings: Settings) -> None:
    settings.SHADOW_PERCENT = 20
    rng = np.random.default_rng(5)
    for _ in range(500):
        key = rng.bytes(16).hex()
        shadowing.note(request=key, user="ana", surface="", live="ranker@1", at=timezone.now())
    assert 70 < models.Shadowed.objects.count() < 130


def test_figures_of_lists_that_are_known() -> None:
    moved = ["i001", "i000", *ITEMS[2:5], "x1", "x2", "x3", "x4", "x5"]
    one = Watched("ana", ITEMS, moved, frozenset())
    assert telling._overlap(one) == 0.5
    assert telling._shift(one) == pytest.approx((1 + 1) / 5)
    assert telling._shift(one._replace(live=["x1"], shadow=["x2"])) is None
    assert telling._ndcg(ITEMS, frozenset({"i000"})) == 1.0
    assert telling._ndcg(ITEMS, frozenset({"i001"})) == pytest.approx(1 / np.log2(3))
    assert telling._ndcg([], frozenset({"i001"})) == 0.0


def test_what_was_opened_within_a_day_tells_and_earlier_deeds_do_not() -> None:
    for number in range(40):
        user = f"user{number:02d}"
        watch(user, days_ago=2, live=ITEMS, shadow=["i009", *ITEMS[:9]])
        shop.act(user, ["i009"], minutes_ago=60 * 36)
        # Known before, and too late.
        shop.act(user, ["i000"], minutes_ago=60 * 72)
        shop.act(user, ["i000"], kind="like", minutes_ago=60 * 36)
        shop.act(user, ["i001"], minutes_ago=60 * 12)
    watch("late", days_ago=0.5, live=ITEMS, shadow=ITEMS)
    told = shadowing.tell(now=timezone.now())
    assert told is not None
    assert told.later is not None
    assert (told.requests, told.users, told.later.users, told.later.verdict) == (41, 41, 40, "better")
    assert told.later.shadow.value == 1.0
    assert told.later.live.value == pytest.approx(1 / np.log2(11))


def test_few_users_are_said_to_be_few() -> None:
    watch("ben", days_ago=2, live=ITEMS, shadow=ITEMS)
    shop.act("ben", ["i004"], minutes_ago=60 * 36)
    told = shadowing.tell(now=timezone.now())
    assert told is not None
    assert told.later is not None
    assert told.later.verdict == "thin"
    assert told.later == replace(told.later, live=told.later.shadow)


def test_erased_users_and_old_rows_go() -> None:
    serving.recommend(user="ana")
    watch("ben", days_ago=40, live=ITEMS, shadow=ITEMS)
    tasks.rank_in_shadow()
    assert set(models.Shadowed.objects.values_list("user", flat=True)) == {"ana"}
    erasing.erase_user(user="ana", actor="test")
    assert not models.Shadowed.objects.exists()


def test_a_version_that_is_gone_is_no_obstacle() -> None:
    models.Shadowed.objects.create(request="r", user="ana", at=timezone.now(), live="ranker@1", shadow="ranker@9")
    tasks.rank_in_shadow()
    assert not models.Shadowed.objects.exists()


def test_the_page_tells_what_it_would_change(editor_client: Client) -> None:
    assert "No request was ranked by both yet" in editor_client.get("/models/").content.decode()
    serving.recommend(user="ana")
    tasks.rank_in_shadow()
    page = editor_client.get("/models/").content.decode()
    assert "In the shadow: ranker@2 beside ranker@1" in page
    assert "listed by both" in page
