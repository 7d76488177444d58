"""Background work. Each task takes ids and makes one call; running twice does no harm."""

from celery import shared_task
from django.utils import timezone

from services.sentiment import models
from services.sentiment.actions import crawling, judging, rematching, rescoring, retention, sources, training
from services.sentiment.actions.labels import reviewing
from services.sentiment.actions.surges import evaluate
from shared.api import idempotency
from shared.jobs import actions as jobs
from shared.outbox import actions as outbox


@shared_task
def judge_articles(article_ids: list[int]) -> None:
    judging.judge_articles(article_ids=article_ids)


@shared_task
def judge_new_articles() -> None:
    """What the crawler stored is read by the models in batches; before any training it waits."""
    judging.judge_new()


@shared_task
def evaluate_rules() -> None:
    """Ask every rule what the counts say now; alerts and their messages are written together."""
    evaluate.evaluate_rules()


@shared_task
def deliver_due() -> None:
    """Send what the outbox holds and is due."""
    outbox.deliver_due()


@shared_task
def train(job_id: str) -> None:
    training.run_training_job(job_id=job_id)


@shared_task
def rescore(job_id: str) -> None:
    """The versions in force judge the archive; a second run goes on where the first stopped."""
    rescoring.run_rescoring_job(job_id=job_id)


@shared_task
def rematch(job_id: str) -> None:
    """The recent archive is searched for the dictionary's names as they are now."""
    rematching.run_rematching_job(job_id=job_id)


@shared_task
def review_labels(job_id: str) -> None:
    """The models in force read the labels and name those they contradict."""
    reviewing.run_review_job(job_id=job_id)


@shared_task
def fail_silent_jobs() -> None:
    """Jobs whose worker was killed or whose task was lost say so, instead of being open for ever."""
    jobs.fail_silent_jobs()


@shared_task
def purge_old_articles() -> None:
    """Texts older than the desk keeps them go."""
    retention.purge_old_articles(now=timezone.now())


@shared_task
def purge_kept_replies() -> None:
    """Replies kept for requests that may be sent again go after a day."""
    idempotency.purge()


@shared_task
def crawl_source(source_id: int, crawl_id: int | None = None) -> None:
    """Removed in the meantime: nothing to visit. `crawl_id` is a visit that somebody opened out of turn."""
    source = models.Source.objects.filter(pk=source_id).first()
    if source is not None:
        asked = models.Crawl.objects.filter(pk=crawl_id).first() if crawl_id is not None else None
        crawling.run_crawl(source=source, crawl=asked)


@shared_task
def start_due_crawls() -> None:
    """Sources whose time has come, many in one process."""
    for batch in crawling.start_due_crawls():
        crawl_batch.delay_on_commit(batch.crawl_ids, batch.seconds)


@shared_task
def crawl_batch(crawl_ids: list[int], seconds: int) -> None:
    """Opened visits; those that ended already are left out, so that a second run makes what the first did not."""
    crawling.run_batch(batch=crawling.Batch(crawl_ids, seconds))


@shared_task
def try_source(job_id: str) -> None:
    """What a visit would find; nothing of it is stored."""
    sources.run_try_job(job_id=job_id)


@shared_task
def forget_old_crawls() -> None:
    """The request log, and files that no source names, go after their time."""
    crawling.forget_old_crawls()
    crawling.forget_old_robots()
    sources.forget_unused_archives()


@shared_task
def fail_silent_crawls() -> None:
    """Crawls whose process was killed say so."""
    crawling.fail_silent_crawls()
