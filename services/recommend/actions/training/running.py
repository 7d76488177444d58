"""A training from the shown to a version in the registry."""

import hashlib
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from modelkit.errors import ModelkitError
from modelkit.registry import Card, Registry, Version
from services.recommend.actions import vectors
from services.recommend.actions.ranking.behaviour import Behaviour
from services.recommend.actions.ranking.learned import LearnedRanker
from services.recommend.actions.ranking.rankers import NAME, forget_ranker
from services.recommend.actions.training import examples as shown
from services.recommend.actions.training.fitting import auroc, fit_best
from services.recommend.actions.training.spreading import measured_spreads
from services.recommend.actions.vectors import BACKBONE
from services.recommend.errors import JobRuns
from shared.errors import ServiceError, refuse
from shared.jobs import actions as jobs
from shared.jobs.models import Job

KIND = "recommend.train"
DAYS = 28
_VALIDATION, _TEST = 4, 4
# With fewer opened articles the weights would follow chance.
MIN_OPENED = 100
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

    try:
        result = train(report=report)
    except jobs.JobEnded:
        # Somebody cancelled; nothing was published.
        return
    except (ServiceError, ModelkitError, OSError) as error:
        jobs.fail(job=job, error=str(error))
        return
    jobs.finish(job=job, result=result)


def train(*, report: Report) -> dict[str, Any]:
    """Fit on the older days, choose on later ones, measure on the last; the gate compares the measured figures."""
    vectors.embed_new(progress=lambda done, total: report("embedding", done, total))
    now, parts = timezone.now(), []
    for number, part in enumerate(shown.days(until=now, count=DAYS), 1):
        report("reading", number, DAYS)
        parts.append(part)
    _check(parts)
    train_on = shown.join(parts[: -_VALIDATION - _TEST])
    validation, test = shown.join(parts[-_VALIDATION - _TEST : -_TEST]), shown.join(parts[-_TEST:])
    report("fitting", DAYS, DAYS)
    weights = fit_best(train_on, validation)
    measured = {"auroc": auroc(weights, test).as_dict()}
    report("spreading", DAYS, DAYS)
    ranker = LearnedRanker("", weights, Behaviour.learn(until=now))
    ranker = replace(ranker, spreads=measured_spreads(ranker, until=now - timedelta(days=_TEST), days=_VALIDATION))
    version = _publish(ranker, train_on, measured)
    return {
        "version": version.number,
        "promoted": version.live,
        "metrics": measured,
        "refusals": list(version.refusals),
    }


def _check(parts: list[shown.Examples]) -> None:
    opened = sum(float(part.opened.sum()) for part in parts)
    if len(parts) <= _VALIDATION + _TEST or opened < MIN_OPENED:
        message = (
            f"In {len(parts)} days, {opened:.0f} of the items shown were opened; at least {MIN_OPENED} are needed."
        )
        raise refuse("impressions", message, "Send impressions beside clicks, and train when there are more.")


def _publish(ranker: LearnedRanker, train_on: shown.Examples, measured: dict[str, dict[str, float]]) -> Version:
    """The weights and what of others they weigh are one version: they come and go together."""
    data = {"rows": len(train_on), "fingerprint": hashlib.sha256(train_on.features.tobytes()).hexdigest()}
    with tempfile.TemporaryDirectory(prefix="recommend-ranker-") as folder:
        ranker.save(Path(folder))
        Card(task="rank", backbone=BACKBONE, data=data, metrics=measured).write(folder)
        version = Registry(settings.RANKERS_DIR).publish(NAME, folder)
    forget_ranker()
    return version
