"""From the share of wrong answers an operator accepts to the threshold that keeps it.

Scores are any confidence, higher is safer; an answer is given where its score reaches the threshold. The *risk*
is the share of wrong ones among the answers given, the *coverage* the share of questions that get one.
"""

import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import bdtr

from modelkit.evaluation.intervals import Interval, proportion

CONFIDENCE = 0.95
# Coverages from which a chain of tests starts, and in how many steps it walks to all; fixed before seeing the data.
STARTS = (0.1, 0.25, 0.5, 1.0)
STEPS = 100


@dataclass(frozen=True, slots=True)
class RiskThreshold:
    """The lowest threshold proven safe on validation data; infinite when none is, and then nothing is answered."""

    threshold: float
    coverage: Interval
    risk: Interval

    @property
    def attainable(self) -> bool:
        """Whether any answer may be given."""
        return math.isfinite(self.threshold)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON; the threshold is None where nothing may be answered."""
        return asdict(self) | {"threshold": self.threshold if self.attainable else None}


def threshold_for_risk(
    scores: ArrayLike, correct: ArrayLike, max_wrong_share: float, *, confidence: float = CONFIDENCE
) -> RiskThreshold:
    """The threshold that answers most while at most `max_wrong_share` of the answers are wrong.

    Conservative: with probability `confidence` over validation data the true share stays below. Thresholds are
    tried from strict to loose, each by an exact binomial test, until one fails; several starting points share
    the error budget (Learn then Test with fixed-sequence testing: Angelopoulos et al., 2021).
    """
    values, right = _descending(scores, correct)
    starts = _starts(len(values), max_wrong_share, budget=(1 - confidence) / len(STARTS))
    given, wrong = np.arange(1, len(values) + 1), np.cumsum(~right, dtype=np.int64)
    # The chance of so few wrong answers if the true share were as large as the limit.
    surprise = bdtr(wrong, given, max_wrong_share) if max_wrong_share < 1 else np.zeros(len(given))
    safe = surprise <= (1 - confidence) / max(1, len(starts))
    best = max((_walk(safe, values, start) for start in starts), default=0)
    return _chosen(values, wrong, best)


def _starts(rows: int, max_wrong_share: float, *, budget: float) -> list[int]:
    """Numbers of answers to start from. So few that a single wrong one fails the test would be left to luck."""
    if not rows:
        return []
    limit = min(max(max_wrong_share, 1e-9), 1 - 1e-9)
    fewest = math.ceil(math.log(budget) / math.log1p(-limit))
    lowest = 2 * fewest if 2 * fewest <= rows else fewest
    return sorted({min(rows, max(lowest, math.ceil(start * rows))) for start in STARTS})


def _walk(safe: NDArray[np.bool_], values: NDArray[np.float64], start: int) -> int:
    """How many rows are answered at the last threshold of a chain before its first failure."""
    reached, step = 0, max(1, len(values) // STEPS)
    for count in [*range(start, len(values), step), len(values)]:
        rows = _whole_ties(values, count)
        if not safe[rows - 1]:
            break
        reached = rows
    return reached


def _whole_ties(values: NDArray[np.float64], rows: int) -> int:
    """Rows that the score of the last of them lets in: equal scores cannot be told apart."""
    return int(np.searchsorted(-values, -values[rows - 1], side="right"))


def _chosen(values: NDArray[np.float64], wrong: NDArray[np.int64], rows: int) -> RiskThreshold:
    if not rows:
        return RiskThreshold(math.inf, proportion(0, len(values)), proportion(0, 0))
    return RiskThreshold(
        threshold=float(values[rows - 1]),
        coverage=proportion(rows, len(values)),
        risk=proportion(int(wrong[rows - 1]), rows),
    )


@dataclass(frozen=True, slots=True)
class RiskCurve:
    """What each threshold costs, from strict to loose, as plain lists to plot; `risk_low` to `risk_high` is 95 %."""

    threshold: list[float]
    coverage: list[float]
    risk: list[float]
    risk_low: list[float]
    risk_high: list[float]
    area: float  # mean risk over all coverages; 0 is perfect

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON."""
        return asdict(self)


def risk_coverage_curve(scores: ArrayLike, correct: ArrayLike, *, points: int = 100) -> RiskCurve:
    """Risk against coverage (El-Yaniv and Wiener, JMLR 2010), at up to `points` thresholds."""
    values, right = _descending(scores, correct)
    wrong = np.cumsum(~right, dtype=np.int64)
    wanted = {math.ceil(point / points * len(values)) for point in range(1, points + 1)} if len(values) else set()
    rows = sorted({_whole_ties(values, count) for count in wanted if count})
    risks = [proportion(int(wrong[count - 1]), count) for count in rows]
    return RiskCurve(
        threshold=[float(values[count - 1]) for count in rows],
        coverage=[count / len(values) for count in rows],
        risk=[risk.value for risk in risks],
        risk_low=[risk.low for risk in risks],
        risk_high=[risk.high for risk in risks],
        area=float((wrong / np.arange(1, len(values) + 1)).mean()) if len(values) else 0.0,
    )


def _descending(scores: ArrayLike, correct: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    values, right = np.asarray(scores, dtype=np.float64), np.asarray(correct, dtype=bool)
    order = np.argsort(-values, kind="stable")
    return values[order], right[order]
