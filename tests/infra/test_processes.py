"""Nothing that a start began outlives it."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import psutil
import pytest

from infra.launch.processes import Processes, run_to_end

# A child that starts a grandchild, tells its id, and waits for ever.
FAMILY = (
    "import subprocess, sys, pathlib;"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
    "pathlib.Path(sys.argv[1]).write_text(str(child.pid));"
    "child.wait()"
)


def _command(told: Path) -> list[str]:
    return [sys.executable, "-c", FAMILY, str(told)]


def _grandchild(told: Path) -> psutil.Process:
    for _ in range(600):
        if told.exists() and told.read_text():
            return psutil.Process(int(told.read_text()))
        threading.Event().wait(0.05)
    raise AssertionError("the grandchild never started")


def test_an_interrupted_command_ends_with_all_it_started(tmp_path: Path) -> None:
    script = (
        "import signal, sys, os; from infra.launch.processes import run_to_end;"
        "signal.signal(signal.SIGTERM, signal.default_int_handler);"
        f"run_to_end({_command(tmp_path / 'told')!r}, environment=dict(os.environ))"
    )
    launcher = subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.DEVNULL)
    grandchild = _grandchild(tmp_path / "told")
    launcher.send_signal(signal.SIGTERM)
    assert launcher.wait(timeout=30) != 0
    psutil.wait_procs([grandchild], timeout=30)
    assert not grandchild.is_running() or grandchild.status() == psutil.STATUS_ZOMBIE


def test_stopping_the_suite_ends_what_its_processes_started(tmp_path: Path) -> None:
    with Processes(logs=tmp_path / "logs", environment=dict(os.environ)) as processes:
        processes.start("family", _command(tmp_path / "told"))
        grandchild = _grandchild(tmp_path / "told")
    psutil.wait_procs([grandchild], timeout=30)
    assert not grandchild.is_running() or grandchild.status() == psutil.STATUS_ZOMBIE


@pytest.mark.parametrize("code", [0, 3])
def test_the_exit_code_is_passed_on(code: int) -> None:
    command = [sys.executable, "-c", f"raise SystemExit({code})"]
    assert run_to_end(command, environment=dict(os.environ)) == code
