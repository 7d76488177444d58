"""What every objective must do, on one small real model each."""

import signal
from pathlib import Path
from typing import Any

import pytest
import torch

from modelkit.errors import TrainingInterrupted
from modelkit.hardware import plan
from modelkit.training import fit, train
from modelkit.training.hooks import Checkpoint, Hook, Run
from tests.modelkit.training.families import Family


class StopAt(Hook):
    """Stands for somebody pressing Ctrl-C after a step."""

    def __init__(self, step: int) -> None:
        self.step = step

    def stepped(self, run: Run) -> None:
        if run.step == self.step:
            signal.raise_signal(signal.SIGINT)


class Losses(Hook):
    def __init__(self) -> None:
        self.values: list[float] = []

    def stepped(self, run: Run) -> None:
        self.values.append(run.loss)


def weights(model: Any) -> dict[str, torch.Tensor]:
    return {name: tensor.clone() for name, tensor in model.module.state_dict().items()}


def same(left: dict[str, torch.Tensor], right: dict[str, torch.Tensor]) -> bool:
    return left.keys() == right.keys() and all(torch.equal(left[name], right[name]) for name in left)


def test_training_lowers_the_loss(family: Family, backbone: Path) -> None:
    losses = Losses()
    objective = family.objective_on(backbone, epochs=8, dropout=0.0, hard_negatives=0)
    train(objective, family.records, [], objective.recipe, [losses])
    tenth = max(1, len(losses.values) // 8)
    assert sum(losses.values[-tenth:]) < 0.9 * sum(losses.values[:tenth])


def test_the_same_seed_gives_the_same_weights(family: Family, backbone: Path) -> None:
    results = []
    for seed in (5, 5, 6):
        torch.manual_seed(99)
        model = family.model(backbone)
        fit(model, family.records, validation=[], recipe=family.recipe(seed=seed, epochs=1))
        results.append(weights(model))
    assert same(results[0], results[1])
    assert not same(results[0], results[2])


@pytest.mark.parametrize("freeze", ["embeddings", "lower:1"])
@pytest.mark.parametrize("step", [2, 5])
def test_an_interrupted_run_goes_on_to_the_very_same_weights(
    family: Family, backbone: Path, tmp_path: Path, freeze: str, step: int
) -> None:
    def run(*hooks: Hook, resume: bool) -> dict[str, torch.Tensor]:
        torch.manual_seed(99)
        objective = family.objective_on(backbone, freeze=freeze, epochs=2.5)
        validation = family.records[: len(family.records) // 3]
        state = keeper.read() if resume else None
        assert (state is not None) == resume
        train(objective, family.records, validation, objective.recipe, hooks, state=state)
        return weights(objective.model)

    keeper = Checkpoint(tmp_path, identity="this run", steps=1_000)
    uninterrupted = run(resume=False)
    with pytest.raises(TrainingInterrupted):
        run(StopAt(step), keeper, resume=False)
    assert same(uninterrupted, run(keeper, resume=True))
    assert not keeper.path.exists()


def test_frozen_parts_stay_as_they_are(family: Family, backbone: Path) -> None:
    model = family.model(backbone)
    before = weights(model)
    fit(model, family.records, validation=[], recipe=family.recipe(epochs=1))
    changed = {name for name, tensor in weights(model).items() if not torch.equal(tensor, before[name])}
    assert any("layer.1." in name for name in changed)
    assert not any("embeddings" in name or "layer.0." in name for name in changed)


def test_progress_is_told_from_the_first_step_to_the_last(family: Family, backbone: Path) -> None:
    events: list[dict[str, Any]] = []
    report = fit(
        family.model(backbone), family.records, recipe=family.recipe(), progress=lambda e: events.append(dict(e))
    )
    steps = [event for event in events if event["event"] == "progress"]
    assert steps[-1]["step"] == steps[-1]["steps"] == report.steps
    assert steps[-1]["eta_seconds"] == 0
    assert [e["value"] for e in events if e["event"] == "validated"] == pytest.approx(report.history, abs=1e-5)


@pytest.mark.gpu
def test_cuda_trains_to_about_the_same_loss(family: Family, backbone: Path) -> None:
    if not torch.cuda.is_available():
        pytest.skip("no CUDA device here: training was only tried on the CPU")
    last = {}
    for device in ("cpu", "cuda"):
        torch.manual_seed(99)
        losses, objective = Losses(), family.objective_on(backbone, dropout=0.0, epochs=4)
        objective.model.plan = plan(device)
        objective.model.module.to(device)
        train(objective, family.records, [], objective.recipe, [losses])
        last[device] = sum(losses.values[-4:]) / 4
    assert last["cuda"] == pytest.approx(last["cpu"], rel=0.2)
