"""The version in force judges the archive anew: one job, by id, that goes on where it was stopped."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from modelkit.errors import ModelkitError
from services.sentiment.actions import counting, judging
from services.sentiment.actions.understanding import read
from services.sentiment.actions.understanding.reading import versions
from services.sentiment.queries import judging as waiting
from shared.errors import ServiceError
from shared.jobs import actions as jobs
from shared.jobs.models import Job

KIND = "sentiment.rescore"


class RescoringRuns(ServiceError):
    """The archive is being judged already. Wait for it, or cancel it."""

    code = "rescoring_runs"


def start_rescoring(*, user: Any = None) -> Job:
    """Open the job that `run_rescoring_job` carries out. A second request while one runs is refused."""
    versions()
    if Job.objects.filter(kind=KIND, state__in=jobs.ACTIVE).exists():
        raise RescoringRuns
    return jobs.start_job(kind=KIND, created_by=user)


def run_rescoring_job(*, job_id: Any) -> int:
    """Judge every article that the versions in force have not judged; what is done stays done when it stops."""
    job = Job.objects.get(pk=job_id)
    try:
        done = _rescore(job)
    except jobs.JobEnded:
        return 0
    except (ServiceError, ModelkitError) as error:
        jobs.fail(job=job, error=str(error))
        raise ServiceError(str(error)) from error
    except BaseException:
        jobs.fail(job=job, error=gettext_noop("The worker was stopped. Start again: it goes on from there."))
        raise
    jobs.finish(job=job, result={"articles": done})
    return done


def _rescore(job: Job) -> int:
    document, entity = versions()
    total, done, after = waiting.rescoring_total(document=document, entity=entity), 0, 0
    while articles := waiting.to_rescore(after=after, limit=judging.BATCH, document=document, entity=entity):
        jobs.advance(job=job, stage="rescore", done=done, total=total)
        verdicts = read([article.read_text for article in articles])
        with transaction.atomic():
            judging.store(articles, verdicts)
            counting.count_articles(articles=articles)
        done, after = done + len(articles), articles[-1].pk
    return done
