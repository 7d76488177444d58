"""What runs by the clock exists under its name."""

from services.sentiment import tasks
from services.sentiment.celery import app
from services.sentiment.schedule import SCHEDULE


def test_each_scheduled_task_is_one_of_ours() -> None:
    app.loader.import_default_modules()
    for entry in SCHEDULE.values():
        assert str(entry["task"]) in app.tasks
        assert hasattr(tasks, str(entry["task"]).rsplit(".", 1)[1])
