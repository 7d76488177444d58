"""Spread lists are further apart, cost no more than was declared, and never show what is known already."""

import numpy as np

from modelkit.recommendation.data import History, Question
from modelkit.recommendation.diversity import Spreading, choose_strength
from modelkit.recommendation.recommenders import Ease, TextNeighbours
from modelkit.recommendation.splits import leave_one_out
from modelkit.recommendation.truth import distances, measure

from ..readers import catalogue, town

SPLIT = leave_one_out(town())
VECTORS = catalogue().vectors


def scorer() -> Ease:
    return Ease(penalty=1.0).fit(SPLIT.train)


def test_spread_lists_are_further_apart() -> None:
    # Readers of one book, who are shown the rest of its shelf.
    beginners = [Question(user, History.of([12 * user]), np.array([12 * user + 1])) for user in range(4)]
    plain = TextNeighbours().fit(SPLIT.train).scores
    apart = [
        distances(measure(Spreading(plain, VECTORS, strength=strength), beginners).listed, VECTORS).mean()
        for strength in (0.0, 0.4, 0.8)
    ]
    assert apart[0] < apart[1] < apart[2]


def test_no_strength_no_change() -> None:
    plain = scorer().scores
    histories = [one.history for one in SPLIT.questions]
    np.testing.assert_array_equal(Spreading(plain, VECTORS, strength=0.0)(histories), plain(histories))


def test_the_best_stays_first() -> None:
    plain = scorer().scores
    first = measure(plain, SPLIT.questions).listed[:, 0]
    np.testing.assert_array_equal(measure(Spreading(plain, VECTORS, strength=0.5), SPLIT.questions).listed[:, 0], first)


def test_what_is_known_is_not_fetched_into_a_list() -> None:
    history = History.of([0, 1, 2])
    spread = Spreading(scorer().scores, VECTORS, strength=0.8)([history])[0]
    assert not np.isin(np.argsort(-spread)[:20], history.items).any()


def test_the_loss_stays_within_the_budget() -> None:
    plain = scorer().scores
    chosen = choose_strength(plain, SPLIT.questions, VECTORS, budget=0.05)
    assert chosen.loss <= 0.05
    loose = choose_strength(plain, SPLIT.questions, VECTORS, budget=1.0)
    assert loose.strength >= chosen.strength
    assert loose.gain > 0
