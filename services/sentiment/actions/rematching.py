"""After a change of the dictionary the recent archive is searched again; what now names others is read anew."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from modelkit.errors import ModelkitError
from services.sentiment import models
from services.sentiment.actions import counting, judging
from services.sentiment.actions.dictionary import find_in
from services.sentiment.actions.understanding import read
from services.sentiment.queries import entities, matching
from shared.errors import ServiceError
from shared.jobs import actions as jobs
from shared.jobs.models import Job

KIND = "sentiment.rematch"
# What is older moves no baseline any more.
DAYS = 90
_AT_ONCE = 256


def start_rematching(*, user: Any = None) -> tuple[Job, bool]:
    """The job for `run_rematching_job`, and whether to enqueue it: one that runs sees the change by itself."""
    active = Job.objects.filter(kind=KIND, state__in=jobs.ACTIVE).first()
    if active is None:
        return jobs.start_job(kind=KIND, created_by=user), True
    # A job that waits for so long was lost by the broker.
    lost = active.state == Job.State.QUEUED and active.created_at < timezone.now() - jobs.SILENCE
    return active, lost


def run_rematching_job(*, job_id: Any) -> int:
    """How many articles were read anew. Stopped in the middle, the next run finds only the rest to differ."""
    job = Job.objects.get(pk=job_id)
    try:
        changed = _until_still(job)
    except jobs.JobEnded:
        return 0
    except (ServiceError, ModelkitError) as error:
        jobs.fail(job=job, error=str(error))
        raise ServiceError(str(error)) from error
    except BaseException:
        jobs.fail(job=job, error=gettext_noop("The worker was stopped. Start again: it goes on from there."))
        raise
    jobs.finish(job=job, result={"articles": changed})
    return changed


def _until_still(job: Job) -> int:
    """Somebody may go on editing meanwhile: then the articles already passed are gone through once more."""
    changed, seen = 0, None
    while (now := (entities.names(), entities.aliases())) != seen:
        seen = now
        changed += _pass(job, since=timezone.now() - timedelta(days=DAYS))
    return changed


def _pass(job: Job, *, since: datetime) -> int:
    total, done, changed, after = matching.judged_total(since=since), 0, 0, 0
    while articles := matching.judged_after(after, since=since, limit=_AT_ONCE):
        jobs.advance(job=job, stage="match", done=done, total=total)
        changed += _match(articles)
        done, after = done + len(articles), articles[-1].pk
    return changed


def _match(articles: list[models.Article]) -> int:
    known = matching.mentioned(articles)
    found = find_in([article.read_text for article in articles])
    moved = [
        article
        for article, several in zip(articles, found, strict=True)
        if {one.entity_id: sorted(one.spans) for one in several} != known[article.pk]
    ]
    for first in range(0, len(moved), judging.BATCH):
        _read(moved[first : first + judging.BATCH])
    return len(moved)


def _read(articles: list[models.Article]) -> None:
    verdicts = read([article.read_text for article in articles])
    with transaction.atomic():
        judging.store(articles, verdicts)
        counting.count_articles(articles=articles)
