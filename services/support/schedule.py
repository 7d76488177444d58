"""What runs by the clock."""

from services.support import tasks

SCHEDULE = {
    "sweep-unanswered": {"task": tasks.sweep_unanswered.name, "schedule": 10.0},
}
