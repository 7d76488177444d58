"""What runs by the clock. Tasks stand by name, since Celery reads this before Django is set up."""

SCHEDULE = {
    # A round that could not start in its time is left to the next one.
    "judge-new-articles": {
        "task": "services.sentiment.tasks.judge_new_articles",
        "schedule": 3.0,
        "options": {"expires": 3.0},
    },
    "evaluate-rules": {
        "task": "services.sentiment.tasks.evaluate_rules",
        "schedule": 5.0,
        "options": {"expires": 5.0},
    },
    "deliver-due": {"task": "services.sentiment.tasks.deliver_due", "schedule": 2.0, "options": {"expires": 2.0}},
    "fail-silent-jobs": {"task": "services.sentiment.tasks.fail_silent_jobs", "schedule": 60.0},
    "purge-old-articles": {"task": "services.sentiment.tasks.purge_old_articles", "schedule": 3600.0},
    "purge-kept-replies": {"task": "services.sentiment.tasks.purge_kept_replies", "schedule": 3600.0},
    "start-due-crawls": {
        "task": "services.sentiment.tasks.start_due_crawls",
        "schedule": 2.0,
        "options": {"expires": 2.0},
    },
    "forget-old-crawls": {"task": "services.sentiment.tasks.forget_old_crawls", "schedule": 3600.0},
    "fail-silent-crawls": {"task": "services.sentiment.tasks.fail_silent_crawls", "schedule": 60.0},
}
