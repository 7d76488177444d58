"""A bank with versions that are not in force: one that mixes intents up, and another encoder."""

from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
import torch
from pytest_django import Settings
from torch import nn

from modelkit.models import Classifier
from modelkit.registry import Card, Registry
from services.support import models
from services.support.actions import candidates
from services.support.actions.engine import ENCODER, INTENT_MODEL
from tests.support.bank import EXAMPLES

NameCandidate = Callable[..., models.Candidate]


@pytest.fixture
def mixed_up(bank: None, settings: Settings, tmp_path: Path) -> int:
    """A version of the intent model that takes lost cards for forgotten numbers, and the reverse."""
    registry = Registry(settings.MODELKIT_REGISTRY)
    classifier = Classifier.from_pretrained(registry.resolve(INTENT_MODEL))
    layer = cast(nn.Linear, classifier.head_modules[0])
    with torch.no_grad():
        layer.weight.copy_(layer.weight[[1, 0, *range(2, len(EXAMPLES))]].clone())
    folder = tmp_path / "mixed-up"
    classifier.save_pretrained(folder)
    Card(task=classifier.task, labels={"label": list(EXAMPLES)}).write(folder)
    return registry.publish(INTENT_MODEL, folder, promote="never").number


@pytest.fixture
def other_encoder(bank: None, settings: Settings) -> int:
    """The same vectors under another number: what is tested is whose index is asked."""
    registry = Registry(settings.MODELKIT_REGISTRY)
    return registry.publish(ENCODER, registry.resolve(ENCODER), promote="never").number


@pytest.fixture
def validation(bank: None) -> None:
    """Questions that thresholds are chosen on: enough of them to open something."""
    for name, texts in EXAMPLES.items():
        intent = models.Intent.objects.get(name=name)
        for number in range(20):
            models.Example.objects.create(
                text=f"{texts[0]} {number}",
                text_hash=f"{name} {number}",
                language="en",
                split="validation",
                intent=intent,
            )


@pytest.fixture
def name(bank: None) -> NameCandidate:
    def named(*, share: float = 1.0, limit: float = 0.2, **versions: int) -> models.Candidate:
        made, job = candidates.name_candidate(
            versions={f"support-{model}": number for model, number in versions.items()},
            max_wrong_share=limit,
            confident=False,
            share=share,
        )
        candidates.run_job(job_id=job.pk, candidate_id=made.pk)
        made.refresh_from_db()
        return made

    return named
