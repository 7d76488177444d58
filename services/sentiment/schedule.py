"""What runs by the clock. Tasks stand by name, since Celery reads this before Django is set up."""

SCHEDULE = {
    "fail-silent-jobs": {"task": "services.sentiment.tasks.fail_silent_jobs", "schedule": 60.0},
    "purge-kept-replies": {"task": "services.sentiment.tasks.purge_kept_replies", "schedule": 3600.0},
}
