"""Known effects are found again, within intervals that mean what they say."""

import numpy as np
import pytest

from services.support.actions.drivers import resampling
from services.support.actions.drivers.checks import explained
from services.support.actions.drivers.ordinal import log_odds
from services.support.actions.drivers.regression import fit, vif
from tests.support.actions.drivers.simulated import TRUE, three

NAMES = ("F", "U", "R")


def test_effects_are_found_within_their_intervals_and_narrowly() -> None:
    found = fit(*three(1_500, seed=5), NAMES)
    for effect, true in zip(found.effects, TRUE, strict=True):
        assert effect.slope is not None
        assert effect.slope.low < true < effect.slope.high
        assert effect.slope.high - effect.slope.low < 0.8
        assert effect.is_shown
    assert found.leader == "F"


def test_intervals_hold_as_often_as_they_promise() -> None:
    """95 % of 120: fewer than 105 would come once in ten thousand times."""
    inside = 0
    for seed in range(40):
        for effect, true in zip(fit(*three(160, seed=seed), NAMES).effects, TRUE, strict=True):
            assert effect.slope is not None
            inside += effect.slope.low <= true <= effect.slope.high
    assert inside >= 105


def test_customers_who_rate_often_do_not_make_it_surer() -> None:
    table, scores, _places = three(100, seed=3)
    alone = fit(table, scores, np.arange(100), NAMES)
    five_times = fit(np.repeat(table, 5, axis=0), np.repeat(scores, 5), np.repeat(np.arange(100), 5), NAMES)
    for once, again in zip(alone.effects, five_times.effects, strict=True):
        assert once.slope is not None
        assert again.slope is not None
        assert again.slope.high - again.slope.low == pytest.approx(once.slope.high - once.slope.low, rel=0.02)


def test_no_effect_is_not_shown() -> None:
    table, scores, places = three(400, seed=7, effects=(0.0, 0.0, 0.0))
    found = fit(table, scores, places, NAMES)
    assert not any(effect.is_shown for effect in found.effects)
    assert found.leader == ""
    assert explained(table, scores, places).low < 0


def test_an_index_that_never_differs_has_no_effect_to_tell() -> None:
    table, scores, places = three(200, seed=2)
    table[:, 1] = 0.75
    found = fit(table, scores, places, NAMES)
    assert found.effects[1].slope is None
    assert found.effects[1].vif is None
    assert found.effects[0].is_shown


def test_held_out_customers_are_explained_as_far_as_there_is_something_to_explain() -> None:
    table, scores, places = three(1_500, seed=5)
    r2 = explained(table, scores, places)
    spread = (table @ np.array(TRUE)).var()
    assert r2.low < spread / (spread + 0.6**2 + 0.4**2) < r2.high


def test_a_customer_is_in_one_fold_alone() -> None:
    _table, _scores, places = three(400, seed=1)
    member = resampling.folds(places)
    assert all(len(set(member[places == one])) == 1 for one in set(places.tolist()))
    assert len(set(member.tolist())) == 5


def test_indices_that_go_together_inflate() -> None:
    table, _scores, _places = three(600, seed=4)
    assert max(vif(table)) < 1.5
    table[:, 2] = table[:, 1] + np.random.default_rng(0).normal(scale=0.01, size=600)
    assert min(vif(table)[1:]) > 50


def test_read_as_an_order_the_effects_come_out_as_log_odds() -> None:
    generator = np.random.default_rng(0)
    columns = generator.normal(size=(4_000, 2))
    latent = columns @ np.array([1.2, -0.5]) + generator.logistic(size=4_000)
    scores = 1.0 + (latent[:, None] > np.array([-2, -1, 0.5, 1.5])).sum(axis=1)
    assert log_odds(columns, scores) == pytest.approx([1.2, -0.5], abs=0.1)
