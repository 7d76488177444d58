"""What runs by the clock. Tasks stand by name, since Celery reads this before Django is set up."""

from celery.schedules import crontab

SCHEDULE = {
    # A round that could not start in its time is left to the next one.
    "deliver-due": {"task": "services.recommend.tasks.deliver_due", "schedule": 2.0, "options": {"expires": 2.0}},
    "embed-new-items": {
        "task": "services.recommend.tasks.embed_new_items",
        "schedule": 5.0,
        "options": {"expires": 5.0},
    },
    "build-lists": {"task": "services.recommend.tasks.build_lists_daily", "schedule": crontab(hour="3", minute="15")},
    # Behind the lists of the night, which need the machine more.
    "evaluate": {"task": "services.recommend.tasks.evaluate_daily", "schedule": crontab(hour="5", minute="15")},
    "point-to-lists": {
        "task": "services.recommend.tasks.point_to_lists",
        "schedule": 30.0,
        "options": {"expires": 30.0},
    },
    "rank-in-shadow": {
        "task": "services.recommend.tasks.rank_in_shadow",
        "schedule": 10.0,
        "options": {"expires": 10.0},
    },
    "fail-silent-jobs": {"task": "services.recommend.tasks.fail_silent_jobs", "schedule": 60.0},
    "forget-writes": {"task": "services.recommend.tasks.forget_writes", "schedule": 3600.0},
    "purge-kept-replies": {"task": "services.recommend.tasks.purge_kept_replies", "schedule": 3600.0},
}
