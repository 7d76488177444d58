"""The steps of a training run, and the one that every service takes: fine-tune by a recipe, through the gate."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from modelkit.registry import Registry
from shared.engines import engine, patiently
from shared.training import child

Advance = Callable[[float], None]
Line = dict[str, object]
Result = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """`share` is the part of the whole run's time that the step usually takes."""

    name: str
    share: float
    run: Callable[[Path, str, Advance], Result]


@dataclass(frozen=True)
class Material:
    """What a model learns from: lines as `modelkit train` reads them, and the languages they are in."""

    train: list[Line]
    validation: list[Line]
    languages: Iterable[str]


def fine_tune(
    recipe: str, name: str, material: Material, *, folder: Path, preset: str = "", advance: Advance
) -> Result:
    """Train a version of `name` and load it where it went live. Its files are left in `folder`."""
    registry = Registry(settings.MODELKIT_REGISTRY)
    before = registry.current(name)
    train = _write(folder / f"{recipe}-train.jsonl", material.train)
    arguments = [f"{recipe}_{preset}" if preset else recipe, "--train", str(train), "--name", name]
    arguments += ["--registry", settings.MODELKIT_REGISTRY, "--set", f"languages={','.join(material.languages)}"]
    if material.validation:
        validation = _write(folder / f"{recipe}-validation.jsonl", material.validation)
        arguments += ["--validation", str(validation)]
    child.run_training(arguments, report=lambda event: advance(_share(event)))
    newest = registry.list(name)[-1]
    if registry.current(name) != before:
        patiently(lambda: engine().load(name))
    return {"version": newest.number, "promoted": registry.current(name) == newest.number, "metrics": newest.metrics}


def _write(path: Path, lines: Iterable[Line]) -> Path:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    return path


def _share(event: dict[str, Any]) -> float:
    return float(event["step"]) / max(float(event["steps"]), 1.0) if event.get("event") == "progress" else 0.0
