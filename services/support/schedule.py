"""What runs by the clock. Tasks stand by name, since Celery reads this before Django is set up."""

SCHEDULE = {
    "sweep-unanswered": {"task": "services.support.tasks.sweep_unanswered", "schedule": 10.0},
    "follow-corrections": {"task": "services.support.tasks.follow_corrections", "schedule": 60.0},
    "find-gaps": {"task": "services.support.tasks.find_gaps_daily", "schedule": 24 * 3600.0},
    "check-articles": {"task": "services.support.tasks.check_articles_daily", "schedule": 24 * 3600.0},
    "send-reports": {"task": "services.support.tasks.send_reports", "schedule": 900.0},
    "deliver-due": {"task": "services.support.tasks.deliver_due", "schedule": 10.0, "options": {"expires": 10.0}},
    "fail-silent-jobs": {"task": "services.support.tasks.fail_silent_jobs", "schedule": 60.0},
    "purge-kept-replies": {"task": "services.support.tasks.purge_kept_replies", "schedule": 3600.0},
}
