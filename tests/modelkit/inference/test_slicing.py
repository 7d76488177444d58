import pytest

from modelkit.inference.slicing import LONGEST, OVERHEAD, cost_of, slices


def test_every_item_is_in_exactly_one_slice() -> None:
    costs = [5, 90, 20, 1, 40, 300, 7]
    assert sorted(position for part in slices(costs, 100) for position in part) == list(range(7))


def test_slices_keep_to_the_budget_unless_one_item_is_larger() -> None:
    costs = [5, 90, 20, 1, 40, 300, 7]
    parts = list(slices(costs, 100))
    assert all(sum(costs[p] for p in part) <= 100 or len(part) == 1 for part in parts)
    assert parts[-1] == [5]


def test_equal_lengths_come_together() -> None:
    assert list(slices([50, 1, 50, 1], 100)) == [[1, 3], [0], [2]] or list(slices([50, 1, 50, 1], 102)) == [
        [1, 3, 0, 2]
    ]


def test_nothing_is_no_slice() -> None:
    assert list(slices([], 10)) == []


@pytest.mark.parametrize(
    ("item", "cost"),
    [("", OVERHEAD), ("abc", OVERHEAD + 3), (("ab", "c"), OVERHEAD + 3), ("x" * 10**6, LONGEST + OVERHEAD)],
)
def test_cost_is_what_a_model_reads(item: str | tuple[str, str], cost: int) -> None:
    assert cost_of(item) == cost
