"""What an answer may quote: sentences, list items with their lead, whole tables."""

from hypothesis import given
from hypothesis import strategies as st

from services.support.actions.answer.sentences import units


def test_english_sentences_keep_decimals_times_and_abbreviations() -> None:
    text = "Express costs 9.90 EUR. It takes 2 days, e.g. Monday to Wednesday. Order before 16:00 CET!"
    assert units(text) == [
        "Express costs 9.90 EUR.",
        "It takes 2 days, e.g. Monday to Wednesday.",
        "Order before 16:00 CET!",
    ]


def test_chinese_sentences_need_no_blank() -> None:
    assert units("普通邮寄免费。加急 9.90 欧元!要多久?两天。") == [
        "普通邮寄免费。",
        "加急 9.90 欧元!",
        "要多久?",
        "两天。",
    ]


def test_an_address_is_not_cut() -> None:
    assert units("See https://help.example/cards?id=1. Then call us.") == [
        "See https://help.example/cards?id=1.",
        "Then call us.",
    ]


def test_a_table_stays_whole() -> None:
    table = "| Plan | Price |\n|---|---|\n| Plus | 4.90 |"
    assert units(f"Prices a month.\n\n{table}\n\nNo minimum term.") == ["Prices a month.", table, "No minimum term."]


def test_a_lead_in_stays_with_its_list() -> None:
    assert units("You need:\n\n- a passport\n- a phone") == ["You need:\n- a passport\n- a phone"]


def test_steps_stay_together_and_loose_items_do_not() -> None:
    assert units("1. Open Cards.\n2. Tap Freeze.") == ["1. Open Cards.\n2. Tap Freeze."]
    assert units("- Free for Plus.\n- 6.00 for Basic.") == ["- Free for Plus.", "- 6.00 for Basic."]


@given(st.text(alphabet=st.sampled_from("ab .!?。!?\n|-#:1,9中文“”)"), max_size=120))
def test_no_letter_is_lost_or_made_up(text: str) -> None:
    headings = [line for line in text.splitlines() if line.lstrip().startswith("#")]
    kept = [letter for letter in "".join(units(text)) if letter.isalnum()]
    given_letters = [letter for letter in text if letter.isalnum()]
    if not headings:
        assert kept == given_letters
