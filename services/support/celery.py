"""The Celery app: `celery -A services.support.celery worker`."""

import os

from celery import Celery

from services.support.schedule import SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "services.support.settings")

app = Celery("support")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["services.support"])
app.conf.beat_schedule = SCHEDULE
