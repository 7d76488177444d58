"""What another way would have earned, told from logs whose truth is known: the error is measured, not assumed."""

from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from modelkit.evaluation.offpolicy import MOST_WEIGHT, Shown, doubly_robust, snips

Column = NDArray[np.float64]
THINGS = 6


@dataclass(frozen=True)
class World:
    """Users of two kinds, who like different things; the logger half guesses the kind, the target knows it.

    Some open much and some little, which the model knows too.
    """

    shown: Shown
    expected: Column
    expected_of_target: Column
    truth: float


def world(seed: int, *, users: int = 500, each: int = 1, wrong_model: bool = False, claimed: float = 1.0) -> World:
    rng = np.random.default_rng(seed)
    kind = np.repeat(rng.integers(0, 2, users), each)
    liked = np.stack([np.linspace(0.05, 0.5, THINGS), np.linspace(0.5, 0.05, THINGS)])
    logger = np.stack([np.linspace(1.0, 2.0, THINGS), np.linspace(2.0, 1.0, THINGS)])
    logger /= logger.sum(axis=1, keepdims=True)
    target = liked**2 / (liked**2).sum(axis=1, keepdims=True)
    thing = np.array([rng.choice(THINGS, p=logger[one]) for one in kind])
    eager = np.repeat(rng.choice([0.1, 1.8], users), each)
    earned = (rng.random(len(kind)) < eager * liked[kind, thing]).astype(np.float64)
    # With claimed below 1, the propensities that were written down are further from the truth the liker a thing is.
    propensity = np.minimum(logger[kind, thing] * claimed ** (thing / THINGS), 1.0)
    model = np.full_like(liked, 0.2) if wrong_model else liked
    return World(
        Shown(earned, propensity, target[kind, thing], np.repeat(np.arange(users), each)),
        eager * model[kind, thing],
        eager * (target * model).sum(axis=1)[kind],
        float((eager * (target * liked).sum(axis=1)[kind]).mean()),
    )


def errors(**made: object) -> tuple[Column, Column]:
    """Of SNIPS and of doubly robust, over thirty worlds."""
    worlds = [world(seed, **made) for seed in range(30)]  # type: ignore[arg-type]
    by_weights = [snips(one.shown).value.value - one.truth for one in worlds]
    robust = [
        doubly_robust(one.shown, expected=one.expected, expected_of_target=one.expected_of_target).value.value
        - one.truth
        for one in worlds
    ]
    return np.array(by_weights), np.array(robust)


def test_both_are_right_where_propensities_are_and_the_model_narrows_the_error() -> None:
    by_weights, robust = errors()
    assert abs(by_weights.mean()) < 0.005
    assert abs(robust.mean()) < 0.005
    assert np.sqrt((robust**2).mean()) < 0.95 * np.sqrt((by_weights**2).mean())


def test_a_wrong_model_does_no_harm_where_propensities_are_right() -> None:
    by_weights, robust = errors(wrong_model=True)
    assert abs(robust.mean()) < 0.005
    assert np.sqrt((robust**2).mean()) < 1.1 * np.sqrt((by_weights**2).mean())


def test_a_right_model_mends_wrong_propensities() -> None:
    by_weights, robust = errors(claimed=0.2)
    assert abs(robust.mean()) < 0.005
    assert abs(by_weights.mean()) > 3 * abs(robust.mean())


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    held = [(one := snips(made.shown).value).low <= made.truth <= one.high for made in map(world, range(40))]
    assert np.mean(held) >= 0.85


def test_what_was_never_shown_can_not_be_told() -> None:
    """All rows but a handful weigh nothing: `effective` says so."""
    made = world(1).shown
    target = np.zeros_like(made.target)
    target[:3] = 1.0
    told = snips(Shown(made.earned, made.propensity, target, made.users))
    assert told.effective <= 3.0
    assert snips(made).effective > 200


def test_no_row_carries_everything() -> None:
    shown = Shown(np.array([1.0, 0.0]), np.array([1e-6, 0.5]), np.array([1.0, 0.5]), np.array([0, 1]))
    assert shown.weights.max() == MOST_WEIGHT


def test_nothing_shown_is_nothing_known() -> None:
    nothing = np.zeros(0)
    none = Shown(nothing, nothing, nothing, np.zeros(0, dtype=np.int64))
    assert snips(none).value.value == 0.0
    assert snips(none).effective == pytest.approx(0.0)
