"""Celery's side of the settings: one queue a service, no task lost with its worker."""

from pathlib import Path
from typing import Any

from shared.django_settings.broker import broker_options


def celery(service: str, *, broker: str, data_dir: Path) -> dict[str, Any]:
    return {
        "CELERY_BROKER_URL": broker,
        "CELERY_BROKER_TRANSPORT_OPTIONS": broker_options(broker, folder=data_dir / "broker"),
        "CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP": True,
        "CELERY_TASK_IGNORE_RESULT": True,
        "CELERY_TASK_DEFAULT_QUEUE": service,
        "CELERY_TASK_ACKS_LATE": True,
        "CELERY_TASK_REJECT_ON_WORKER_LOST": True,
        "CELERY_WORKER_PREFETCH_MULTIPLIER": 1,
        "CELERY_WORKER_HIJACK_ROOT_LOGGER": False,
        # Remote control would add a polled queue for each worker; a folder has no use for it.
        "CELERY_WORKER_ENABLE_REMOTE_CONTROL": not broker.startswith("filesystem:"),
        "CELERY_BEAT_SCHEDULE_FILENAME": str(data_dir / "beat-schedule"),
        "CELERY_TIMEZONE": "UTC",
    }
