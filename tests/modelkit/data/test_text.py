import time

import pytest

from modelkit.data.text import CHARACTERS_PER_TOKEN, cut, detect_language, segment


def test_a_short_text_is_left_as_it_is() -> None:
    assert cut("héllo 我", 8) == "héllo 我"


@pytest.mark.parametrize("cluster", ["👨‍👩‍👧", "e\u0301", "👍🏽", "🇨🇳", "❤️"])
def test_a_cut_never_falls_inside_a_character_people_see(cluster: str) -> None:
    for filler in range(CHARACTERS_PER_TOKEN + 1):
        kept = cut("a" * filler + cluster + "b" * 20, 1)
        assert kept == "a" * min(filler, CHARACTERS_PER_TOKEN) or kept.startswith("a" * filler + cluster)


def test_marks_without_end_are_cut_all_the_same() -> None:
    assert 0 < len(cut("a" + "\u0301" * 10_000, 2)) <= 2 * CHARACTERS_PER_TOKEN


def test_a_lone_surrogate_becomes_the_replacement_character() -> None:
    assert cut("a\ud800b", 8) == "a\ufffdb"


def test_cutting_a_megabyte_costs_next_to_nothing() -> None:
    start = time.process_time()
    assert len(cut("word " * 200_000, 512)) == 512 * CHARACTERS_PER_TOKEN
    assert time.process_time() - start < 0.05


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How do I block my stolen card?", "en"),
        ("我的银行卡丢了", "zh"),
        ("我的 iPhone app 不能 login 了怎么办", "zh"),
        ("カードをなくしました", "ja"),
        ("카드를 잃어버렸어요", "ko"),
        ("Mon compte est bloqué depuis hier", "fr"),
        ("😀😀", "en"),
        ("", "en"),
    ],
)
def test_names_the_language(text: str, language: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("text", "language"), [("hi", "en"), ("card lost", "en"), ("卡", "zh"), ("12", "zh"), ("", "zh")]
)
def test_short_texts_are_told_apart_among_the_languages_served(text: str, language: str) -> None:
    assert detect_language(text, among=("zh", "en")) == language


def test_segments_english_and_chinese_side_by_side() -> None:
    words = segment("I can't find my Card，我的银行卡丢了 ＡＢＣ")
    assert words[:4] == ["i", "can't", "find", "my"]
    assert {"card", "银行卡", "银行", "abc"} <= set(words)


def test_a_text_without_words_has_no_segments() -> None:
    assert segment(" 😀 … ") == []
