"""Follow-ups and what they follow."""

import pytest

from services.support.actions.answer.context import is_follow_up, with_context
from services.support.actions.answer.outcome import Turn


@pytest.mark.parametrize(
    "text", ["and for business accounts?", "那企业账户呢?", "what about Plus?", "还有周末呢", "how long does it take?"]
)
def test_elliptical_messages_are_follow_ups(text: str) -> None:
    assert is_follow_up(text)


@pytest.mark.parametrize(
    "text", ["How much does an express transfer to China cost me?", "我想知道怎么从国外的取款机取现金,要收多少手续费"]
)
def test_whole_questions_are_not(text: str) -> None:
    assert not is_follow_up(text)


def test_a_chain_of_follow_ups_leads_back_to_the_question_that_stands_alone() -> None:
    question = "How much does a transfer abroad cost in total?"
    turns = [Turn("visitor", question), Turn("bot", "12 EUR."), Turn("visitor", "and for Plus?"), Turn("bot", "Free.")]
    assert with_context("and Business?", turns) == f"{question} and for Plus? and Business?"


def test_the_first_message_has_no_context() -> None:
    assert with_context("and for business?", []) is None


def test_what_the_assistant_said_is_no_question() -> None:
    assert (
        with_context("and for business?", [Turn("bot", "Hello, how can I help you with your account today?")]) is None
    )
