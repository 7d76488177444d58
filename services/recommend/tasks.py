"""Background work. Each task takes ids and makes one call; running twice does no harm."""

from celery import shared_task

from services.recommend.actions import batch, evaluating, importing, shadowing, training, vectors, writes
from shared.api import idempotency
from shared.jobs import actions as jobs
from shared.outbox import actions as outbox


@shared_task
def embed_new_items() -> None:
    """Items that came in since can be recommended by their text."""
    vectors.embed_in_turn()


@shared_task
def build_lists(job_id: str) -> None:
    """A second run, after a killed worker, goes on where the first stopped."""
    batch.run_batch_job(job_id=job_id)


@shared_task
def build_lists_daily() -> None:
    """Everybody's lists, unless somebody is at it already."""
    batch.build_in_turn()


@shared_task
def point_to_lists() -> None:
    """Readers of the files are told of the generation that is current."""
    batch.point_again()


@shared_task
def take_in(job_id: str) -> None:
    """A file that was uploaded: whole, or not at all."""
    importing.run_import_job(job_id=job_id)


@shared_task
def train(job_id: str) -> None:
    training.run_training_job(job_id=job_id)


@shared_task
def rank_in_shadow() -> None:
    """What a version that was held back would have listed."""
    shadowing.rank_waiting()


@shared_task
def evaluate(job_id: str) -> None:
    evaluating.run_evaluation_job(job_id=job_id)


@shared_task
def evaluate_daily() -> None:
    """How the lists do through time, unless somebody is at it already or nothing new was opened."""
    evaluating.evaluate_in_turn()


@shared_task
def deliver_due() -> None:
    """Send what the outbox holds and is due."""
    outbox.deliver_due()


@shared_task
def fail_silent_jobs() -> None:
    """Jobs whose worker was killed or whose task was lost say so, instead of being open for ever."""
    jobs.fail_silent_jobs()


@shared_task
def purge_kept_replies() -> None:
    """Replies kept for requests that may be sent again go after a day."""
    idempotency.purge()


@shared_task
def forget_writes() -> None:
    """What every shelf has long seen need not be told any more."""
    writes.forget_old()
