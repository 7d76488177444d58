"""The trained ranker: a calibrated chance that the user opens the item.

Logistic regression over a handful of figures, and behind it a second stage and a cross-encoder where those were
measured to list better. It is told apart from the text ranker only by its weights, which `actions.training` fits on
what was shown and what of it was opened.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

import numpy as np
from django.conf import settings
from scipy.special import expit

from modelkit.recommendation.diversity import NO_SPREAD, Spread, within
from services.recommend.actions.ranking.behaviour import Behaviour
from services.recommend.actions.ranking.cross import CrossEncoder
from services.recommend.actions.ranking.features import NAMES, Told, features
from services.recommend.actions.ranking.second import SecondStage
from services.recommend.actions.ranking.segments import SegmentRanker
from services.recommend.actions.ranking.shelf import Flags, Floats, Places, Shelf
from services.recommend.queries.histories import History

WEIGHTS_FILE, SPREADS_FILE = "weights.json", "spreads.json"
_KNOWN = NAMES.index("known")


@dataclass(frozen=True)
class Weights:
    """`mean` and `scale` standardise the features; all by the order of NAMES."""

    mean: list[float]
    scale: list[float]
    weights: list[float]
    bias: float

    def save(self, folder: Path) -> None:
        (folder / WEIGHTS_FILE).write_text(json.dumps({"features": NAMES, **asdict(self)}, indent=2))

    @classmethod
    def load(cls, folder: Path) -> "Weights":
        """A version that was fitted before a feature came gives it no weight."""
        found = json.loads((folder / WEIGHTS_FILE).read_text())
        at = {name: place for place, name in enumerate(found["features"])}

        def column(values: Sequence[float], missing: float) -> list[float]:
            return [values[at[name]] if name in at else missing for name in NAMES]

        return cls(
            mean=column(found["mean"], 0.0),
            scale=column(found["scale"], 1.0),
            weights=column(found["weights"], 0.0),
            bias=found["bias"],
        )

    def by_feature(self) -> dict[str, float]:
        """How much one of each feature is worth, as it comes."""
        return {name: one / scale for name, one, scale in zip(NAMES, self.weights, self.scale, strict=True)}

    def odds(self, rows: Floats) -> Floats:
        """Logarithms of odds [n] of features [n, NAMES]."""
        own, bias = self._line
        return np.asarray(rows @ own + bias, dtype=np.float32)

    @cached_property
    def _line(self) -> tuple[Floats, np.float32]:
        """The same for features as they come."""
        scale = np.asarray(self.scale, dtype=np.float32)
        own: Floats = np.divide(np.asarray(self.weights, dtype=np.float32), scale, dtype=np.float32)
        return own, np.float32(self.bias - float(own @ np.asarray(self.mean, dtype=np.float32)))


@dataclass(frozen=True)
class LearnedRanker:
    """`version` is the registry's, `name@number`. `spreads`: what each strength of spreading costs, on validation.

    `second` puts what the weights find into another order, and `cross` the best of that.
    """

    version: str
    weights: Weights
    learnt: Behaviour | None = None
    spreads: Sequence[Spread] = ()
    second: SecondStage | None = None
    cross: CrossEncoder | None = None
    segments: SegmentRanker | None = None

    def knows(self, shelf: Shelf, history: History) -> bool:
        return any(deed.item in shelf.places for deed in history.liked)

    def scores(self, shelf: Shelf, histories: Sequence[History], places: Sequence[Places]) -> list[Floats]:
        """Chances; exact at both ends, where exp would overflow."""
        return [np.asarray(expit(one), dtype=np.float32) for one in self.listed(shelf, histories, places)]

    def listed(self, shelf: Shelf, histories: Sequence[History], places: Sequence[Places]) -> list[Floats]:
        """Logarithms of odds, as all stages together put the places in order."""
        shown = [showable(shelf, history, at) for history, at in zip(histories, places, strict=True)]
        found = [self._again(*one) for one in zip(features(shelf, histories, places), shown, strict=True)]
        return self.cross.again(shelf, histories, places, found, shown) if self.cross else found

    def item_rows(self, shelf: Shelf) -> Floats:
        """What an item brings to a score: its vector, what is its own, and which group it is of."""
        own, groups = self.weights.by_feature(), shelf.groups
        popular = own["popularity"] * shelf.relative_popularity + own["trend"] * shelf.relative_trend
        shared = popular + own["fresh"] * shelf.freshness
        group = np.zeros((len(shelf), len(groups)), dtype=np.float32)
        group[np.arange(len(shelf)), groups.codes] = 1.0
        return np.concatenate([shelf.vectors, shared[:, None], group, *_prices(shelf)], axis=1).astype(np.float32)

    def user_rows(self, shelf: Shelf, histories: Sequence[History]) -> Floats:
        """What a user brings to it, in the same columns; what is equal for every item is left out."""
        own, told = self.weights.by_feature(), Told.together(shelf, histories)
        direction = own["interest"] * told.interest + own["last"] * told.last
        habits = own["language"] * told.language + own["section"] * told.section
        ones = np.ones((len(histories), 1), dtype=np.float32)
        near = [own["price"] * _price_wishes(told.price)] if shelf.relative_price is not None else []
        return np.concatenate([direction, ones, habits, *near], axis=1).astype(np.float32)

    def blame(self, shelf: Shelf, histories: Sequence[History], places: Sequence[Places]) -> list[Floats]:
        """Logarithms of odds, in which a cause of what is nearly certain still shows.

        How much a user did is no reason for one item before another: all count as having done as much as the first.
        """
        rows = features(shelf, histories, places)
        for one in rows[1:]:
            one[:, _KNOWN] = rows[0][:1, _KNOWN]
        found = [self.odds(one) for one in rows]
        return self.cross.blame(shelf, histories, places, found) if self.cross else found

    def odds(self, rows: Floats) -> Floats:
        """What the last stage that looks at numbers says of features [n, NAMES]."""
        first = self.weights.odds(rows)
        return self.second.odds(rows, first) if self.second else first

    def spread(self, budget: float) -> Spread:
        return within(self.spreads, budget) if budget else NO_SPREAD

    def save(self, folder: Path) -> None:
        self.weights.save(folder)
        if self.learnt:
            self.learnt.save(folder)
        if self.second:
            self.second.save(folder)
        if self.cross:
            self.cross.save(folder)
        if self.segments:
            self.segments.save(folder)
        (folder / SPREADS_FILE).write_text(json.dumps([asdict(one) for one in self.spreads], indent=2))

    def as_of(self, moment: datetime) -> "LearnedRanker":
        learnt = Behaviour.learn(until=moment) if self.learnt else None
        return replace(self, learnt=learnt, segments=self.segments.as_of(moment) if self.segments else None)

    def _again(self, rows: Floats, shown: Flags) -> Floats:
        first = self.weights.odds(rows)
        return self.second.again(rows, first, shown) if self.second else first


def _prices(shelf: Shelf) -> list[Floats]:
    """What of `-(price - usual)^2` is the item's, [items, 2]; nothing where no item has a price."""
    if shelf.relative_price is None:
        return []
    price, square = shelf.price_and_square
    return [np.stack([square, price], axis=1)]


def _price_wishes(usual: Floats) -> Floats:
    """And what is the user's, [n, 2]; zeros for one whose usual price is not known."""
    own, known = np.nan_to_num(usual), ~np.isnan(usual)
    return np.asarray(np.stack([-np.ones_like(own), 2.0 * own], axis=1) * known[:, None])


def showable(shelf: Shelf, history: History, places: Places) -> Flags:
    """Which of the places are live and new to the user, bool [places]."""
    closed = shelf.closed_to(history.user, history.items)
    return np.asarray(shelf.live[places] & ~np.isin(places, closed))


def load(folder: Path, *, version: str) -> LearnedRanker:
    """Without its cross-encoder where settings want none."""
    parts = Weights.load(folder), Behaviour.load(folder), load_spreads(folder), SecondStage.load(folder)
    cross = None if settings.CROSS_ENCODER == "off" else CrossEncoder.load(folder)
    return LearnedRanker(version, *parts, cross, segments=SegmentRanker.load(folder, version=version))


def load_spreads(folder: Path) -> list[Spread]:
    """None were measured for a version from before there were any."""
    path = folder / SPREADS_FILE
    return [Spread(**one) for one in json.loads(path.read_text())] if path.exists() else []
