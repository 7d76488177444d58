"""`modelkit train` as a child process whose progress lines are passed on while it runs."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from typing import Any

from shared.errors import ServiceError

Report = Callable[[dict[str, Any]], None]


class TrainingFailed(ServiceError):
    """The training process ended with an error."""

    code = "training_failed"


def run_training(arguments: list[str], *, report: Report) -> None:
    """Run and pass each progress event to `report`. Raises `TrainingFailed` with the process's own words.

    A `report` that raises (a cancelled job) ends the child before the error goes on.
    """
    command = [sys.executable, "-m", "modelkit", "train", *arguments, "--progress", "-"]
    # Errors go to a file: an unread pipe would stop a talkative child.
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)
        try:
            for event in _events(process):
                report(event)
        except BaseException:
            process.terminate()
            raise
        finally:
            process.wait()
        if process.returncode:
            errors.seek(0)
            raise TrainingFailed(_last_line(errors.read()) or f"Training ended with code {process.returncode}.")


def _events(process: subprocess.Popen[str]) -> Iterator[dict[str, Any]]:
    for line in process.stdout or ():
        if line.startswith("{"):
            yield json.loads(line)


def _last_line(errors: str) -> str:
    """The line that starts with `error:`, else the last one: never a whole traceback on a page."""
    lines = [line.strip() for line in errors.splitlines() if line.strip()]
    named = [line.removeprefix("error:").strip() for line in lines if line.startswith("error:")]
    return (named or lines or [""])[-1][:2_000]
