"""Detectors that only look back over a fixed number of bins."""

from abc import abstractmethod

import numpy as np

from services.sentiment.actions.surges.detectors.base import Block, Counts, Detector, Scored, State, keep_tail


class Windowed(Detector):
    """Remembers the counts of `memory` bins and nothing else."""

    def begin(self, series: int) -> State:
        empty = np.zeros((series, self.memory), dtype=np.int64)
        return {"negative": empty, "total": empty.copy()}

    def score(self, state: State, block: Block) -> tuple[Scored, State]:
        negative = np.concatenate([state["negative"], block.negative], axis=1)
        total = np.concatenate([state["total"], block.total], axis=1)
        after = {"negative": keep_tail(negative, self.memory), "total": keep_tail(total, self.memory)}
        return self.look(negative, total, block.bins), after

    @abstractmethod
    def look(self, negative: Counts, total: Counts, bins: int) -> Scored:
        """Score the last `bins` bins of counts that begin `memory` bins earlier."""
