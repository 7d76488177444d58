"""ElastAlert's spike rule, for comparison: this window against the one before it."""

import numpy as np

from services.sentiment.actions.surges.detectors.base import Counts, Scored, window_sums
from services.sentiment.actions.surges.detectors.windowed import Windowed


class Ratio(Windowed):
    """`raise_at` is ElastAlert's spike_height, `min_count` its threshold_cur, `min_reference` its threshold_ref."""

    defaults = {"windows": [120], "raise_at": 3.0, "clear_at": 1.5, "min_count": 3, "min_reference": 1}

    @property
    def memory(self) -> int:
        return 2 * max(self.windows) - 1

    def look(self, negative: Counts, total: Counts, bins: int) -> Scored:
        window = self.windows[-1]
        sums = window_sums(negative, bins + window, [window])[window].astype(np.float64)
        now, before = sums[:, window:], sums[:, :bins]
        meant = (now >= self.options["min_count"]) & (before >= self.options["min_reference"])
        score = np.where(meant, now / np.maximum(before, 1.0), 0.0)
        return Scored(score, now, before, np.full(score.shape, window, dtype=np.int8))
