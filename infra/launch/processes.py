"""Child processes that start together, are watched together, and stop together."""

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from infra.launch.layout import ROOT

START_SECONDS = 240.0
STOP_SECONDS = 15.0


class StartError(RuntimeError):
    """A process ended or stayed unhealthy while starting."""


@dataclass
class Processes:
    """A context: leaving it stops every child, the last started first."""

    logs: Path
    environment: dict[str, str]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, command: list[str], *, environment: dict[str, str] | None = None) -> None:
        """Start a child in the environment of all, or in one of its own."""
        self.logs.mkdir(parents=True, exist_ok=True)
        with (self.logs / f"{name}.log").open("ab") as log:
            # Its own session: Ctrl-C reaches only us, and we stop the children in order.
            self.running[name] = subprocess.Popen(
                command, cwd=ROOT, env=environment or self.environment, stdout=log, stderr=log, start_new_session=True
            )

    def wait_until_well(self, name: str, url: str) -> None:
        """Poll a health address until it answers 200, the process ends or time runs out."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            self.check()
            if _is_well(url):
                return
            time.sleep(0.2)
        raise StartError(f"{name} was not healthy at {url} after {START_SECONDS:.0f} s; see {self.logs / name}.log")

    def check(self) -> None:
        """Raises StartError when a child has ended by itself."""
        for name, process in self.running.items():
            if process.poll() is not None:
                raise StartError(f"{name} ended with code {process.returncode}; see {self.logs / name}.log")

    def stop(self) -> None:
        for process in reversed(self.running.values()):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for process in self.running.values():
            try:
                process.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            _end_group(process)
        self.running.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def run_to_end(command: list[str], *, environment: dict[str, str]) -> int:
    """Run a command and return its exit code; whoever interrupts us ends it with all it started."""
    process = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        return process.wait()
    except BaseException:
        process.send_signal(signal.SIGTERM)
        _end_group(process)
        process.wait()
        raise


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End what a child started and left behind, such as a training that a worker had begun."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _is_well(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as reply:  # noqa: S310 - our own loopback address
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False
