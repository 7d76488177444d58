"""The Celery app: `celery -A services.recommend.celery worker`."""

import os

from celery import Celery

from services.recommend.schedule import SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "services.recommend.settings")

app = Celery("recommend")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["services.recommend"])
app.conf.beat_schedule = SCHEDULE
