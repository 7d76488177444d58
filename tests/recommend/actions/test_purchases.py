"""A shop that sets RANK_FOR learns what is bought, not what is looked at."""

from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone
from pytest_django import Settings

from services.recommend import models
from services.recommend.actions.evaluating.windows import window
from services.recommend.actions.ranking import choose, load_shelf
from services.recommend.actions.ranking.learned import LearnedRanker
from services.recommend.actions.training.drawn import drawn
from services.recommend.actions.training.examples import days, join, shown
from services.recommend.actions.training.fitting import fit
from services.recommend.queries.histories import history
from tests.recommend import shop

pytestmark = pytest.mark.django_db
CHEAP, DEAR = 9, 900


@pytest.fixture
def window_shoppers(db: None) -> None:
    """Who looks at what is dear, and buys what is cheap, as they have before."""
    shop.stock(60)
    for number in range(60):
        models.Item.objects.filter(key=f"i{number:03d}").update(price=DEAR if number % 2 else CHEAP)
    models.Item.objects.update(published_at=timezone.now() - timedelta(days=40))
    rng = np.random.default_rng(5)
    for day in range(12):
        for number in range(20):
            looked, bought = 2 * int(rng.integers(30)) + 1, 2 * int(rng.integers(30))
            minutes = 1_440 * day + 60 + number
            shop.act(f"user{number:02d}", [f"i{looked:03d}"], minutes_ago=minutes, kind="click")
            shop.act(f"user{number:02d}", [f"i{bought:03d}"], minutes_ago=minutes, kind="purchase")


def share_of_cheap() -> float:
    weights = fit(join(list(days(drawn, until=timezone.now(), count=10))))
    shelf, ranker = load_shelf(as_of=timezone.now()), LearnedRanker("ranker@1", weights)
    users = [history(f"user{number:02d}") for number in range(20)]
    listed = [pick.item for picks in choose(shelf, users, ranker, count=10, reasons=False) for pick in picks]
    prices = dict(models.Item.objects.values_list("key", "price"))
    return float(np.mean([prices[item] == CHEAP for item in listed]))


@pytest.mark.usefixtures("window_shoppers")
def test_what_is_bought_leads_where_that_is_asked_for(settings: Settings) -> None:
    opens = share_of_cheap()
    settings.RANK_FOR = "purchases"
    assert share_of_cheap() > max(opens, 0.5)


@pytest.mark.usefixtures("window_shoppers")
def test_measurements_ask_after_the_same(settings: Settings) -> None:
    now = timezone.now()
    settings.RANK_FOR = "purchases"
    targets = [item for found in window(now - timedelta(days=1), now).targets for item in found]
    bought = models.Event.objects.filter(kind="purchase").values_list("item", flat=True)
    assert targets
    assert set(targets) <= set(bought)


def test_of_what_was_shown_only_what_was_bought_counts_as_opened(settings: Settings) -> None:
    shop.stock(4)
    shop.act("ana", ["i000"], minutes_ago=3_000)
    shop.act("ana", ["i001", "i002", "i003"], kind="impression", position=1)
    shop.act("ana", ["i001"], kind="click")
    shop.act("ana", ["i002"], kind="purchase")
    start, end = timezone.now() - timedelta(days=1), timezone.now()
    assert sorted(shown(start, end)[1][0].opened) == [0.0, 1.0, 1.0]
    settings.RANK_FOR = "purchases"
    assert sorted(shown(start, end)[1][0].opened) == [0.0, 0.0, 1.0]
