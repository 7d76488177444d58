"""A training from the shown to a version in the registry."""

import hashlib
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from modelkit.registry import Card, Registry, Version
from services.recommend import models
from services.recommend.actions import vectors
from services.recommend.actions.ranking.behaviour import Behaviour
from services.recommend.actions.ranking.learned import LearnedRanker
from services.recommend.actions.ranking.nearest import WHOLE
from services.recommend.actions.ranking.rankers import NAME, current_ranker, forget_ranker
from services.recommend.actions.shadowing.noting import forget_shadow
from services.recommend.actions.training import cross, second, segmenting
from services.recommend.actions.training.drawn import drawn
from services.recommend.actions.training.examples import Examples, Pages, days, join, shown
from services.recommend.actions.training.fitting import auroc, fit_best
from services.recommend.actions.training.gate import DAYS as HELD_OUT
from services.recommend.actions.training.gate import KEY as GATE
from services.recommend.actions.training.gate import judge
from services.recommend.actions.training.spreading import measured_spreads
from services.recommend.actions.vectors import BACKBONE
from services.recommend.actions.working import work_on
from services.recommend.errors import JobRuns
from shared.errors import refuse
from shared.jobs import actions as jobs
from shared.jobs.models import Job

KIND = "recommend.train"
DAYS = 28
_VALIDATION, _TEST = 4, HELD_OUT
# With fewer opened articles the weights would follow chance.
MIN_OPENED = 100
# What a version learns from, the best first: that something was shown and not opened says more than that it was there.
PAGES: dict[str, Pages] = {"shown": shown, "drawn": drawn}
# Where a card keeps which of them it was.
SOURCE = "pages"
Report = Callable[[str, int, int], None]


def start_training(*, user: Any = None) -> Job:
    """Open the job that `run_training_job` carries out. A second request while one runs is refused."""
    if Job.objects.filter(kind=KIND, state__in=jobs.ACTIVE).exists():
        raise JobRuns
    return jobs.start_job(kind=KIND, created_by=user)


def run_training_job(*, job_id: Any) -> None:
    job = Job.objects.get(pk=job_id)

    def report(stage: str, done: int, total: int) -> None:
        jobs.advance(job=job, stage=stage, done=done, total=total)

    work_on(job, lambda: train(report=report))


def train(*, report: Report, until: datetime | None = None) -> dict[str, Any]:
    """Fit on the older days, choose on later ones, measure on the last, beside what is in force: that is the gate.

    `until`: as if it were that moment, else now.
    """
    # A network lies aside until its version is published, or goes with it.
    with tempfile.TemporaryDirectory(prefix="recommend-training-") as aside:
        return _train(Path(aside), report, now=until or timezone.now())


def _train(aside: Path, report: Report, *, now: datetime) -> dict[str, Any]:
    vectors.embed_new(progress=lambda done, total: report("embedding", done, total))
    taken_from, parts = _read(now, report)
    train_on = join(parts[: -_VALIDATION - _TEST])
    validation, test = join(parts[-_VALIDATION - _TEST : -_TEST]), join(parts[-_TEST:])
    report("fitting", DAYS, DAYS)
    ranker = LearnedRanker("", fit_best(train_on, validation))
    report("re-ranking", DAYS, DAYS)
    validated, taught = now - timedelta(days=_TEST), now - timedelta(days=_TEST + _VALIDATION)
    found = second.learn(ranker, validation, until=taught, days=DAYS - _VALIDATION - _TEST)
    ranker, chosen = second.tried(ranker, found, until=validated, days=_VALIDATION)
    ranker, read = _read_together(ranker, taken_from, aside, report, taught=taught, validated=validated)
    report("comparing", DAYS, DAYS)
    verdict = judge(ranker, current_ranker(), until=now)
    measured = {"ndcg@10": verdict.candidate.as_dict(), "auroc": auroc(ranker, test).as_dict()}
    report("spreading", DAYS, DAYS)
    ranker = replace(ranker, learnt=_learnt(now))
    ranker = replace(ranker, spreads=measured_spreads(ranker, until=validated, days=_VALIDATION))
    report("newcomers", DAYS, DAYS)
    newcomers = segmenting.learn(ranker, until=now, validation=_VALIDATION, test=_TEST)
    if newcomers:
        measured[segmenting.METRIC] = newcomers.lead.as_dict()
        ranker = replace(ranker, segments=None if newcomers.refused else newcomers.ranker)
    judged = {SOURCE: taken_from, GATE: verdict.as_dict(), second.KEY: chosen, cross.KEY: read}
    version = _publish(ranker, train_on, measured, judged, live=not verdict.refused)
    return {
        "version": version.number,
        "promoted": version.live,
        "pages": taken_from,
        "metrics": measured,
        "gate": verdict.as_dict(),
        "second": chosen,
        "cross": read,
        "refusals": verdict.reasons,
    }


def _read(until: datetime, report: Report) -> tuple[str, list[Examples]]:
    """The name of the pages that there are enough of, and a day each. Raises `InputRefused` where there are too few."""
    parts: list[Examples] = []
    for name, pages in PAGES.items():
        parts = []
        for number, part in enumerate(days(pages, until=until, count=DAYS), 1):
            report("reading", number, DAYS)
            parts.append(part)
        if _are_enough(parts):
            return name, parts
    raise refuse("events", _too_few(parts), _("Send what people open, and train when there is more of it."))


def _read_together(
    ranker: LearnedRanker, taken_from: str, aside: Path, report: Report, *, taught: datetime, validated: datetime
) -> tuple[LearnedRanker, dict[str, Any]]:
    """The ranker with a cross-encoder, where one is wanted and lists better; and what a card tells of it, if it is."""
    if not cross.is_wanted():
        return ranker, {}
    counts = {"days": DAYS - _VALIDATION - _TEST, "validation": _VALIDATION}
    found = cross.learn(ranker, PAGES[taken_from], until=taught, **counts, folder=aside / cross.KEY, report=report)
    return cross.tried(ranker, found, until=validated, days=_VALIDATION)


def _learnt(until: datetime) -> Behaviour | None:
    """What others did brings candidates, which a shelf that is read whole has no use for."""
    return Behaviour.learn(until=until) if models.Item.objects.count() > WHOLE else None


def _are_enough(parts: list[Examples]) -> bool:
    return len(parts) > _VALIDATION + _TEST and _opened(parts) >= MIN_OPENED


def _opened(parts: list[Examples]) -> float:
    return sum(float(part.opened.sum()) for part in parts)


def _too_few(parts: list[Examples]) -> str:
    told = {
        "days": len(parts),
        "opened": round(_opened(parts)),
        "least": MIN_OPENED,
        "least_days": _VALIDATION + _TEST + 1,
    }
    text = _(
        "%(opened)d items were opened for the first time on %(days)d days; "
        "at least %(least)d on %(least_days)d days are needed."
    )
    return text % told


def _publish(
    ranker: LearnedRanker,
    train_on: Examples,
    measured: dict[str, dict[str, float]],
    judged: dict[str, Any],
    *,
    live: bool,
) -> Version:
    """The weights and what of others they weigh are one version: they come and go together."""
    fingerprint = hashlib.sha256(train_on.features.tobytes()).hexdigest()
    data = {"rows": len(train_on), "fingerprint": fingerprint, **judged}
    registry = Registry(settings.RANKERS_DIR)
    with tempfile.TemporaryDirectory(prefix="recommend-ranker-") as folder:
        ranker.save(Path(folder))
        Card(task="rank", backbone=BACKBONE, data=data, metrics=measured).write(folder)
        version = registry.publish(NAME, folder, promote="never")
    if live:
        # The gate has decided; the registry's own compares figures of other days.
        version = registry.promote(NAME, version.number, force=True)
    forget_ranker()
    forget_shadow()
    return version
