"""Recipes: everything that decides a training run, in one frozen, checked object."""

import difflib
import tomllib
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from modelkit.errors import RecipeError

Task = Literal["classify", "encode", "score"]
Objective = Literal["cross_entropy", "contrastive", "multiple_negatives", "pairwise", "pointwise"]

OBJECTIVES: dict[Task, tuple[Objective, ...]] = {
    "classify": ("cross_entropy", "contrastive"),
    "encode": ("multiple_negatives",),
    "score": ("pairwise", "pointwise"),
}


def _split(value: object) -> object:
    """Let `--set languages=en,zh` stand for a list; an empty value stands for none."""
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


class Recipe(BaseModel):
    """One training run. Shares are in [0, 1]; lengths are in tokens; rates are per optimiser step."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    task: Task
    objective: Objective
    seed: int = 0
    device: Literal["auto", "cpu", "cuda"] = "auto"

    # What is trained.
    backbone: str = "intfloat/multilingual-e5-small"
    languages: Annotated[tuple[str, ...], BeforeValidator(_split)] = ()  # trim the vocabulary to these
    layers: int | None = Field(None, ge=1)  # keep only the first so many layers
    max_length: int = Field(128, ge=8, le=8192)
    freeze: str = Field("embeddings", pattern=r"^(none|embeddings|all|lower:(\d+|0?\.\d+))$")  # layers or a share
    dropout: float = Field(0.1, ge=0, lt=1)
    presentation: Literal["pair", "marked"] = "pair"  # an entity beside its text, or marked inside it

    # How it is trained.
    epochs: float = Field(3, gt=0)
    batch_size: int = Field(32, ge=1)
    learning_rate: float = Field(1e-4, gt=0)
    head_learning_rate: float = Field(1e-2, gt=0)
    layer_decay: float = Field(1.0, gt=0, le=1)  # each layer below the top learns this much slower
    warmup: float = Field(0.1, ge=0, lt=1)
    weight_decay: float = Field(0.01, ge=0)
    clip: float = Field(1.0, gt=0)

    # When it is watched, kept and stopped.
    validation_share: float = Field(0.1, gt=0, lt=1)
    validation_limit: int = Field(1000, ge=1)
    validate_every: int = Field(1, ge=1)  # epochs
    patience: int = Field(3, ge=1)  # validations without a gain
    checkpoint_steps: int = Field(200, ge=1)

    # cross_entropy
    label_smoothing: float = Field(0.1, ge=0, lt=1)
    head_start: Literal["frozen", "random"] = "frozen"  # "frozen": a logistic regression on untrained features
    head_start_decay: float = Field(6e-5, gt=0)  # its L2 penalty beside the mean loss of an example

    label_names: bool = False  # each label's own name, as words, is one more example of it

    # multiple_negatives, contrastive
    temperature: float = Field(0.05, gt=0)
    hard_negatives: int = Field(1, ge=0)
    mine_depth: int = Field(50, ge=2)  # negatives are drawn from this many nearest passages

    @model_validator(mode="after")
    def _objective_fits_task(self) -> Self:
        if self.objective not in OBJECTIVES[self.task]:
            fits = " or ".join(OBJECTIVES[self.task])
            raise ValueError(f"objective {self.objective!r} does not fit task {self.task!r}; use {fits}")
        return self


def shipped_recipes() -> list[str]:
    """Names of the recipes that come with modelkit."""
    return sorted(item.name.removesuffix(".toml") for item in _shelf().iterdir() if item.name.endswith(".toml"))


def load_recipe(name_or_path: str | Path, overrides: Sequence[str] = ()) -> Recipe:
    """The recipe of a shipped name or a TOML file, with `key=value` overrides on top.

    Raises RecipeError for a file, key or value that does not fit, naming the nearest known one.
    """
    values = _read(name_or_path) | dict(_parse_override(text) for text in overrides)
    for key in values:
        if key not in Recipe.model_fields:
            raise RecipeError(f"A recipe has no key {key!r}.", remedy=_nearest(key, list(Recipe.model_fields)))
    try:
        return Recipe.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        message = f"Recipe key {place!r}: {first['msg']}." if place else f"{first['msg']}."
        raise RecipeError(message, remedy="Change the recipe or pass --set KEY=VALUE.") from error


def _shelf() -> Any:
    return files("modelkit") / "recipes"


def _read(name_or_path: str | Path) -> dict[str, Any]:
    path = Path(name_or_path)
    shipped = _shelf() / f"{name_or_path}.toml"
    if path.suffix == ".toml" and not path.is_file():
        raise RecipeError(f"There is no recipe file {name_or_path}.", remedy="Check the path.")
    if path.suffix != ".toml" and not shipped.is_file():
        raise RecipeError(
            f"No recipe is called {name_or_path!r}.", remedy=_nearest(str(name_or_path), shipped_recipes())
        )
    try:
        text = path.read_text("utf-8") if path.suffix == ".toml" else shipped.read_text("utf-8")
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise RecipeError(f"{name_or_path} is not readable TOML: {error}.", remedy="Mend the file.") from error


def _parse_override(text: str) -> tuple[str, Any]:
    key, equals, value = text.partition("=")
    if not equals:
        raise RecipeError(f"{text!r} is not KEY=VALUE.", remedy="Write for example --set epochs=2.")
    return key.strip(), value.strip()


def _nearest(word: str, known: list[str]) -> str:
    close = difflib.get_close_matches(word, known, n=1)
    return f"Did you mean {close[0]!r}?" if close else f"Known: {', '.join(known)}."
