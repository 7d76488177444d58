"""How improbable a count is under a negative binomial around what is usual, over several windows at once.

The score is -log10 of the smallest tail probability. After Noufaily et al. (2013), "An improved algorithm for
outbreak detection in multiple surveillance systems", with the baseline of `baseline.py`.
"""

import numpy as np
from scipy.special import betainc

from services.sentiment.actions.surges.detectors.base import Counts, Floats, Scored, State, window_sums
from services.sentiment.actions.surges.detectors.baseline import LOOK_BACK
from services.sentiment.actions.surges.detectors.learned import BASELINE, Learned

_LEAST = 1e-300
_COLUMN = {1: 0, 2: 1, 4: 2, 8: 3, 16: 4}


class NegativeBinomial(Learned):
    defaults = {"windows": [15, 30, 60, 120, 240], "raise_at": 4.7, "clear_at": 2.0, **BASELINE}

    def look(self, state: State, counts: Counts, first: int, bins: int) -> tuple[Scored, State]:
        usual = state["expected"][:, first : first + LOOK_BACK + bins]
        seen, meant = (window_sums(values, bins, self.windows) for values in (counts, usual))
        shape = (len(counts), bins)
        best = np.zeros(shape)
        window = np.full(shape, self.windows[-1], dtype=np.int8)
        for width in self.windows:
            score = self._surprise(seen[width], meant[width], state["dispersion"][:, _COLUMN[width], None])
            better = score > best
            best, window = np.where(better, score, best), np.where(better, np.int8(width), window)
        chosen = {width: window == width for width in self.windows}
        observed = sum((seen[width] * chosen[width] for width in self.windows), np.zeros(shape))
        expected = sum((meant[width] * chosen[width] for width in self.windows), np.zeros(shape))
        return Scored(best, observed, expected, window), state

    def _surprise(self, seen: Counts, mean: Floats, dispersion: Floats) -> Floats:
        """Only where it could matter: most bins are empty, and the tail is the dear part."""
        score = np.zeros(seen.shape)
        places = (seen >= self.options["min_count"]) & (seen > mean)
        if places.any():
            size = (1.0 / np.broadcast_to(dispersion, seen.shape))[places]
            expected = mean[places]
            tail = betainc(seen[places], size, expected / (expected + size))
            score[places] = -np.log10(np.maximum(tail, _LEAST))
        return score
