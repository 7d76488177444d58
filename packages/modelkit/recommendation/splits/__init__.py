"""What may be learnt from, and what is asked afterwards: one file a protocol."""

from modelkit.recommendation.splits.held_out_items import hold_out_items
from modelkit.recommendation.splits.leave_one_out import leave_one_out
from modelkit.recommendation.splits.rolling import rolling
from modelkit.recommendation.splits.split import Split

__all__ = ["Split", "hold_out_items", "leave_one_out", "rolling"]
