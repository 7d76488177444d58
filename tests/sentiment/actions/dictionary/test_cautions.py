"""Names that will be found where others are meant are pointed out while they are typed."""

import pytest

from services.sentiment.actions import dictionary
from services.sentiment.actions.dictionary import AliasIn, EntityIn
from tests.sentiment.market import add_article, add_entity

pytestmark = pytest.mark.django_db


def warned(*aliases: AliasIn, name: str = "Umbrel Holdings") -> list[str]:
    return [one.name for one in dictionary.preview(given=EntityIn(name=name, aliases=aliases)).cautions]


def test_a_name_too_short_to_be_alone_is_pointed_out() -> None:
    assert warned(AliasIn("UH"), AliasIn("伞")) == ["UH", "伞"]
    assert warned(AliasIn("UH", needs=["umbrella"]), AliasIn("伞叶")) == []


def test_words_of_everyday_are_pointed_out_in_both_languages() -> None:
    assert warned(AliasIn("Target"), AliasIn("市场")) == ["Target", "市场"]
    assert warned(AliasIn("Target", case_sensitive=True), AliasIn("Target Corp")) == []


def test_a_name_of_somebody_else_is_pointed_out_by_their_name() -> None:
    add_entity("Quillon", aliases=[AliasIn("The Quill")])
    found = dictionary.preview(given=EntityIn(name="Umbrel", aliases=[AliasIn("the quill")])).cautions
    assert [(one.name, "Quillon" in one.message) for one in found] == [("the quill", True)]


def test_an_entitys_own_names_are_not_somebody_elses() -> None:
    entity = add_entity("Quillon", aliases=[AliasIn("The Quill")])
    given = EntityIn(name="Quillon", aliases=[AliasIn("The Quill")])
    assert dictionary.preview(given=given, entity=entity).cautions == []


def test_a_name_that_headlines_write_as_a_plain_word_is_pointed_out() -> None:
    for number in range(4):
        add_article(f"A lantern for room {number}")
    add_article("Lantern opens a branch")
    assert warned(AliasIn("Lantern")) == ["Lantern"]


def test_the_preview_counts_by_name_and_leaves_longer_names_to_whom_they_belong() -> None:
    add_entity("Umbrel Foods")
    for title in ("Umbrel gains", "Umbrel Foods falls", "伞叶上涨", "Nothing here"):
        add_article(title)
    found = dictionary.preview(given=EntityIn(name="Umbrel", name_zh="伞叶"))
    assert (found.checked, found.found) == (4, 2)
    assert found.by_name == {"Umbrel": 1, "伞叶": 1}
    assert {piece.text for line in found.headlines for piece in line.pieces if piece.marked} == {"Umbrel", "伞叶"}
