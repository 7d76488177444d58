"""The forecast speaks where it is shown to be worth something, and only there; nothing leaks into it."""

import json
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from services.support.actions.drivers.resampling import places_of
from services.support.actions.forecast import costs, moments
from services.support.actions.forecast.model import Model, fit
from services.support.actions.forecast.signs import NAMES, shown
from services.support.actions.forecast.study import FEWEST_RATINGS, split, study
from services.support.models.choices import Author, State
from services.support.queries.talks import Fact, Talk
from tests.support.actions.forecast.simulated import rated_talks
from tests.support.talks import BEGIN, Written


def test_signs_that_tell_put_it_in_force() -> None:
    studied = study(moments.sample(rated_talks(400, seed=1)), [])
    figures = json.loads(json.dumps(studied.figures))
    assert studied.passes
    assert figures["auc"]["low"] > 0.6
    assert figures["brier"]["value"] < figures["brier_base"]["value"]
    assert figures["expected"] == pytest.approx(figures["happened"]["value"], abs=0.1)
    assert sum(row["conversations"] for row in figures["reliability"]) == pytest.approx(figures["held"])


def test_its_chances_mean_what_they_say() -> None:
    rows = study(moments.sample(rated_talks(1_000, seed=2)), []).figures["reliability"]
    assert len(rows) > 1
    for row in rows:
        assert row["happened"]["low"] - 0.05 < row["expected"] < row["happened"]["high"] + 0.05


@pytest.mark.parametrize("seed", range(5))
def test_signs_that_tell_nothing_leave_it_out_of_force(seed: int) -> None:
    studied = study(moments.sample(rated_talks(300, seed=seed, tells=False)), [])
    assert studied.model is not None
    assert not studied.passes


def test_too_few_ratings_or_too_few_unhappy_ones_fit_nothing() -> None:
    few = study(moments.sample(rated_talks(FEWEST_RATINGS - 1, seed=1)), [])
    content = [replace(one, score=5) for one in rated_talks(300, seed=1)]
    for studied in (few, study(moments.sample(content), []), study(moments.sample([]), [])):
        assert studied.figures["few"]
        assert studied.model is None
        assert not studied.passes


def test_held_out_are_the_latest_and_none_of_their_customers_is_fitted_on() -> None:
    sample = moments.sample(rated_talks(200, seed=3, each=7))
    parts = split(sample)
    held = {visitor for visitor, out in zip(sample.visitors, parts.held, strict=True) if out}
    fitted = {visitor for visitor, inside in zip(sample.visitors, parts.fitted, strict=True) if inside}
    assert not held & fitted
    assert parts.held.sum() == 60
    assert max(at for at, inside in zip(sample.at, parts.fitted, strict=True) if inside) < min(
        at for at, out in zip(sample.at, parts.held, strict=True) if out
    )


def test_nothing_that_comes_later_changes_what_a_moment_shows() -> None:
    """Whatever happens after it: thumbs, reproach, a person, the end."""
    for rated in rated_talks(30, seed=4):
        points = moments.turning_points(rated.talk)
        later = _with_an_end(rated.talk)
        for point in points:
            now = shown([rated.talk.until(point.number)])
            assert shown([later.until(point.number)]).tolist() == now.tolist()
            seen = [fact for fact in rated.talk.facts if fact.number <= point.number]
            assert shown([replace(rated.talk, facts=tuple(seen))]).tolist() == now.tolist()


def test_moments_are_the_customers_words_and_thumbs_and_a_conversation_counts_once() -> None:
    talk = Written().asks().bot().thumb(-1, message=2).asks("why?", seconds=60).state(State.WAITING, seconds=70)
    talk.asks("hello?", seconds=80).agent(seconds=90)
    found = moments.moments([talk.talk, Written().asks().talk], np.array([True, False]))
    assert found.talk.tolist() == [0, 0, 0, 0, 1]
    assert found.weights.tolist() == [0.25] * 4 + [1]
    assert found.by_assistant.tolist() == [True, True, True, False, True]


def test_a_model_survives_being_kept() -> None:
    sample = moments.sample(rated_talks(200, seed=5))
    rows = sample.moments
    model = fit(rows.signs, rows.unhappy, rows.weights, places_of(sample.visitors)[rows.talk])
    again = Model.from_dict(json.loads(json.dumps(model.as_dict())))
    assert again.probabilities(rows.signs).tolist() == model.probabilities(rows.signs).tolist()
    assert again.is_current
    # What a conversation differs by from the usual is all that its chance differs by.
    usual = model.stretch * model.constant + model.shift
    chance = model.probabilities(rows.signs[:1])[0]
    assert model.pushes(rows.signs[0]).sum() + usual == pytest.approx(np.log(chance / (1 - chance)))


def test_trouble_raises_the_chance() -> None:
    model = study(moments.sample(rated_talks(400, seed=1)), []).model
    assert model is not None
    calm = Written().asks().bot().asks("thanks", seconds=9).talk
    angry = Written().asks().bot(rung="handover").thumb(-1, message=2).asks("This is ridiculous", seconds=60).talk
    chances = model.probabilities(shown([calm, angry]))
    assert chances[0] < 0.3 < 0.6 < chances[1]
    assert len(NAMES) == len(model.pushes(shown([angry])[0]))


def test_a_threshold_costs_hand_overs_and_catches_unhappy_customers() -> None:
    silent = [one.talk for one in rated_talks(50, seed=9)]
    figures = study(moments.sample(rated_talks(400, seed=1)), silent).figures
    low, high = (costs.cost(figures, threshold) for threshold in (0.2, 0.7))
    assert low is not None
    assert high is not None
    assert low.talks == high.talks == 120
    assert low.handed >= high.handed > high.caught > 0
    assert low.caught >= high.caught
    assert low.new <= low.handed
    assert low.unrated == 50
    assert 0 < high.unrated_handed <= low.unrated_handed
    assert costs.cost({"few": True}, 0.5) is None


def test_customers_who_turn_a_model_round_leave_it_with_the_base_rate() -> None:
    """Learned on one half, wrong on the other: calibration takes its voice away."""
    generator = np.random.default_rng(0)
    signs = generator.random((100, len(NAMES)))
    unhappy = generator.random(100) < 0.4
    model = fit(signs, unhappy, np.ones(100), np.arange(100))
    assert model.stretch >= 0
    if model.stretch == 0:
        assert model.probabilities(signs) == pytest.approx(unhappy.mean())


def _with_an_end(talk: Talk) -> Talk:
    last = talk.facts[-1].number
    moment = BEGIN + timedelta(days=1)
    more = (
        Fact(last + 1, "thumb", moment, message=2, thumb=-1),
        Fact(last + 2, "message", moment, author=Author.VISITOR.value, text="USELESS!!", message=99),
        Fact(last + 3, "state", moment, state=State.WAITING.value, reason="asked_for_person"),
        Fact(last + 4, "closed", moment),
    )
    return replace(talk, facts=talk.facts + more)
