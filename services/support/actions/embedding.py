"""Batch embedding for indexes, with the encoder in force."""

from collections.abc import Callable
from functools import partial
from typing import Literal

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from modelkit.registry import Registry
from services.support.actions.engine import ENCODER, patient_engine
from shared.engines import patiently

# Until an encoder has been fine-tuned, the backbone itself embeds.
BACKBONE = "intfloat/multilingual-e5-small"
_BATCH = 32

Progress = Callable[[int, int], None]
Kind = Literal["query", "passage"]
Vectors = NDArray[np.float32]


def unseen(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


def current_encoder() -> str:
    """The encoder in force under its exact version, so that queries meet the vectors they were made for."""
    version = Registry(settings.MODELKIT_REGISTRY).current(ENCODER)
    return f"{ENCODER}@{version}" if version else BACKBONE


def embed(encoder: str, texts: list[str], kind: Kind, progress: Progress = unseen) -> Vectors:
    """In small requests: a model server answers each within its own limit, however busy it is."""
    batches = []
    for start in range(0, len(texts), _BATCH):
        part = texts[start : start + _BATCH]
        batches.append(patiently(partial(patient_engine().embed, encoder, part, kind=kind)))
        progress(min(start + _BATCH, len(texts)), len(texts))
    return np.concatenate(batches)
