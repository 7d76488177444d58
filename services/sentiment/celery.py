"""The Celery app: `celery -A services.sentiment.celery worker`."""

import os

from celery import Celery

from services.sentiment.schedule import SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "services.sentiment.settings")

app = Celery("sentiment")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["services.sentiment"])
app.conf.beat_schedule = SCHEDULE
