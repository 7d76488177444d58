"""Who is measured on public data: baselines, sources, and what we make of them.

Settings were chosen on MovieLens-100k: for leave-one-out on the rows before the last, for windows of time on the four
windows before the nine.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from modelkit.recommendation.recommenders import (
    Blend,
    Ease,
    Ials,
    Popularity,
    Recommender,
    Segments,
    Sequential,
    SinceVisit,
    TextNeighbours,
    Transitions,
)

Protocol = Literal["leave-one-out", "rolling-time"]
# What we would list by.
OURS = "ours"
# The encoder whose vectors the settings were chosen with.
TEXTS_BY = "sentence-transformers/all-MiniLM-L6-v2"
# What the figures of a protocol are held against.
BASELINES: dict[Protocol, str] = {"leave-one-out": "ease", "rolling-time": "recent popularity"}
WINDOWS, DAYS = 9, 14.0


@dataclass(frozen=True)
class Lineup:
    """`sources` are blended in `ours` and learn with it; `others` only stand beside it."""

    sources: dict[str, Recommender]
    others: dict[str, Recommender]
    ours: Recommender


def leave_one_out_lineup() -> Lineup:
    """Others' later rows are known and the next row is asked for: what is nearby in the sequence tells most."""
    sources: dict[str, Recommender] = {
        "ease, latest first": Ease(penalty=300.0, recency=0.6),
        "recent popularity": Popularity(half_life=7.0),
        "popularity": Popularity(half_life=60.0),
        "ease, only latest": Ease(penalty=1000.0, recency=1.0),
        "ials, latest first": Ials(recency=1.0),
        "transitions": Transitions(),
        "text neighbours": TextNeighbours(),
    }
    # Attention would add .002 of NDCG@10 to the blend on validation and takes most of the time: it stands beside it.
    others: dict[str, Recommender] = {"ease": Ease(penalty=200.0), "ials": Ials(), "sequential": Sequential()}
    return Lineup(sources, others, Blend(sources=list(sources.values())))


def rolling_lineup() -> Lineup:
    """Most who come are new, and get what people alike turn to now; who returns, first what came up since.

    What others did beside it (EASE, iALS, transitions) takes from either on validation, in any weight.
    """
    others: dict[str, Recommender] = {
        "segments": Segments(),
        "recent popularity": Popularity(half_life=10.0),
        "ease": Ease(penalty=200.0),
        "ease, latest first": Ease(penalty=3000.0, recency=0.6),
        "transitions": Transitions(),
        "text neighbours": TextNeighbours(),
    }
    return Lineup({}, others, SinceVisit())


LINEUPS: dict[Protocol, Callable[[], Lineup]] = {
    "leave-one-out": leave_one_out_lineup,
    "rolling-time": rolling_lineup,
}
