"""What a generator may say: only sentences whose facts, words and polarity are the source's."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from services.support.actions.answer.facts import facts_in
from services.support.actions.answer.support_check import check, why_unsupported

SOURCE = (
    "Express delivery costs 9.90 EUR and takes 2 working days. Standard post is free and takes 5–7 working days. "
    "Report a dispute within 120 days. The overdraft costs 9.9 % a year. You cannot order by phone. "
    "Write to help@bank.example or see https://bank.example/cards. Offer ends on 5 March 2025 at 16:00."
)
SOURCE_ZH = "加急邮寄费用为9.90欧元,需要2个工作日。年利率为百分之二点一即2.1%。每天最多取现五百欧元。不能通过电话下单。"


@pytest.mark.parametrize(
    "sentence",
    [
        "Express delivery costs €9.90.",
        "Standard post takes between 5 and 7 working days.",
        "Express delivery takes two working days.",
        "The overdraft costs 9.9% a year.",
        "The offer ends on March 5, 2025 at 4 pm.",
        "Write to help@bank.example.",
        "You can't order by phone.",
    ],
)
def test_other_spellings_of_the_same_facts_are_supported(sentence: str) -> None:
    assert why_unsupported(sentence, SOURCE) is None


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Express delivery costs 9.90 USD.", "unsupported_facts"),
        ("Express delivery costs 8.90 EUR.", "unsupported_facts"),
        ("Express delivery takes 2 weeks.", "unsupported_facts"),
        ("Report a dispute within twelve days.", "unsupported_facts"),
        ("The overdraft costs 9.9 EUR a year.", "unsupported_facts"),
        ("The offer ends on 5 April 2025.", "unsupported_facts"),
        ("See https://evil.example/cards.", "unsupported_facts"),
        ("Mortgages and shares are available to gold customers.", "unsupported_words"),
        ("You can order by phone.", "turned_around"),
    ],
)
def test_invented_facts_words_and_polarity_are_not(sentence: str, reason: str) -> None:
    problem = why_unsupported(sentence, SOURCE)
    assert problem is not None
    assert problem.reason == reason


@pytest.mark.parametrize(
    ("sentence", "supported"),
    [
        ("加急邮寄费用为 9.90 欧元。", True),
        ("加急邮寄需要两个工作日。", True),
        ("每天最多取现500欧元。", True),
        ("年利率为 2.1 %。", True),
        ("加急邮寄费用为 6 欧元。", False),
        ("加急邮寄需要两个月。", False),
        ("每天最多取现五千欧元。", False),
        ("年利率为 3.1 %。", False),
        ("可以通过电话下单。", False),
    ],
)
def test_chinese_facts_are_held_against_chinese_sources(sentence: str, supported: bool) -> None:
    assert (why_unsupported(sentence, SOURCE_ZH) is None) == supported


def test_a_sentence_is_held_against_its_own_source_only() -> None:
    checked = check(
        "Express costs 9.90 EUR. [1] Express costs 9.90 EUR. [2]",
        {1: "Express costs 9.90 EUR.", 2: "Standard is free."},
    )
    assert checked.kept == [("Express costs 9.90 EUR.", [1])]
    assert [one.reason for one in checked.dropped] == ["unsupported_facts"]


def test_a_sentence_without_a_citation_or_with_an_unknown_one_is_dropped() -> None:
    checked = check("Standard post is free. Standard post is free [7].", {1: SOURCE})
    assert checked.kept == []
    assert {one.reason for one in checked.dropped} == {"no_citation"}


UNITS = ["EUR", "%", "days", "working days", "weeks", "months", "欧元", "天", "个月", "小时"]
AMOUNTS = st.decimals(min_value=2, max_value=99_999, places=2)


@given(value=AMOUNTS, unit=st.sampled_from(UNITS))
def test_a_text_always_supports_itself(value: object, unit: str) -> None:
    sentence = f"The limit is {value} {unit}."
    assert why_unsupported(sentence, sentence) is None


@given(value=AMOUNTS, other=AMOUNTS, unit=st.sampled_from(UNITS))
def test_a_changed_number_is_never_supported(value: object, other: object, unit: str) -> None:
    assume(value != other)
    assert why_unsupported(f"The limit is {other} {unit}.", f"The limit is {value} {unit}.") is not None


@given(value=AMOUNTS, units=st.lists(st.sampled_from(UNITS), min_size=2, max_size=2, unique=True))
def test_a_changed_unit_is_never_supported(value: object, units: list[str]) -> None:
    said, meant = f"The limit is {value} {units[0]}.", f"The limit is {value} {units[1]}."
    assume(facts_in(said) != facts_in(meant))
    assert why_unsupported(said, meant) is not None


@given(number=st.integers(min_value=2, max_value=99_999))
def test_grouped_digits_and_chinese_digits_mean_the_same(number: int) -> None:
    assert facts_in(f"{number:,} EUR") == facts_in(f"{number} 欧元") == facts_in(f"€{number}")
