"""What `manage.py train` says of its steps."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from shared.jobs import actions as jobs
from shared.jobs.models import Job
from shared.training.command import TrainCommand

pytestmark = pytest.mark.django_db
FIGURES = {"version": 3, "promoted": True, "metrics": {"accuracy": {"value": 0.9}}}


def told(results: dict[str, Any]) -> str:
    class Command(TrainCommand):
        def start(self) -> Job:
            return jobs.start_job(kind="test.train")

        def run(self, *, job_id: Any, preset: str) -> dict[str, Any]:
            return results

    out = StringIO()
    call_command(Command(stdout=out))
    return out.getvalue()


def test_a_step_is_told_in_a_line_and_no_warnings_are_not_told() -> None:
    assert told({"warnings": [], "intent": FIGURES}) == "intent: version 3 is live (accuracy 0.900)\n"


def test_warnings_name_their_place() -> None:
    one = {"field": "labels", "message": "Too few."}
    assert told({"warnings": [one]}) == "warnings: 1 warning\n  labels: Too few.\n"
