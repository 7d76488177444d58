from pathlib import Path

import pytest
import torch

from modelkit.models import Encoder, PairScorer
from modelkit.training.schedule import build_optimiser, set_rate
from modelkit.training.trunk import freeze
from tests.modelkit.training.families import FAMILIES, Family

ENCODER = next(family for family in FAMILIES if family.task == "encode")


def rates(steps: int, warmup: float) -> list[float]:
    optimiser = torch.optim.SGD([{"params": [torch.zeros(1, requires_grad=True)], "lr": 1.0, "peak": 1.0}])
    found = []
    for step in range(steps):
        set_rate(optimiser, step=step, steps=steps, warmup=warmup)
        found.append(optimiser.param_groups[0]["lr"])
    return found


def test_the_rate_rises_over_the_warm_up_and_then_falls_to_nearly_nothing() -> None:
    found = rates(100, 0.1)
    assert found[:10] == pytest.approx([n / 10 for n in range(1, 11)])
    assert found[9:] == sorted(found[9:], reverse=True)
    assert 0 < found[-1] < 0.02
    assert max(found) == pytest.approx(1.0)


@pytest.mark.parametrize(("steps", "warmup"), [(1, 0.1), (1, 0.0), (2, 0.9), (7, 0.5)])
def test_every_step_of_a_short_run_learns_something(steps: int, warmup: float) -> None:
    assert all(0 < rate <= 1 for rate in rates(steps, warmup))


def test_the_embedding_table_costs_the_optimiser_nothing(backbone: Path) -> None:
    encoder = Encoder.from_backbone(backbone, device="cpu")
    freeze(encoder.backbone, "embeddings")
    optimiser = build_optimiser(encoder.backbone, (), ENCODER.recipe())
    held = {id(p) for group in optimiser.param_groups for p in group["params"]}
    table = encoder.backbone.get_input_embeddings().weight
    assert id(table) not in held
    assert held == {id(p) for p in encoder.backbone.parameters() if p.requires_grad}


def test_lower_layers_learn_slower(backbone: Path) -> None:
    encoder = Encoder.from_backbone(backbone, device="cpu")
    freeze(encoder.backbone, "embeddings")
    optimiser = build_optimiser(encoder.backbone, (), ENCODER.recipe(layer_decay=0.5, learning_rate=1e-3))
    rate = {id(p): group["lr"] for group in optimiser.param_groups for p in group["params"]}
    named = dict(encoder.backbone.named_parameters())
    assert rate[id(named["encoder.layer.1.output.dense.weight"])] == 1e-3
    assert rate[id(named["encoder.layer.0.output.dense.weight"])] == 5e-4


@pytest.mark.parametrize("family", [f for f in FAMILIES if f.task == "score"], ids=lambda f: f.objective)
def test_a_fresh_pooler_learns_at_the_heads_rate(family: Family, backbone: Path) -> None:
    objective = family.objective_on(backbone)
    model = objective.model
    assert isinstance(model, PairScorer)
    freeze(model.backbone, "embeddings")
    optimiser = build_optimiser(model.backbone, objective.heads, family.recipe(head_learning_rate=0.5))
    rate = {id(p): group["lr"] for group in optimiser.param_groups for p in group["params"]}
    pooler = dict(model.backbone.named_parameters())["pooler.dense.weight"]
    assert rate[id(pooler)] == 0.5
