"""Who buys what is cheap is not listed what is dear, and the other way round."""

from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone

from services.recommend import models
from services.recommend.actions.ranking import choose, load_shelf
from services.recommend.actions.ranking.features import NAMES, features
from services.recommend.actions.ranking.learned import LearnedRanker
from services.recommend.actions.training.drawn import drawn
from services.recommend.actions.training.examples import days, join
from services.recommend.actions.training.fitting import fit
from services.recommend.queries.histories import History, history
from tests.recommend import shop

pytestmark = pytest.mark.django_db
CHEAP, DEAR = 9, 900
PRICE = NAMES.index("price")


def priced(count: int, *prices: int | None) -> None:
    """In turn."""
    shop.stock(count)
    for number in range(count):
        models.Item.objects.filter(key=f"i{number:03d}").update(price=prices[number % len(prices)])


def nearness(past: History) -> list[float]:
    shelf = load_shelf(as_of=timezone.now())
    rows: list[float] = features(shelf, [past], [np.arange(len(shelf))])[0][:, PRICE].tolist()
    return rows


def test_it_is_minus_the_square_of_how_far_a_price_is_from_the_usual_one() -> None:
    priced(6, CHEAP, DEAR, None)
    shop.act("ana", ["i000", "i002"])
    far = -float(np.log((1 + DEAR) / (1 + CHEAP)) ** 2)
    # What has no price stands in the middle of what has one.
    assert nearness(history("ana")) == pytest.approx([0.0, far, far / 2] * 2, abs=1e-5)


@pytest.mark.parametrize("prices", [(None,), (CHEAP, None), (CHEAP, DEAR, None, None)])
def test_where_nothing_is_usual_it_says_nothing(prices: tuple[int | None, ...]) -> None:
    priced(4, *prices)
    shop.act("ana", ["i003"])
    assert nearness(history("ana")) == [0.0] * 4


def test_it_is_learnt_from_what_is_bought() -> None:
    priced(60, CHEAP, DEAR)
    rng = np.random.default_rng(5)
    for day in range(12):
        for number in range(20):
            # Of all sections and ages, but of one level.
            item = 2 * int(rng.integers(30)) + number % 2
            shop.act(f"user{number:02d}", [f"i{item:03d}"], minutes_ago=1_440 * day + 60 + number, kind="purchase")
    models.Item.objects.update(published_at=timezone.now() - timedelta(days=40))
    weights = fit(join(list(days(drawn, until=timezone.now(), count=10))))
    assert weights.by_feature()["price"] > 0
    shelf, ranker = load_shelf(as_of=timezone.now()), LearnedRanker("ranker@1", weights)
    for user, level in (("user02", CHEAP), ("user03", DEAR)):
        listed = [pick.item for pick in choose(shelf, [history(user)], ranker, count=10)[0]]
        assert set(models.Item.objects.filter(key__in=listed).values_list("price", flat=True)) == {level}
