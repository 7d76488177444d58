"""Shares of sentiments corrected for what a classifier gets wrong, and how far they drift."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from services.sentiment import models
from services.sentiment.models.choices import Sentiment, Split

TONES = tuple(Sentiment.values)
# More than these tell no more about a share.
LIMIT = 20_000
_ROUNDS, _STILL = 200, 1e-6
# Below .1 a distribution is called stable, above .25 it has moved (Siddiqi, Credit Risk Scorecards, 2006).
MOVED = 0.25


@dataclass(frozen=True)
class Drift:
    """One week against the one before: `psi` of the sentiments' shares, and the mean confidence of both."""

    psi: float
    confidence: float
    confidence_before: float
    articles: int

    @property
    def has_moved(self) -> bool:
        return self.psi > MOVED


def corrected_shares(*, start: datetime, end: datetime, entity_id: int | None = None) -> dict[str, float]:
    """Share of each sentiment in [start, end): SLD's EM over the probabilities (Saerens et al., 2002)."""
    rows = models.Judgement.objects.filter(current=True, entity=entity_id, article__published_at__range=(start, end))
    said = list(rows.values_list("probabilities", flat=True)[:LIMIT])
    return dict(zip(TONES, _em(said, _prior(by_entity=entity_id is not None)), strict=True)) if said else {}


def drift(*, now: datetime, days: int = 7) -> Drift | None:
    """None where one of the weeks has no judgements."""
    middle, begin = now - timedelta(days=days), now - timedelta(days=2 * days)
    new, old = _week(middle, now), _week(begin, middle)
    if not new["n"] or not old["n"]:
        return None
    one, other = (np.array([(week[tone] + 1) / (week["n"] + len(TONES)) for tone in TONES]) for week in (new, old))
    psi = float(((one - other) * np.log(one / other)).sum())
    return Drift(round(psi, 4), new["confidence"], old["confidence"], int(new["n"]))


def _em(said: list[Mapping[str, float]], prior: np.ndarray) -> list[float]:
    posterior = np.array([[row.get(tone, 0.0) for tone in TONES] for row in said]).clip(1e-9)
    shares = prior.copy()
    for _ in range(_ROUNDS):
        weighted = posterior * (shares / prior)
        after = (weighted / weighted.sum(axis=1, keepdims=True)).mean(axis=0)
        moved, shares = float(np.abs(after - shares).max()), after
        if moved < _STILL:
            break
    return [round(float(share), 4) for share in shares]


def _prior(*, by_entity: bool) -> np.ndarray:
    """The shares that the model was trained with, which its probabilities lean on."""
    rows = models.Label.objects.filter(split=Split.TRAIN).exclude(sentiment="")
    rows = rows.exclude(entity_name="") if by_entity else rows.filter(entity_name="")
    counts = np.array([rows.filter(sentiment=tone).count() + 1 for tone in TONES], dtype=np.float64)
    return np.asarray(counts / counts.sum())


def _week(start: datetime, end: datetime) -> dict[str, float]:
    rows = models.Judgement.objects.filter(current=True, entity=None, article__published_at__range=(start, end))
    week: dict[str, float] = {tone: float(rows.filter(sentiment=tone).count()) for tone in TONES}
    week["n"] = sum(week.values())
    said = rows.order_by("-id").values_list("probabilities", flat=True)[:LIMIT]
    sure = [max(row.values()) for row in said if row]
    week["confidence"] = round(sum(sure) / len(sure), 4) if sure else 0.0
    return week
