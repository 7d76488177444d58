"""What runs by the clock. Tasks stand by name, since Celery reads this before Django is set up."""

SCHEDULE = {
    "sweep-unanswered": {"task": "services.support.tasks.sweep_unanswered", "schedule": 10.0},
    "follow-corrections": {"task": "services.support.tasks.follow_corrections", "schedule": 60.0},
    "judge-submissions": {
        "task": "services.support.tasks.judge_submissions",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    "forget-submissions": {"task": "services.support.tasks.forget_submissions", "schedule": 24 * 3600.0},
    "find-gaps": {"task": "services.support.tasks.find_gaps_daily", "schedule": 24 * 3600.0},
    "check-articles": {"task": "services.support.tasks.check_articles_daily", "schedule": 24 * 3600.0},
    "fit-satisfaction": {"task": "services.support.tasks.fit_satisfaction_daily", "schedule": 24 * 3600.0},
    "answer-in-shadow": {
        "task": "services.support.tasks.answer_in_shadow",
        "schedule": 10.0,
        "options": {"expires": 10.0},
    },
    "forget-shadows": {"task": "services.support.tasks.forget_shadows", "schedule": 24 * 3600.0},
    "guard-split": {"task": "services.support.tasks.guard_split", "schedule": 60.0, "options": {"expires": 60.0}},
    "send-reports": {"task": "services.support.tasks.send_reports", "schedule": 900.0},
    "deliver-due": {"task": "services.support.tasks.deliver_due", "schedule": 10.0, "options": {"expires": 10.0}},
    "poll-mailbox": {"task": "services.support.tasks.poll_mailbox", "schedule": 30.0, "options": {"expires": 30.0}},
    "send-mail": {"task": "services.support.tasks.send_mail", "schedule": 5.0, "options": {"expires": 5.0}},
    "forget-mail": {"task": "services.support.tasks.forget_mail", "schedule": 24 * 3600.0},
    "fail-silent-jobs": {"task": "services.support.tasks.fail_silent_jobs", "schedule": 60.0},
    "purge-kept-replies": {"task": "services.support.tasks.purge_kept_replies", "schedule": 3600.0},
}
