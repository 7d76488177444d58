"""NB-CUSUM: the evidence, added up bin by bin, that counts come from a higher level than usual.

Each bin adds the log of how much likelier its count is at `lift` times the usual (and at least `extra` above it).
Höhle and Paul (2008), "Count data regression charts for the monitoring of surveillance time series".
"""

import numpy as np

from services.sentiment.actions.surges.detectors.base import Counts, Scored, State
from services.sentiment.actions.surges.detectors.baseline import LOOK_BACK
from services.sentiment.actions.surges.detectors.learned import BASELINE, Learned


class Cusum(Learned):
    """`most` bounds the sum, so that an alert ends soon after its surge does."""

    defaults = {"windows": [15], "raise_at": 14.0, "clear_at": 5.0, "lift": 2.0, "extra": 1.0, "most": 20.0, **BASELINE}

    def begin(self, series: int) -> State:
        return {**super().begin(series), "sum": np.zeros(series)}

    def look(self, state: State, counts: Counts, first: int, bins: int) -> tuple[Scored, State]:
        seen = counts[:, LOOK_BACK:].astype(np.float64)
        usual = state["expected"][:, first + LOOK_BACK : first + LOOK_BACK + bins]
        size = 1.0 / state["dispersion"][:, 3:4]
        raised = np.maximum(usual * self.options["lift"], usual + self.options["extra"])
        gains = seen * np.log(raised / usual) - (seen + size) * np.log((raised + size) / (usual + size))
        sums, last = np.empty_like(gains), state["sum"]
        most = float(self.options["most"])
        for column in range(bins):
            last = np.clip(last + gains[:, column], 0.0, most)
            sums[:, column] = last
        return Scored(sums, seen, usual, np.ones(sums.shape, dtype=np.int8)), {**state, "sum": last}
