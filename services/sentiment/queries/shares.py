"""Shares of sentiments corrected for what a classifier gets wrong."""

from collections.abc import Mapping
from datetime import datetime

import numpy as np
from django.db.models import Count, QuerySet

from services.sentiment import models
from services.sentiment.models.choices import Sentiment, Split
from services.sentiment.queries.periods import Period

TONES = tuple(Sentiment.values)
# More than these tell no more about a share.
LIMIT = 20_000
_ROUNDS, _STILL = 200, 1e-6
# Of fewer, a corrected share swings between none and all.
_ENOUGH = 30


def corrected_shares(
    *, period: Period, entity_id: int | None = None, topic: str = "", group: str = ""
) -> dict[str, float]:
    """Share of each sentiment among the articles: SLD's EM over the probabilities (Saerens et al., 2002).

    Of one entity, or of texts as a whole; empty where there are too few to tell.
    """
    rows = _within(period.begin, period.end).filter(entity=entity_id)
    rows = rows.filter(topic=topic) if topic else rows
    rows = rows.filter(article__group=group) if group else rows
    said = list(rows.order_by("-id").values_list("model_version", "probabilities")[:LIMIT])
    if len(said) < _ENOUGH:
        return {}
    prior = _prior(by_entity=entity_id is not None and _reads_entities(said[0][0]))
    return dict(zip(TONES, _em([probabilities for _, probabilities in said], prior), strict=True))


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
    found = dict(rows.order_by().values_list("sentiment").annotate(n=Count("pk")))
    counts = np.array([found.get(tone, 0) + 1 for tone in TONES], dtype=np.float64)
    return np.asarray(counts / counts.sum())


def _reads_entities(version: str) -> bool:
    """Without a model of entities, the one of whole texts reads their sentences, and its labels are the prior."""
    return not models.Judgement.objects.filter(model_version=version, entity=None).exists()


def _within(start: datetime, end: datetime) -> QuerySet[models.Judgement]:
    """Judgements in force of articles in [start, end)."""
    published = {"article__published_at__gte": start, "article__published_at__lt": end}
    return models.Judgement.objects.filter(current=True, **published)
