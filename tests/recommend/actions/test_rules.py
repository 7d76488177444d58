"""Rules of a surface: caps by category, and variety within a declared loss."""

import numpy as np
import pytest

from modelkit.recommendation.diversity import Spread
from modelkit.recommendation.truth import distances
from services.recommend import models
from services.recommend.actions import batch, editorial, serving
from services.recommend.actions.ranking import choose, current_shelf
from services.recommend.actions.ranking.features import NAMES
from services.recommend.actions.ranking.learned import LearnedRanker, Weights
from services.recommend.actions.ranking.rankers import TEXT
from services.recommend.actions.ranking.rules import Rules, rules_of
from services.recommend.queries.histories import history
from shared.errors import InputRefused
from tests.recommend import shop

pytestmark = pytest.mark.django_db
# What each strength was measured to cost: the third more than the second.
SPREADS = (Spread(0.1, 0.002, 0.05), Spread(0.2, 0.009, 0.1), Spread(0.3, 0.03, 0.2))


@pytest.fixture(autouse=True)
def _stocked(db: None) -> None:
    shop.stock(80)
    shop.act("ana", ["i001", "i005"])


def categories(keys: list[str]) -> list[str]:
    found = dict(models.Item.objects.values_list("key", "category"))
    return [found[key] for key in keys]


def items(**wanted: object) -> list[str]:
    return [pick.item for pick in serving.recommend(user="ana", **wanted).picks]  # type: ignore[arg-type]


def test_each_ten_holds_at_most_so_many_of_a_category_and_the_best_come_first() -> None:
    assert set(categories(items(count=10))) == {"space"}
    editorial.save_rules(surface="", most_of_category=3, loss_budget=0.0)
    listed = items(count=20)
    for ten in (listed[:10], listed[10:]):
        counts = [categories(ten).count(name) for name in shop.SECTIONS]
        assert max(counts) == 3
    assert categories(listed[:3]) == ["space"] * 3


def test_a_surface_has_rules_of_its_own() -> None:
    editorial.save_rules(surface="", most_of_category=3, loss_budget=0.0)
    editorial.save_rules(surface="mail", most_of_category=0, loss_budget=0.0)
    assert set(categories(items(count=10, surface="mail"))) == {"space"}
    editorial.remove_rules(rules=models.SurfaceRule.objects.get(surface="mail"))
    assert set(categories(items(count=10, surface="mail"))) == set(shop.SECTIONS)


def test_a_cap_that_cannot_be_kept_shortens_no_list() -> None:
    editorial.save_rules(surface="", most_of_category=1, loss_budget=0.0)
    assert len(items(count=10)) == 10
    assert len(items(count=10, category="food")) == 10


def test_pages_under_a_cap_follow_each_other() -> None:
    editorial.save_rules(surface="", most_of_category=2, loss_budget=0.0)
    whole, told, cursor = items(count=40), [], ""
    for _ in range(5):
        page = serving.recommend(user="ana", count=7, cursor=cursor)
        told += [pick.item for pick in page.picks]
        cursor = page.cursor or ""
    assert told == whole[:35]


def test_the_lists_of_the_night_keep_to_the_rules() -> None:
    editorial.save_rules(surface="", most_of_category=3, loss_budget=0.0)
    batch.recommend_all(report=lambda *_: None, per_user=10)
    assert models.UserList.objects.get(user="ana").items == items(count=10)


def test_a_budget_buys_the_strongest_that_was_measured_to_keep_within_it() -> None:
    ranker = LearnedRanker("ranker@1", Weights([0.0] * len(NAMES), [1.0] * len(NAMES), [1.0] * len(NAMES), 0.0))
    measured = LearnedRanker(ranker.version, ranker.weights, spreads=SPREADS)
    for budget, strength in ((0.0, 0.0), (0.001, 0.0), (0.01, 0.2), (0.1, 0.3)):
        editorial.save_rules(surface="", most_of_category=0, loss_budget=budget)
        assert rules_of("home", measured).spread == strength
        # What was never measured has no known price.
        assert rules_of("home", ranker).spread == rules_of("home", TEXT).spread == 0.0


def test_spreading_sets_the_first_items_apart_and_loses_none() -> None:
    shelf, past = current_shelf(), [history("ana")]

    def listed(strength: float) -> list[str]:
        return [pick.item for pick in choose(shelf, past, TEXT, count=70, rules=Rules(0, strength))[0]]

    def apart(keys: list[str]) -> float:
        return float(distances(np.array([[shelf.places[key] for key in keys[:10]]]), shelf.vectors)[0])

    plain, spread = listed(0.0), listed(0.7)
    assert apart(spread) > 1.5 * apart(plain)
    assert set(spread) == set(plain)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"surface": "x" * 61}, "surface"),
        ({"most_of_category": 11}, "most_of_category"),
        ({"loss_budget": 0.2}, "loss_budget"),
        ({"loss_budget": float("nan")}, "loss_budget"),
    ],
)
def test_what_cannot_be_is_refused_by_field(wrong: dict[str, object], field: str) -> None:
    given = {"surface": "", "most_of_category": 1, "loss_budget": 0.0} | wrong
    with pytest.raises(InputRefused) as refused:
        editorial.save_rules(**given)  # type: ignore[arg-type]
    assert [problem.field for problem in refused.value.problems] == [field]
