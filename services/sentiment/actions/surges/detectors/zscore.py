"""The trailing z-score, for comparison: how many standard deviations above the last days' mean."""

import numpy as np

from services.sentiment.actions.surges.detectors.base import BINS_A_DAY, Counts, Floats, Scored, window_sums
from services.sentiment.actions.surges.detectors.windowed import Windowed


class ZScore(Windowed):
    defaults = {"windows": [60], "raise_at": 4.0, "clear_at": 2.0, "days": 7, "min_count": 3}

    @property
    def memory(self) -> int:
        return self._reference + 2 * max(self.windows)

    @property
    def _reference(self) -> int:
        return int(self.options["days"]) * BINS_A_DAY

    def look(self, negative: Counts, total: Counts, bins: int) -> Scored:
        window = self.windows[-1]
        sums = window_sums(negative, bins + self._reference + window, [window])[window]
        mean, variance = self._moments(sums, bins)
        now = sums[:, -bins:].astype(np.float64)
        score = (now - mean) / np.sqrt(np.maximum(variance, 0.25))
        score = np.where(now >= self.options["min_count"], np.maximum(score, 0.0), 0.0)
        return Scored(score, now, mean, np.full(score.shape, window, dtype=np.int8))

    def _moments(self, sums: Counts, bins: int) -> tuple[Floats, Floats]:
        """Of the windows that end before the present one begins; whole numbers add without rounding."""
        first, second = (_running(values, self._reference, bins) for values in (sums, sums * sums))
        mean = first / self._reference
        return mean, second / self._reference - mean * mean


def _running(values: Counts, length: int, bins: int) -> Counts:
    added: Counts = np.concatenate([np.zeros((len(values), 1), dtype=np.int64), np.cumsum(values, axis=1)], axis=1)
    return (added[:, length:] - added[:, :-length])[:, :bins]
