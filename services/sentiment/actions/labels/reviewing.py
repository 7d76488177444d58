"""Labels that a model contradicts with confidence are often mistakes: a job finds them, a person decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop

from modelkit.errors import ModelkitError
from services.sentiment import models
from services.sentiment.actions.understanding.reading import SENTIMENT, versions
from services.sentiment.models.choices import Sentiment
from services.sentiment.queries import labels as queries
from shared.engines import engine, patiently
from shared.errors import InputRefused, ServiceError, unknown
from shared.jobs import actions as jobs
from shared.jobs.models import Job

KIND = "sentiment.review_labels"
KEPT = 200
_AT_ONCE = 256


@dataclass(frozen=True)
class Doubt:
    """A label, what the model says instead, and how likely it holds that and the label to be."""

    label: int
    said: str
    probability: float
    of_label: float


def start_review(*, user: Any = None) -> tuple[Job, bool]:
    """The job that `run_review_job` carries out, and whether it is new. Raises `NothingTrained`."""
    versions()
    active = Job.objects.filter(kind=KIND, state__in=jobs.ACTIVE).first()
    return (active, False) if active else (jobs.start_job(kind=KIND, created_by=user), True)


def run_review_job(*, job_id: Any) -> int:
    """Returns how many labels the models contradict; the most doubtful are kept in the job's result."""
    job = Job.objects.get(pk=job_id)
    try:
        doubts, read = _review(job)
    except jobs.JobEnded:
        return 0
    except (ServiceError, ModelkitError) as error:
        jobs.fail(job=job, error=str(error))
        raise ServiceError(str(error)) from error
    except BaseException:
        jobs.fail(job=job, error=gettext_noop("The worker was stopped. Start again."))
        raise
    # Least likely by the model first: the self-confidence of confident learning (Northcutt et al., 2021).
    kept = sorted(doubts, key=lambda doubt: doubt.of_label)[:KEPT]
    jobs.finish(job=job, result={"read": read, "found": len(doubts), "doubts": [vars(one) for one in kept]})
    return len(doubts)


def uphold(*, label: models.Label) -> None:
    """A person says that the label is right; it is not doubted again."""
    label.reviewed_at = timezone.now()
    label.save(update_fields=["reviewed_at"])


def correct(*, label: models.Label, sentiment: str) -> None:
    if sentiment not in Sentiment.values:
        raise InputRefused([unknown("sentiment", sentiment, Sentiment.values)])
    label.sentiment, label.reviewed_at = sentiment, timezone.now()
    label.save(update_fields=["sentiment", "reviewed_at"])


def _review(job: Job) -> tuple[list[Doubt], int]:
    document, entity = versions()
    total, read, after, doubts = queries.review_total(), 0, 0, []
    while labels := queries.to_review(after=after, limit=_AT_ONCE):
        jobs.advance(job=job, stage="review", done=read, total=total)
        doubts += _doubts([one for one in labels if not one.entity_name], document, paired=False)
        doubts += _doubts([one for one in labels if one.entity_name], entity, paired=entity != document)
        read, after = read + len(labels), labels[-1].pk
    return doubts, read


def _doubts(labels: Sequence[models.Label], model: str, *, paired: bool) -> list[Doubt]:
    inputs: list[Any] = [(one.entity_name, one.text) if paired else one.text for one in labels]
    heads = [answer[SENTIMENT] for answer in patiently(lambda: engine().classify(model, inputs))] if inputs else []
    return [
        Doubt(one.pk, head.label, round(head.scores[head.label], 4), round(head.scores.get(one.sentiment, 0.0), 4))
        for one, head in zip(labels, heads, strict=True)
        if head.label != one.sentiment
    ]
