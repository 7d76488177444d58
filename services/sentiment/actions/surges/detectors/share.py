"""Whether the share of negative stories has risen, however many there are: a Beta prior around the usual share.

The score is -log10 of the posterior probability that the share is at most `margin` above its usual value.
"""

import numpy as np
from scipy.special import betainc

from services.sentiment.actions.surges.detectors.base import BINS_A_DAY, Counts, Floats, Scored, window_sums
from services.sentiment.actions.surges.detectors.windowed import Windowed


class Share(Windowed):
    """The usual share is that of the last `days`, held up by `prior_total` stories of which `prior_share` are bad."""

    defaults = {
        "windows": [120],
        "raise_at": 4.0,
        "clear_at": 2.0,
        "days": 28,
        "prior_share": 0.2,
        "prior_total": 20.0,
        "weight": 10.0,
        "margin": 0.1,
        "min_count": 5,
    }

    @property
    def memory(self) -> int:
        return int(self.options["days"]) * BINS_A_DAY + max(self.windows)

    def look(self, negative: Counts, total: Counts, bins: int) -> Scored:
        window = self.windows[-1]
        bad, all_ = (window_sums(values, bins, [window])[window] for values in (negative, total))
        usual = self._usual(negative, total, bins, window)
        score = self._surprise(bad, all_, usual)
        return Scored(score, bad.astype(np.float64), usual * all_, np.full(score.shape, window, dtype=np.int8))

    def _usual(self, negative: Counts, total: Counts, bins: int, window: int) -> Floats:
        length = int(self.options["days"]) * BINS_A_DAY
        bad, all_ = (_before(values, length, bins, window) for values in (negative, total))
        weight = float(self.options["prior_total"])
        usual: Floats = (bad + weight * self.options["prior_share"]) / (all_ + weight)
        return usual

    def _surprise(self, bad: Counts, all_: Counts, usual: Floats) -> Floats:
        limit = np.minimum(usual + self.options["margin"], 0.99)
        weight = self.options["weight"]
        places = (bad >= self.options["min_count"]) & (bad > limit * all_)
        score = np.zeros(bad.shape)
        before = usual[places] * weight
        below = betainc(before + bad[places], weight - before + (all_ - bad)[places], limit[places])
        score[places] = -np.log10(np.maximum(below, 1e-300))
        return score


def _before(values: Counts, length: int, bins: int, window: int) -> Counts:
    """Sums over the `length` bins before each window began."""
    added: Counts = np.concatenate([np.zeros((len(values), 1), dtype=np.int64), np.cumsum(values, axis=1)], axis=1)
    ends = added.shape[1] - bins + np.arange(bins) - window
    return added[:, ends] - added[:, ends - length]
