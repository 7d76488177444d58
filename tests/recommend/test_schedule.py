"""What runs by the clock exists under its name."""

from services.recommend import tasks
from services.recommend.celery import app
from services.recommend.schedule import SCHEDULE


def test_each_scheduled_task_is_one_of_ours() -> None:
    app.loader.import_default_modules()
    for entry in SCHEDULE.values():
        assert str(entry["task"]) in app.tasks
        assert hasattr(tasks, str(entry["task"]).rsplit(".", 1)[1])
