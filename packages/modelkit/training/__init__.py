"""Fine-tuning: one loop, the objectives that plug into it and the hooks that watch it."""

from modelkit.training.fitting import fit
from modelkit.training.loop import train
from modelkit.training.report import FitReport
from modelkit.training.splits import split

__all__ = ["FitReport", "fit", "split", "train"]
