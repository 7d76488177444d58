"""Background work. Each task takes ids and makes one call; running twice does no harm."""

from celery import shared_task

from services.sentiment.actions import judging
from shared.api import idempotency
from shared.jobs import actions as jobs


@shared_task
def judge_articles(article_ids: list[int]) -> None:
    judging.judge_articles(article_ids=article_ids)


@shared_task
def judge_new_articles() -> None:
    """What the crawler stored is read by the models in batches; before any training it waits."""
    judging.judge_new()


@shared_task
def fail_silent_jobs() -> None:
    """Jobs whose worker was killed say so, instead of running for ever."""
    jobs.fail_silent_jobs()


@shared_task
def purge_kept_replies() -> None:
    """Replies kept for requests that may be sent again go after a day."""
    idempotency.purge()
