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
        widest = self.windows[-1]
        best = Scored(
            score=np.zeros((len(counts), bins)),
            observed=seen[widest].astype(np.float64),
            expected=meant[widest].copy(),
            window=np.full((len(counts), bins), widest, dtype=np.int8),
        )
        for width in self.windows:
            self._improve(best, width, seen[width], meant[width], state["dispersion"][:, _COLUMN[width]])
        return best, state

    def _improve(self, best: Scored, width: int, seen: Counts, mean: Floats, dispersion: Floats) -> None:
        """Only where it could matter: most bins are empty, and the tail is the dear part."""
        rows, columns = np.nonzero((seen >= self.options["min_count"]) & (seen > mean))
        counted, expected, size = seen[rows, columns], mean[rows, columns], 1.0 / dispersion[rows]
        tail = betainc(counted, size, expected / (expected + size))
        score = -np.log10(np.maximum(tail, _LEAST))
        better = score > best.score[rows, columns]
        at = rows[better], columns[better]
        best.score[at], best.window[at] = score[better], width
        best.observed[at], best.expected[at] = counted[better], expected[better]
