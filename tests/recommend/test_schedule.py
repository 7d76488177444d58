"""What runs by the clock exists under its name."""

from celery.schedules import crontab

from services.recommend import tasks
from services.recommend.celery import app
from services.recommend.schedule import SCHEDULE


def test_each_scheduled_task_is_one_of_ours() -> None:
    app.loader.import_default_modules()
    for entry in SCHEDULE.values():
        assert str(entry["task"]) in app.tasks
        assert hasattr(tasks, str(entry["task"]).rsplit(".", 1)[1])


def test_measuring_begins_behind_the_lists_of_the_night() -> None:
    """Both look at everybody."""
    lists, measuring = (SCHEDULE[name]["schedule"] for name in ("build-lists", "evaluate"))
    assert isinstance(lists, crontab)
    assert isinstance(measuring, crontab)
    assert max(lists.hour) < min(measuring.hour)
    assert len(measuring.hour) == len(measuring.minute) == 1
