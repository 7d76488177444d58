"""Keep a run's state on disk, so that a stopped run goes on as if it had never stopped."""

import os
from pathlib import Path
from typing import Any

import torch

from modelkit.training.hooks.base import Hook, Run

FILE = "checkpoint.pt"


class Checkpoint(Hook):
    """Writes every `steps` steps and when interrupted; removes the file when the run is complete.

    `identity` names the recipe, data and model the state belongs to: a checkpoint of another run is ignored.
    """

    def __init__(self, directory: Path, *, identity: str, steps: int) -> None:
        self.path, self.identity, self.steps = directory / FILE, identity, steps

    def read(self) -> dict[str, Any] | None:
        """The state to go on from, if there is one of this very run."""
        if not self.path.is_file():
            return None
        saved: dict[str, Any] = torch.load(self.path, map_location="cpu", weights_only=True)
        return saved["state"] if saved["identity"] == self.identity else None

    def stepped(self, run: Run) -> None:
        """Write at every `steps`-th step."""
        if run.step % self.steps == 0 and run.step < run.steps:
            self._write(run)

    def interrupted(self, run: Run) -> None:
        """Write at once."""
        self._write(run)

    def finished(self, run: Run) -> None:
        """The model directory takes over."""
        self.path.unlink(missing_ok=True)

    def _write(self, run: Run) -> None:
        # Aside and renamed: a full disk or a second signal leaves the previous checkpoint whole.
        self.path.parent.mkdir(parents=True, exist_ok=True)
        aside = self.path.with_suffix(".new")
        try:
            torch.save({"identity": self.identity, "state": run.snapshot()}, aside)
            os.replace(aside, self.path)
        finally:
            aside.unlink(missing_ok=True)
