"""A small town through both protocols."""

import json
from dataclasses import replace

import pytest

from modelkit.recommendation.data import History
from modelkit.recommendation.lineup import BASELINES, LINEUPS, OURS, Lineup, Protocol
from modelkit.recommendation.protocols import answer_all, described, leaks_of
from modelkit.recommendation.recommenders import Blend, Ease, Popularity, Sequential
from modelkit.recommendation.recommenders.blend.weights import counts

from .readers import town


@pytest.fixture(params=list(LINEUPS))
def protocol(request: pytest.FixtureRequest) -> Protocol:
    found: Protocol = request.param
    return found


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Networks of toy size; everything else is the real line-up."""

    def smaller(make: object) -> object:
        def made() -> Lineup:
            full: Lineup = make()  # type: ignore[operator]
            others = {
                name: Sequential(width=8, length=8, epochs=1) if isinstance(one, Sequential) else one
                for name, one in full.others.items()
            }
            return replace(full, others=others)

        return made

    for name, make in LINEUPS.items():
        monkeypatch.setitem(LINEUPS, name, smaller(make))


def test_everybody_answers_the_same_questions_and_figures_are_plain_json(protocol: Protocol) -> None:
    found = answer_all(town(), protocol, seeds=[0], report=lambda _split, _system: None)
    assert len({len(answers[0]) for answers in found.values()}) == 1
    told = json.loads(json.dumps(described(found, protocol, items=48)))
    everybody = told["slices"]["all"]["systems"]
    assert {OURS, BASELINES[protocol]} < everybody.keys()
    assert everybody[BASELINES[protocol]]["lead"] == {"value": 0, "low": 0, "high": 0}
    one = everybody[OURS]["metrics"]["ndcg@10"]
    assert one["low"] <= one["value"] <= one["high"]


def test_windows_have_no_leaks_and_leave_one_out_only_its_own() -> None:
    assert leaks_of(town(), "rolling-time") == {}
    assert leaks_of(town(), "leave-one-out").keys() == {"future"}


def test_the_blend_is_weighed_on_what_it_was_not_taught() -> None:
    data = town()
    blend = Blend(sources=[Popularity(), Ease(penalty=1.0)]).fit(data)
    popular, beside = counts(blend.state["weights"], [History.of([0, 1, 2])]).reshape(2, 2).sum(axis=1)
    assert beside > popular
