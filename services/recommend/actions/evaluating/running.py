"""An evaluation from the windows to the stored figures, as a job or at once."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from itertools import compress
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from services.recommend import models
from services.recommend.actions.evaluating.around import around
from services.recommend.actions.evaluating.figures import figures
from services.recommend.actions.evaluating.leaks import Leaks
from services.recommend.actions.evaluating.measuring import COLD, Rows, rank
from services.recommend.actions.evaluating.notes import notes
from services.recommend.actions.evaluating.offpolicy import estimate
from services.recommend.actions.evaluating.systems import BASELINE, systems
from services.recommend.actions.evaluating.windows import HELD_OUT, windows
from services.recommend.actions.ranking.rankers import current_ranker
from services.recommend.actions.working import work_on
from services.recommend.errors import JobRuns
from services.recommend.queries import quality
from services.recommend.queries.histories import wanted
from services.recommend.queries.machines import of_people
from shared.errors import refuse
from shared.jobs import actions as jobs
from shared.jobs.models import Job

KIND = "recommend.evaluate"
PROTOCOL, OFF_POLICY = models.Evaluation.ROLLING, models.Evaluation.OFF_POLICY
# The days that a training holds out to measure with: what it learned from is not asked about again.
WINDOWS, DAYS = HELD_OUT, 1
Report = Callable[[str, int, int], None]


def start_evaluation(*, user: Any = None) -> Job:
    if Job.objects.filter(kind=KIND, state__in=jobs.ACTIVE).exists():
        raise JobRuns
    return jobs.start_job(kind=KIND, created_by=user)


def evaluate_in_turn() -> None:
    """By the clock: where a run is at work, or nothing was opened since the last one, that is enough."""
    if not _is_new(timezone.now()):
        return
    try:
        job = start_evaluation()
    except JobRuns:
        return
    run_evaluation_job(job_id=job.pk)


def run_evaluation_job(*, job_id: Any) -> None:
    job = Job.objects.get(pk=job_id)

    def report(stage: str, done: int, total: int) -> None:
        jobs.advance(job=job, stage=stage, done=done, total=total)

    def measure() -> dict[str, Any]:
        done = evaluate(report=report)
        estimate_ways(report=report)
        return {"evaluation": done.pk, "users": done.users}

    work_on(job, measure)


def evaluate(*, report: Report, count: int = WINDOWS, days: int = DAYS) -> models.Evaluation:
    """Raises `InputRefused` where nobody did anything that could have been foretold."""
    rows: dict[str, Rows] = {}
    cold: list[bool] = []
    items: set[str] = set()
    ranker = current_ranker()
    leaks = Leaks(ranker)
    for number, window in enumerate(windows(until=timezone.now(), count=count, days=days), 1):
        report("ranking", number, count)
        leaks.look(window)
        beside = around(window, days=days)
        for name, system in systems(at=window.at).items():
            rank(window, system, rows.setdefault(name, Rows()), beside)
        cold += [len(one.items) <= COLD for one in window.histories]
        items |= {key for key, live in zip(window.shelf.keys, window.shelf.live, strict=True) if live}
    if not cold:
        raise refuse(
            "events", _("No user opened anything in the time asked about."), _("Send events, or ask for more days.")
        )
    return models.Evaluation.objects.create(
        protocol=PROTOCOL,
        model_version=ranker.version,
        users=len(cold),
        results={"baseline": BASELINE, "slices": figures(rows, cold=cold, items=len(items))},
        notes=_notes(rows[BASELINE], cold, leaks.found(items)),
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


def _is_new(now: datetime) -> bool:
    """Whether people opened anything, in the days that are asked about, after the last measurement."""
    since, last = now - timedelta(days=WINDOWS * DAYS), quality.evaluations(protocol=PROTOCOL).first()
    begin = max(since, last.created_at) if last else since
    return of_people(models.Event.objects.filter(kind__in=wanted(), at__gt=begin, at__lte=now)).exists()


def _notes(rows: Rows, cold: list[bool], found: Mapping[str, int]) -> list[dict[str, Any]]:
    warm = compress(rows.users, [not one for one in cold])
    return notes(cold=set(compress(rows.users, cold)), warm=set(warm), found=found)
