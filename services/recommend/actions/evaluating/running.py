"""An evaluation from the windows to the stored figures, as a job or at once."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from modelkit.errors import ModelkitError
from services.recommend import models
from services.recommend.actions.evaluating.figures import figures
from services.recommend.actions.evaluating.measuring import COLD, Rows, rank
from services.recommend.actions.evaluating.offpolicy import estimate
from services.recommend.actions.evaluating.systems import BASELINE, systems
from services.recommend.actions.evaluating.windows import windows
from services.recommend.actions.ranking.rankers import current_ranker
from services.recommend.errors import JobRuns
from shared.errors import ServiceError, refuse
from shared.jobs import actions as jobs
from shared.jobs.models import Job

KIND = "recommend.evaluate"
PROTOCOL, OFF_POLICY = models.Evaluation.ROLLING, models.Evaluation.OFF_POLICY
# The days that a training holds out to measure with: what it learned from is not asked about again.
WINDOWS, DAYS = 4, 1
Report = Callable[[str, int, int], None]
_FEW = 50


def start_evaluation(*, user: Any = None) -> Job:
    if Job.objects.filter(kind=KIND, state__in=jobs.ACTIVE).exists():
        raise JobRuns
    return jobs.start_job(kind=KIND, created_by=user)


def run_evaluation_job(*, job_id: Any) -> None:
    job = Job.objects.get(pk=job_id)

    def report(stage: str, done: int, total: int) -> None:
        jobs.advance(job=job, stage=stage, done=done, total=total)

    try:
        done = evaluate(report=report)
        estimate_ways(report=report)
    except jobs.JobEnded:
        return
    except (ServiceError, ModelkitError, OSError) as error:
        jobs.fail(job=job, error=str(error))
        return
    jobs.finish(job=job, result={"evaluation": done.pk, "users": done.users})


def evaluate(*, report: Report, count: int = WINDOWS, days: int = DAYS) -> models.Evaluation:
    """Raises `InputRefused` where nobody did anything that could have been foretold."""
    rows: dict[str, Rows] = {}
    cold: list[bool] = []
    items: set[str] = set()
    for number, window in enumerate(windows(until=timezone.now(), count=count, days=days), 1):
        report("ranking", number, count)
        for name, system in systems(at=window.at).items():
            rank(window, system, rows.setdefault(name, Rows()))
        cold += [len(one.items) <= COLD for one in window.histories]
        items |= {key for key, live in zip(window.shelf.keys, window.shelf.live, strict=True) if live}
    if not cold:
        raise refuse(
            "events", _("No user opened anything in the time asked about."), _("Send events, or ask for more days.")
        )
    return models.Evaluation.objects.create(
        protocol=PROTOCOL,
        model_version=current_ranker().version,
        users=len(cold),
        results={"baseline": BASELINE, "slices": figures(rows, cold=cold, items=len(items))},
        notes=_notes(cold),
    )


def estimate_ways(*, report: Report, days: int = WINDOWS * DAYS) -> models.Evaluation:
    """What each way would have been opened on the same days, told from what was shown by lot."""
    report("estimating", 0, 1)
    now = timezone.now()
    found = estimate(until=now, days=days)
    report("estimating", 1, 1)
    return models.Evaluation.objects.create(
        protocol=OFF_POLICY, model_version=current_ranker().version, users=found["users"], results=found
    )


def _notes(cold: list[bool]) -> list[str]:
    few = [name for name, size in (("cold", sum(cold)), ("warm", len(cold) - sum(cold))) if 0 < size < _FEW]
    return [
        _("Fewer than %(few)d %(slice)s users: read their figures with care.") % {"few": _FEW, "slice": name}
        for name in few
    ]
