"""The company's own cases: what counts as right, and when a run fails."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from services.support import models
from services.support.actions.evaluate import Limits, evaluate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bank")]


def test_each_kind_of_case_is_judged_by_its_outcome() -> None:
    _case("my card is lost", expect="template", intent="card_lost", must_contain=["6.00 EUR"])
    _case("what is my pin", expect="template", intent="close_account")
    _case("talk to a human", expect="handover")
    metrics = evaluate().metrics
    assert metrics["answer_accuracy"]["value"] == pytest.approx(2 / 3)
    assert metrics["coverage"]["value"] == 1.0
    assert metrics["wrong_answer_rate"]["value"] == 0.5
    low, value, high = (metrics["answer_accuracy"][name] for name in ("low", "value", "high"))
    assert low <= value <= high


def test_an_answer_without_the_words_it_must_contain_is_wrong() -> None:
    _case("my card is lost", expect="template", intent="card_lost", must_contain=["999"])
    run = evaluate()
    assert run.metrics["answer_accuracy"]["value"] == 0
    assert run.failures[0]["expected"] == "card_lost"


def test_the_command_exits_with_1_below_a_limit(capsys: pytest.CaptureFixture[str]) -> None:
    _case("my card is lost", expect="template", intent="card_lost")
    call_command("evaluate", "--min-accuracy", "0.9", stdout=StringIO())
    with pytest.raises(SystemExit) as stopped:
        call_command("evaluate", "--max-p95", "0.0001", stdout=StringIO())
    assert stopped.value.code == 1


def test_the_command_prints_json_for_machines() -> None:
    _case("my card is lost", expect="template", intent="card_lost")
    printed = StringIO()
    call_command("evaluate", "--json", stdout=printed)
    assert json.loads(printed.getvalue())["metrics"]["answer_accuracy"]["value"] == 1.0


def test_without_cases_the_command_says_what_to_do() -> None:
    with pytest.raises(CommandError, match="Import some"):
        call_command("evaluate")


def test_each_broken_limit_is_a_sentence() -> None:
    metrics = {
        name: {"value": value, "low": value, "high": value}
        for name, value in {
            "answer_accuracy": 0.8,
            "coverage": 0.5,
            "wrong_answer_rate": 0.2,
            "latency_p95": 90,
        }.items()
    }
    assert Limits().check(metrics) == []
    broken = Limits(min_accuracy=0.9, min_coverage=0.5, max_wrong=0.1, max_p95=100).check(metrics)
    assert broken == ["answer_accuracy is 0.800, below 0.9", "wrong_answer_rate is 0.200, above 0.1"]


def _case(question: str, **fields: object) -> None:
    models.EvaluationCase.objects.create(question=question, question_hash=question, language="en", **fields)
