"""Passages keep their heading path, stay within an encoder's reach, and lose nothing."""

from hypothesis import given
from hypothesis import strategies as st

from services.support.actions.documents.chunks import LIMIT, cut_into_passages, size_of

ARTICLE = """# Cards

Intro.

## Replace

A card costs six.

- lost
- stolen

### Abroad

| Country | Days |
|---|---|
| China | 9 |

## 补办

补办需要六欧元。
"""


def test_passages_know_their_headings() -> None:
    paths = [passage.heading_path for passage in cut_into_passages(ARTICLE)]
    assert paths == [(), ("Replace",), ("Replace", "Abroad"), ("补办",)]


def test_a_list_stays_with_its_sentence() -> None:
    assert cut_into_passages(ARTICLE)[1].text == "A card costs six.\n\n- lost\n- stolen"


def test_long_text_is_cut_at_sentences_in_both_scripts() -> None:
    english = cut_into_passages("This is a sentence of seven words. " * 100)
    chinese = cut_into_passages("这是一个不太长的中文句子。" * 100)
    for passages, end in ((english, "."), (chinese, "。")):
        assert len(passages) > 3
        assert all(size_of(passage.text) <= LIMIT and passage.text.endswith(end) for passage in passages)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=2_000))
def test_no_text_is_too_odd_to_cut(text: str) -> None:
    assert all(passage.text for passage in cut_into_passages(text))
