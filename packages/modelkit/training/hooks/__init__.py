"""What watches a training run: progress, checkpoints, early stopping."""

from modelkit.training.hooks.base import Hook, Run
from modelkit.training.hooks.checkpoint import Checkpoint
from modelkit.training.hooks.early_stopping import EarlyStopping
from modelkit.training.hooks.progress import Progress

__all__ = ["Checkpoint", "EarlyStopping", "Hook", "Progress", "Run"]
