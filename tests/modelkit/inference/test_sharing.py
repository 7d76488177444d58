import gc
from pathlib import Path

import torch

from modelkit.inference.sharing import WeightPool
from modelkit.models import Encoder


def table(seed: int, *, rows: int = 2_048) -> torch.nn.Embedding:
    torch.manual_seed(seed)
    return torch.nn.Embedding(rows, 64)


def test_equal_tables_are_held_once() -> None:
    pool, first, second = WeightPool(), table(0), table(0)
    assert pool.share(first) == 0
    assert pool.share(second) == 2_048 * 64 * 4
    assert first.weight.data_ptr() == second.weight.data_ptr()


def test_tables_that_differ_in_one_number_stay_apart() -> None:
    pool, first, second = WeightPool(), table(0), table(0)
    with torch.no_grad():
        second.weight[1_000, 7] += 1e-6
    pool.share(first)
    assert pool.share(second) == 0
    assert first.weight.data_ptr() != second.weight.data_ptr()


def test_sharing_twice_saves_nothing_more() -> None:
    pool, model = WeightPool(), table(0)
    pool.share(model)
    assert pool.share(model) == 0


def test_a_table_outlives_the_model_it_came_with() -> None:
    pool, first, second, third = WeightPool(), table(0), table(0), table(0)
    pool.share(first)
    pool.share(second)
    del first
    gc.collect()
    assert pool.share(third) > 0
    torch.testing.assert_close(second.weight, table(0).weight)


def test_small_parameters_are_left_alone() -> None:
    pool = WeightPool()
    pool.share(table(0, rows=4))
    assert pool.share(table(0, rows=4)) == 0


def test_a_models_answers_do_not_change(tiny_backbone: Path) -> None:
    pool = WeightPool()
    first, second = Encoder.from_pretrained(tiny_backbone), Encoder.from_pretrained(tiny_backbone)
    before = second.encode(["lost card"])
    pool.share(first)
    pool.share(second)
    assert (second.encode(["lost card"]) == before).all()
