"""`model.fit(...)` from end to end: split, choose the objective, resume if a checkpoint waits, train."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from modelkit.config import Recipe
from modelkit.data.records import Record, fingerprint
from modelkit.errors import DataError, RecipeError
from modelkit.models.base import Model
from modelkit.models.classifier import Classifier
from modelkit.models.heads import named
from modelkit.models.tokeniser import Tokeniser
from modelkit.training.hooks import Checkpoint, EarlyStopping, Hook, Progress
from modelkit.training.loop import train
from modelkit.training.objectives import OBJECTIVES
from modelkit.training.report import FitReport
from modelkit.training.splits import split


def fit(
    model: Model,
    records: Sequence[Record],
    *,
    validation: Sequence[Record] | None = None,
    recipe: Recipe,
    progress: Callable[[Mapping[str, Any]], None] | None = None,
    checkpoints: Path | None = None,
) -> FitReport:
    """Train the model in place; without `validation` a share of the records is held out as the recipe says.

    With `checkpoints`, a directory, the run's state is kept there and an interrupted run of the same recipe, data and
    backbone goes on. Raises DataError, RecipeError, TrainingInterrupted.
    """
    if model.task != recipe.task:
        raise RecipeError(f"The recipe trains models that {recipe.task}, this one does {model.task}.")
    if validation is None:
        records, validation = split(
            records, share=recipe.validation_share, limit=recipe.validation_limit, seed=recipe.seed
        )
    if not records:
        raise DataError("There is nothing to train on.", remedy="Give at least a few records.")
    limit_length(model, recipe.max_length)
    if recipe.label_names and isinstance(model, Classifier):
        records = [*records, *named(model.heads)]
    objective = OBJECTIVES[recipe.objective](model, recipe)
    hooks: list[Hook] = [EarlyStopping(recipe.patience)]
    if progress is not None:
        hooks.append(Progress(progress, figure=objective.figure))
    state = None
    if checkpoints is not None:
        identity = _identity(model, records, validation, recipe)
        keeper = Checkpoint(checkpoints, identity=identity, steps=recipe.checkpoint_steps)
        hooks.append(keeper)
        state = keeper.read()
    return train(objective, records, validation, recipe, hooks, state=state)


def limit_length(model: Model, max_length: int) -> None:
    """From now on the model reads at most so many tokens, in training and afterwards."""
    length = min(max_length, model.tokeniser.max_length)
    model.tokeniser = Tokeniser(model.tokeniser.fast, max_length=length)
    if hasattr(model, "spec"):
        model.spec = replace(model.spec, max_length=length)


def _identity(model: Model, records: Sequence[Record], validation: Sequence[Record], recipe: Recipe) -> str:
    """A digest of everything a run's weights follow from."""
    parts = [
        recipe.model_dump_json(exclude={"device"}),
        fingerprint(records),
        fingerprint(validation),
        str(model.module),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
