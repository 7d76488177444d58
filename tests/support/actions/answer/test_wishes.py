"""Wishes that need no model: a person, a complaint, a greeting. And questions that only look like one."""

import pytest

from services.support.actions.answer import wishes


@pytest.mark.parametrize(
    "text",
    [
        "I want to talk to a human",
        "can I speak to someone please",
        "agent",
        "real person please",
        "Can I speak with a representative?",
        "get me a human",
        "is there a human here",
        "转人工",
        "我要人工客服",
        "你能帮我找个真人吗",
        "请帮我转接客服",
        "客服",
    ],
)
def test_asking_for_a_person(text: str) -> None:
    assert wishes.asks_for_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "人工客服几点上班?",
        "when can I talk to an agent",
        "how do I send money to another person",
        "can I transfer to someone abroad",
        "my card was lost",
        "多个人可以共用一张卡吗",
        "authorised person on my business account",
    ],
)
def test_questions_that_only_mention_people(text: str) -> None:
    assert not wishes.asks_for_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "That doesn't help",
        "this is useless",
        "you're not listening, that is not what I asked",
        "没用",
        "答非所问",
        "还是没解决我的问题",
    ],
)
def test_complaints_about_the_answer(text: str) -> None:
    assert wishes.is_unhappy(text)


@pytest.mark.parametrize(
    "text",
    [
        "wrong cash amount, have photo of receipt",
        "contactless doesn't work",
        "银行卡没用完的额度会清零吗",
        "how do I help a friend join",
    ],
)
def test_problems_that_are_no_complaint_about_the_answer(text: str) -> None:
    assert not wishes.is_unhappy(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hi", "greeting"),
        ("你好", "greeting"),
        ("Good morning!", "greeting"),
        ("thanks a lot!", "thanks"),
        ("好的,谢谢你", "thanks"),
        ("hi, my card is lost", None),
        ("thanks, and how much is it?", None),
        ("谢谢,那费用呢", None),
    ],
)
def test_courtesies_only_when_nothing_else_is_said(text: str, expected: str | None) -> None:
    assert wishes.courtesy(text) == expected
