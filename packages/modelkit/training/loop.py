"""The training loop, written once. Objectives say what is learned; hooks watch; this decides nothing else."""

import os
import time
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

from modelkit.config import Recipe
from modelkit.data.batching import bucketed_batches
from modelkit.errors import TrainingInterrupted
from modelkit.training.examples import Examples, collect
from modelkit.training.features import TextFeatures
from modelkit.training.hooks import Hook, Run
from modelkit.training.objectives import Objective
from modelkit.training.report import FitReport
from modelkit.training.schedule import build_optimiser, set_rate
from modelkit.training.signals import StopRequest, stop_on_signal
from modelkit.training.trunk import Trunk, freeze

State = dict[str, Any]

# Batches are bounded by the recipe's number of examples, never by tokens: the gradient should not depend on hardware.
NO_TOKEN_LIMIT = 2**62


def train(
    objective: Objective[Any, Any],
    records: Sequence[Any],
    validation: Sequence[Any],
    recipe: Recipe,
    hooks: Sequence[Hook],
    *,
    state: State | None = None,
) -> FitReport:
    """Fit `objective.model` in place and leave it with the weights that validated best.

    `state` continues an interrupted run; on a CPU with the same number of threads the weights come out bit for bit as
    if it had never stopped. Raises TrainingInterrupted after SIGINT or SIGTERM, once the hooks have kept the state.
    """
    began, cpu_began = time.monotonic(), _cpu_seconds()
    torch.manual_seed(recipe.seed)
    session = Session(objective, records, validation, recipe, hooks)
    if state is None:
        session.warm_start()
    else:
        session.restore(state)
    resumed_at = session.run.step
    with stop_on_signal() as request:
        session.go(request)
    run = session.run
    return FitReport(
        task=recipe.task,
        objective=objective.name,
        figure=objective.figure,
        examples=len(session.examples),
        steps=run.step,
        epochs=run.step / session.steps_per_epoch,
        best=run.best,
        history=run.history,
        stopped_early=run.stopped_early,
        resumed_at=resumed_at,
        seconds=time.monotonic() - began,
        cpu_seconds=_cpu_seconds() - cpu_began,
    )


class Session:
    """One run: the model, its examples, the optimiser, and where it stands."""

    def __init__(
        self,
        objective: Objective[Any, Any],
        records: Sequence[Any],
        validation: Sequence[Any],
        recipe: Recipe,
        hooks: Sequence[Hook],
    ) -> None:
        self.objective, self.recipe, self.hooks = objective, recipe, hooks
        model = objective.model
        self.module: nn.Module = model.module
        _set_dropout(self.module, recipe.dropout)
        trunk = Trunk(model.backbone, frozen_layers=freeze(model.backbone, recipe.freeze))
        self.examples = objective.examples(records)
        objective.prepare(self.examples)
        self.features = TextFeatures(model, trunk, self.examples.texts)
        self.held_out = objective.examples(validation) if validation else None
        self.held_out_features = TextFeatures(model, trunk, self.held_out.texts) if self.held_out else None
        self.optimiser = build_optimiser(model.backbone, objective.heads, recipe)
        self.learning = {name: p for name, p in self.module.named_parameters() if p.requires_grad}
        self.steps_per_epoch = -(-len(self.examples) // recipe.batch_size)
        self.run = Run(steps=max(1, round(self.steps_per_epoch * recipe.epochs)), snapshot=self.snapshot)

    def warm_start(self) -> None:
        """Give heads a beginning; what the untrained model is worth counts as the first figure to beat."""
        self.objective.warm_start(self.examples, self.features)
        self._validate()

    def go(self, request: StopRequest) -> None:
        """Step until the last step, or until somebody asks to stop."""
        for hook in self.hooks:
            hook.started(self.run)
        while self.run.step < self.run.steps and not self.run.stop:
            self._epoch(request)
        self._keep_best()
        self.module.eval()
        for hook in self.hooks:
            hook.finished(self.run)

    def _epoch(self, request: StopRequest) -> None:
        run = self.run
        examples = self.objective.epoch_examples(self.examples, self.features, epoch=run.epoch)
        batches = self._batches(examples)
        for numbers in batches[run.position : run.position + run.steps - run.step]:
            self._step(examples, numbers)
            for hook in self.hooks:
                hook.stepped(run)
            if request.asked:
                self._interrupt()
        run.epoch, run.position = run.epoch + 1, 0
        if run.epoch % self.recipe.validate_every == 0 or run.step >= run.steps:
            self._validate()

    def _batches(self, examples: Examples) -> list[list[int]]:
        return bucketed_batches(
            examples.lengths(),
            NO_TOKEN_LIMIT,
            self.recipe.seed,
            self.run.epoch,
            max_items=self.recipe.batch_size,
        )

    def _step(self, examples: Examples, numbers: Sequence[int]) -> None:
        run, recipe = self.run, self.recipe
        self.module.train()
        set_rate(self.optimiser, step=run.step, steps=run.steps, warmup=recipe.warmup)
        batch = collect(examples, numbers, self.features.trunk.device)
        with self.features.autocast():
            outputs = self.features.outputs(batch.texts, self.objective.read_out)
        loss = self.objective.loss(outputs, batch)
        self.optimiser.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_(self.learning.values(), recipe.clip)
        self.optimiser.step()
        run.loss = float(loss.detach())
        run.step, run.position = run.step + 1, run.position + 1
        run.examples_seen += len(numbers)

    def _validate(self) -> None:
        if self.held_out is None or self.held_out_features is None:
            return
        run = self.run
        figure = self.objective.judge(self.held_out, self.held_out_features)
        run.history.append(figure)
        # Of equals the later, which has seen more.
        improved = run.best is None or figure >= run.best
        if improved:
            run.best, run.best_weights = figure, self._weights()
        for hook in self.hooks:
            hook.validated(run, improved=improved)

    def _keep_best(self) -> None:
        if self.run.best_weights is not None:
            self._load(self.run.best_weights)
        else:
            self.objective.finish()

    def _interrupt(self) -> None:
        for hook in self.hooks:
            hook.interrupted(self.run)
        raise TrainingInterrupted(
            f"Training was stopped at step {self.run.step} of {self.run.steps}.",
            remedy="Run the same command again to go on from there.",
        )

    def snapshot(self) -> State:
        """Everything a resumed run needs, as tensors and plain values."""
        run = self.run
        return {
            "weights": self._weights(),
            "optimiser": self.optimiser.state_dict(),
            "objective": self.objective.state(),
            "random": _random_state(),
            "best_weights": run.best_weights,
            "run": {name: getattr(run, name) for name in _PLAIN},
        }

    def restore(self, state: State) -> None:
        """Take back what `snapshot` gave."""
        self._load(state["weights"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.objective.restore(state["objective"])
        for name in _PLAIN:
            setattr(self.run, name, state["run"][name])
        self.run.best_weights = state["best_weights"]
        _set_random_state(state["random"])

    def _weights(self) -> dict[str, Tensor]:
        return {name: p.detach().cpu().clone() for name, p in self.learning.items()}

    @torch.no_grad()
    def _load(self, weights: dict[str, Tensor]) -> None:
        for name, parameter in self.learning.items():
            parameter.copy_(weights[name])


# What of a Run is plain values.
_PLAIN = ("step", "epoch", "position", "examples_seen", "loss", "history", "best")


def _set_dropout(module: nn.Module, share: float) -> None:
    for part in module.modules():
        if isinstance(part, nn.Dropout):
            part.p = share


def _random_state() -> State:
    cuda = torch.cuda.get_rng_state_all() if torch.cuda.is_available() else []
    return {"torch": torch.get_rng_state(), "cuda": cuda}


def _set_random_state(state: State) -> None:
    torch.set_rng_state(state["torch"])
    if state["cuda"]:
        torch.cuda.set_rng_state_all(state["cuda"])


def _cpu_seconds() -> float:
    spent = os.times()
    return spent.user + spent.system
