"""Names are found as people write them, and only there."""

import pytest

from services.sentiment import models
from services.sentiment.actions import dictionary
from services.sentiment.actions.dictionary import AliasIn, EntityIn

pytestmark = pytest.mark.django_db


def add(name: str, *aliases: AliasIn | str, **fields: str) -> models.Entity:
    given = [AliasIn(alias) if isinstance(alias, str) else alias for alias in aliases]
    return dictionary.save_entity(
        given=EntityIn(name=name, aliases=given, ticker=fields.get("ticker", ""), name_zh=fields.get("name_zh", ""))
    )


def found(text: str) -> list[tuple[str, list[str]]]:
    names = dict(models.Entity.objects.values_list("pk", "name"))
    return [
        (names[one.entity_id], [text[start:end] for start, end in one.spans]) for one in dictionary.find_entities(text)
    ]


def test_a_name_is_found_whatever_its_case_and_width() -> None:
    add("Kestrel Bank")
    assert found("KESTREL BANK falls; Ｋestrel Bank denies") == [("Kestrel Bank", ["KESTREL BANK", "Ｋestrel Bank"])]


@pytest.mark.parametrize("text", ["Hanluverse opens", "subHanlu", "Hanlu2 launched"])
def test_a_part_of_a_latin_word_is_no_name(text: str) -> None:
    add("Hanlu")
    assert found(text) == []


def test_chinese_needs_no_gaps_not_even_beside_latin_letters() -> None:
    add("Hanlu Electric", name_zh="瀚麓电动")
    assert found("今日瀚麓电动股价大跌，EV瀚麓电动X") == [("Hanlu Electric", ["瀚麓电动", "瀚麓电动"])]


def test_a_latin_name_ends_where_chinese_begins() -> None:
    add("Hanlu")
    assert found("收购Hanlu的股份") == [("Hanlu", ["Hanlu"])]


def test_the_longest_name_wins() -> None:
    add("Tessera")
    add("Tessera Cloud")
    assert found("Tessera Cloud and Tessera") == [("Tessera Cloud", ["Tessera Cloud"]), ("Tessera", ["Tessera"])]


def test_overlapping_names_leave_one() -> None:
    add("North Oil")
    add("Oil Company Limited")
    assert found("North Oil Company Limited") == [("Oil Company Limited", ["Oil Company Limited"])]


def test_case_matters_where_it_is_asked_for() -> None:
    add("Skyward Airlines", AliasIn("Skyward", case_sensitive=True))
    assert found("prices drift skyward") == []
    assert found("Skyward cuts fares") == [("Skyward Airlines", ["Skyward"])]


def test_an_ambiguous_name_needs_a_word_beside_it() -> None:
    add("Orchard Semiconductor", AliasIn("Orchard", needs=["chip", "fab"]))
    assert found("An orchard in fabulous bloom") == []
    assert found("Orchard opens a second fab") == [("Orchard Semiconductor", ["Orchard"])]


def test_a_ticker_is_shouted_and_a_short_one_wants_its_dollar() -> None:
    add("Canter", ticker="CNTR")
    add("Itera", ticker="IT")
    assert found("cntr and IT are words, CNTR and $IT shares") == [("Canter", ["CNTR"]), ("Itera", ["$IT"])]


def test_a_rule_beats_what_follows_from_the_name() -> None:
    add("Piccolo", AliasIn("Piccolo", needs=["store"]))
    assert found("She plays the piccolo") == []


def test_two_entities_may_share_a_name() -> None:
    add("Polaris Jet", "Polaris")
    add("Polaris Shipping", "Polaris")
    assert [name for name, _ in found("Polaris shares fall")] == ["Polaris Jet", "Polaris Shipping"]


def test_a_change_is_seen_at_once() -> None:
    entity = add("Umbrel")
    assert found("Umbrel and Nimbora")
    entity.name = "Nimbora"
    entity.save()
    assert found("Umbrel and Nimbora") == [("Nimbora", ["Nimbora"])]


def test_who_is_not_watched_is_not_found() -> None:
    entity = add("Umbrel")
    models.Entity.objects.filter(pk=entity.pk).update(watched=False)
    assert found("Umbrel") == []


@pytest.mark.parametrize("text", ["", "\x00", "İstanbul Umbrel", "ß" * 50 + "Umbrel", "🙂 Umbrel"])
def test_offsets_hold_in_odd_text(text: str) -> None:
    add("Umbrel")
    assert found(text) == ([("Umbrel", ["Umbrel"])] if "Umbrel" in text and "ßUmbrel" not in text else [])
