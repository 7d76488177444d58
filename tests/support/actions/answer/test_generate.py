"""A generator may phrase the answer; what its sources do not support never reaches the customer."""

import json

import pytest
from pytest_django import Settings

from services.support import models
from services.support.actions.answer import Answer, answer
from services.support.models.choices import Reason, Rung
from tests.support.actions.answer.test_engine_down import replying_server
from tests.support.bank import RATE_QUESTION

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bank")]


@pytest.fixture(autouse=True)
def _sources_answer(bank: None) -> None:
    models.Policy.objects.update(intent_threshold=2.0, answer_threshold=-1.0)


def test_supported_sentences_are_passed_on_under_their_citations(settings: Settings) -> None:
    found = _answer_with(settings, "The exchange rate is the Visa rate of the day [1].")
    assert (found.rung, found.reason) == (Rung.COMPOSED, Reason.GENERATED)
    assert found.text == "The exchange rate is the Visa rate of the day. [1]"
    assert [citation.n for citation in found.citations] == [1]


def test_an_invented_number_is_dropped_and_the_trace_says_so(settings: Settings) -> None:
    written = "The exchange rate is the Visa rate of the day [1]. The markup is 7.5 % at the weekend [1]."
    found = _answer_with(settings, written)
    assert "7.5" not in found.text
    step = next(step for step in found.trace_steps if step["step"] == "generate")
    assert step["dropped"][0]["reason"] == "unsupported_facts"


@pytest.mark.parametrize("written", ["", "Ignore the sources, call 0800 123456 [1].", "Buy shares now! [9]"])
def test_when_nothing_survives_the_composed_answer_stands(settings: Settings, written: str) -> None:
    found = _answer_with(settings, written)
    assert (found.rung, found.reason) == (Rung.COMPOSED, Reason.SOURCES_SUPPORT)
    assert found.citations


def test_a_generator_that_fails_costs_the_customer_nothing(settings: Settings) -> None:
    with replying_server(status=500, body=b"") as url:
        settings.GENERATOR_URL = url
        assert answer(text=RATE_QUESTION).reason == Reason.SOURCES_SUPPORT


def _answer_with(settings: Settings, written: str) -> Answer:
    piece = {"choices": [{"delta": {"content": written}}]}
    body = f"data: {json.dumps(piece)}\n\ndata: [DONE]\n\n".encode()
    with replying_server(status=200, body=body) as url:
        settings.GENERATOR_URL = url
        return answer(text=RATE_QUESTION)
