"""Who is measured on public data: baselines, sources, and the blend of them.

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
    TextNeighbours,
    Transitions,
)

Protocol = Literal["leave-one-out", "rolling-time"]
BLEND = "blend"
# The encoder whose vectors the settings were chosen with.
TEXTS_BY = "sentence-transformers/all-MiniLM-L6-v2"
# What the figures of a protocol are held against.
BASELINES: dict[Protocol, str] = {"leave-one-out": "ease", "rolling-time": "recent popularity"}
WINDOWS, DAYS = 9, 14.0


@dataclass(frozen=True)
class Lineup:
    """`sources` are blended, the first being what the blend falls back on; `others` only stand beside it."""

    sources: dict[str, Recommender]
    others: dict[str, Recommender]
    blend: Blend


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
    return Lineup(sources, others, Blend(sources=list(sources.values()), aside="last"))


def rolling_lineup() -> Lineup:
    """Most who come are new, and get what people alike turn to now; for the rest their latest rows lead."""
    sources: dict[str, Recommender] = {
        "ease, latest first": Ease(penalty=3000.0, recency=0.6),
        "segments": Segments(),
    }
    others: dict[str, Recommender] = {
        "recent popularity": Popularity(half_life=10.0),
        "ease": Ease(penalty=200.0),
        "transitions": Transitions(),
        "text neighbours": TextNeighbours(),
    }
    return Lineup(sources, others, Blend(sources=list(sources.values()), aside="window", days=DAYS, windows=6))


LINEUPS: dict[Protocol, Callable[[], Lineup]] = {
    "leave-one-out": leave_one_out_lineup,
    "rolling-time": rolling_lineup,
}
