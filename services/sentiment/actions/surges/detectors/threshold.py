"""So many negative stories within a window, whatever is usual."""

import numpy as np

from services.sentiment.actions.surges.detectors.base import Counts, Scored, window_sums
from services.sentiment.actions.surges.detectors.windowed import Windowed


class Threshold(Windowed):
    defaults = {"windows": [60], "raise_at": 10.0, "clear_at": 5.0}

    @property
    def memory(self) -> int:
        return max(self.windows) - 1

    def look(self, negative: Counts, total: Counts, bins: int) -> Scored:
        window = self.windows[-1]
        counted = window_sums(negative, bins, [window])[window].astype(np.float64)
        expected = np.zeros_like(counted)
        return Scored(counted, counted, expected, np.full(counted.shape, window, dtype=np.int8))
