"""What an engine answers with: plain, frozen and free of torch, so that web processes stay small."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class HeadPrediction:
    """One head's verdict on one text.

    `probability` is the calibrated chance of `label`, made to be shown. `reject_score` is what the gate
    decided `accepted` on (higher is safer): calibrating the first would harm the second, so there are two.
    `scores` holds every label's calibrated probability.
    """

    label: str
    probability: float
    accepted: bool
    reject_score: float
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Hit:
    """One document found. `score` ranks; `dense` is a cosine, `lexical` a raw BM25 score (0 without words)."""

    id: str
    score: float
    dense: float
    lexical: float


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """One registered model: the version in force, and whether this process holds it in memory.

    `version` is None for a model that lies outside the registry. `metrics` are the card's held-out
    figures, `{name: {"value", "low", "high"}}`.
    """

    name: str
    version: int | None
    task: str
    loaded: bool
    labels: Mapping[str, list[str]] = field(default_factory=dict)
    metrics: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
