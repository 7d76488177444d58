"""What a model reads of a long text: its beginning, and whoever it names."""

from services.sentiment.actions.understanding.digest import TOKENS, digest, tokens_of

TITLE = "Quarterly figures are out"
FILLER = "Nothing of note was said about it at the meeting."
NAMING = "Umbrel was accused of hiding its losses."


def _article(*sentences: str) -> str:
    return f"{TITLE}\n{' '.join(sentences)}"


def _span(text: str) -> tuple[int, int]:
    start = text.index("Umbrel")
    return start, start + len("Umbrel")


def test_a_short_text_is_read_as_it_is() -> None:
    text = _article(FILLER, "  and so on")
    assert digest(text) == text


def test_a_sentence_that_names_somebody_is_read_however_far_down_it_stands() -> None:
    text = _article(*[FILLER] * 40, NAMING, *[FILLER] * 5)
    shown = digest(text, [_span(text)])
    assert shown.startswith(f"{TITLE}\n{FILLER}\n{FILLER}\n")
    assert shown.endswith(NAMING)
    assert tokens_of(shown) <= TOKENS + 10


def test_the_lead_comes_first_even_where_many_sentences_name_somebody() -> None:
    text = _article(FILLER, FILLER, *[NAMING] * 60)
    spans = [(place, place + 6) for place in range(len(text)) if text.startswith("Umbrel", place)]
    assert digest(text, spans).startswith(f"{TITLE}\n{FILLER}\n{FILLER}\n{NAMING}")


def test_a_chinese_character_weighs_as_much_as_four_letters() -> None:
    text = "标题\n" + "公司公布季度业绩，利润下降。" * 50
    shown = digest(text)
    assert TOKENS - 20 <= len(shown) <= TOKENS + 10


def test_a_text_without_an_end_is_cut() -> None:
    assert tokens_of(digest("word" * 100_000)) <= TOKENS
    assert digest("") == ""
