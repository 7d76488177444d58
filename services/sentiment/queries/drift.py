"""How what models say, and what they are given to read, moves away from what they were validated on."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.db.models import Avg, Count, Exists, OuterRef, QuerySet
from django.db.models.functions import Length, TruncWeek

from services.sentiment import models
from services.sentiment.models.choices import Sentiment, Split
from services.sentiment.queries.shares import TONES

WEEKS = 12
# Below .1 a distribution is called stable, above .25 it has moved (Siddiqi, Credit Risk Scorecards, 2006).
MOVED = 0.25
# So many probabilities tell a week's mean confidence to about a hundredth.
_SAMPLED = 400


@dataclass(frozen=True)
class Week:
    """What one version said of articles of one week; `psi` is against the labels it was validated on."""

    start: datetime
    judged: int
    shares: Mapping[str, float]
    confidence: float | None
    psi: float | None

    @property
    def has_moved(self) -> bool:
        return self.psi is not None and self.psi > MOVED


@dataclass(frozen=True)
class Input:
    """What came in during one week."""

    articles: int
    languages: Mapping[str, float]
    characters: float
    unknown: float


@dataclass(frozen=True)
class InputDrift:
    """Two weeks of input, and how far their languages lie apart."""

    now: Input
    before: Input
    psi: float

    @property
    def languages(self) -> list[tuple[str, float, float]]:
        names = sorted({*self.now.languages, *self.before.languages})
        return [(one, self.now.languages.get(one, 0.0), self.before.languages.get(one, 0.0)) for one in names]

    @property
    def has_moved(self) -> bool:
        return self.psi > MOVED


def validation_shares(*, by_entity: bool) -> dict[str, float]:
    """Of the labels that versions are measured on; empty without any."""
    rows = models.Label.objects.filter(split=Split.VALIDATION).exclude(sentiment="")
    rows = rows.exclude(entity_name="") if by_entity else rows.filter(entity_name="")
    counts = dict(rows.order_by().values_list("sentiment").annotate(n=Count("pk")))
    total = sum(counts.values())
    return {tone: counts.get(tone, 0) / total for tone in TONES} if total else {}


def by_version(*, model: str, by_entity: bool, now: datetime) -> dict[str, list[Week]]:
    """Each version's weeks, in order of time; versions without judgements are left out."""
    rows = models.Judgement.objects.filter(
        model_version__startswith=f"{model}@", entity__isnull=not by_entity, article__published_at__lt=now
    ).filter(article__published_at__gte=now - timedelta(weeks=WEEKS))
    weekly = rows.annotate(week=TruncWeek("article__published_at")).order_by()
    counts: dict[tuple[str, datetime], dict[str, int]] = defaultdict(dict)
    for version, week, tone, n in weekly.values_list("model_version", "week", "sentiment").annotate(n=Count("pk")):
        counts[version, week][tone] = n
    usual = validation_shares(by_entity=by_entity)
    found: dict[str, list[Week]] = {}
    for (version, week), tones in sorted(counts.items()):
        sample = weekly.filter(model_version=version, week=week)
        found.setdefault(version, []).append(_week(week, tones, usual, sample))
    return found


def of_input(*, now: datetime, days: int = 7) -> InputDrift | None:
    """None where one of the weeks brought nothing."""
    middle = now - timedelta(days=days)
    new, old = _input(middle, now), _input(middle - timedelta(days=days), middle)
    if not new.articles or not old.articles:
        return None
    return InputDrift(new, old, _psi(new.languages, old.languages))


def _week(
    start: datetime, tones: Mapping[str, int], usual: Mapping[str, float], sample: QuerySet[models.Judgement]
) -> Week:
    total = sum(tones.values())
    shares = {tone: tones.get(tone, 0) / total for tone in Sentiment.values}
    said = sample.values_list("probabilities", flat=True)[:_SAMPLED]
    sure = [max(row.values()) for row in said if row]
    confidence = sum(sure) / len(sure) if sure else None
    return Week(start, total, shares, confidence, _psi(shares, usual) if usual else None)


def _input(start: datetime, end: datetime) -> Input:
    rows = models.Article.objects.filter(published_at__gte=start, published_at__lt=end).order_by()
    counts: dict[str, int] = defaultdict(int)
    for language, n in rows.values_list("language").annotate(n=Count("pk")):
        counts[language.split("-")[0]] += n
    total = sum(counts.values())
    judged = rows.exclude(judged_at=None)
    named = models.Mention.objects.filter(article=OuterRef("pk"))
    read, nobody = judged.count(), judged.filter(~Exists(named)).count()
    return Input(
        articles=total,
        languages={name: n / total for name, n in counts.items()},
        characters=rows.aggregate(mean=Avg(Length("title") + Length("text")))["mean"] or 0.0,
        unknown=nobody / read if read else 0.0,
    )


def _psi(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Population stability index; shares of nothing count as a thousandth."""
    names = sorted({*one, *other})
    left, right = (np.array([max(shares.get(name, 0.0), 1e-3) for name in names]) for shares in (one, other))
    return round(float(((left - right) * np.log(left / right)).sum()), 4)
