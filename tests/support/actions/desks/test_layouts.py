"""Files as other desks export them: known by their content, read into our own kinds, and what is left out is said."""

from pathlib import Path
from typing import Any

import pytest

from services.support.actions.desks.choosing import Choice, Opened, open_file

FILES = Path(__file__).parent / "files"
KNOWN = {
    "zendesk-tickets.ndjson": "zendesk_tickets",
    "zendesk-articles.json": "zendesk_articles",
    "zendesk-view.csv": "zendesk_csv",
    "intercom-conversations.json": "intercom_conversations",
    "intercom-articles.json": "intercom_articles",
    "chatwoot-conversations.json": "chatwoot_conversations",
    "chatwoot-messages.csv": "chatwoot_conversations",
    "chatwoot-canned.json": "chatwoot_canned",
    "chatwoot-articles.json": "chatwoot_articles",
    "rasa-nlu.yml": "rasa_nlu",
    "rasa-domain.yml": "rasa_domain",
}


def opened(name: str, **said: Any) -> Opened:
    return open_file(filename=name, data=(FILES / name).read_bytes(), choice=Choice(**said))


def turns(name: str) -> list[list[tuple[str, str]]]:
    rows = opened(name).found.rows["conversations"]
    return [[(one["role"], one["text"]) for one in row.fields["messages"]] for row in rows if not row.problems]


@pytest.mark.parametrize("name", KNOWN)
def test_a_file_is_known_by_its_content(name: str) -> None:
    assert opened(name).layout.name == KNOWN[name]


@pytest.mark.parametrize("name", [name for name in KNOWN if not name.endswith((".csv", ".yml"))])
def test_and_not_by_its_name(name: str) -> None:
    data = (FILES / name).read_bytes()
    assert open_file(filename="export.txt", data=data, choice=Choice()).layout.name == KNOWN[name]


def test_tickets_keep_what_both_sides_said_in_public() -> None:
    first, second = turns("zendesk-tickets.ndjson")
    assert [role for role, _text in first] == ["customer", "agent"]
    assert first[1][1] == "Sorry for the wait!\nCards take up to 7 working days; we have sent a new one today."
    assert "angry" not in str(first)
    assert second[0][1].startswith("请问从欧洲汇款")
    assert opened("zendesk-tickets.ndjson").found.left == {"conversations that nobody answered": 1}


def test_pages_of_tickets_know_agents_by_their_users() -> None:
    data = (
        b'[{"users": [{"id": 5, "role": "end-user"}], "tickets": [{"id": 1, "requester_id": 1, "description": "",'
        b' "comments": [{"author_id": 5, "body": "Where is it?"}, {"author_id": 7, "body": "On its way."}]}]}]'
    )
    rows = open_file(filename="a.json", data=data, choice=Choice()).found.rows["conversations"]
    assert [one["role"] for one in rows[0].fields["messages"]] == ["customer", "agent"]


def test_articles_of_a_help_centre_are_markdown_in_their_language() -> None:
    found = opened("zendesk-articles.json").found
    first, second = found.rows["knowledge"]
    assert first.fields["key"] == "zendesk/en-us/360001"
    assert first.fields["text"].startswith("## Before noon\n\nOpen **Transfers**")
    assert "alert" not in first.fields["text"]
    assert (second.fields["title"], second.fields["language"]) == ("取消转账", "zh")
    assert found.left == {"drafts": 1}


def test_intercom_leaves_out_notes_and_what_a_bot_says_is_nobodys() -> None:
    (only,) = turns("intercom-conversations.json")
    assert [role for role, _text in only] == ["customer", "bot", "customer", "agent"]
    assert only[-1][1] == "Open Cards, tap your card, then Limits & choose up to 5,000 EUR a day."


def test_intercom_articles_come_with_their_translations() -> None:
    found = opened("intercom-articles.json").found
    assert [row.fields["key"] for row in found.rows["knowledge"]] == [
        "intercom/en/501",
        "intercom/de/501",
        "intercom/en/502",
    ]
    assert found.left == {"drafts": 1}


def test_chatwoot_messages_stand_in_order_without_private_ones() -> None:
    (only,) = turns("chatwoot-conversations.json")
    # The last is a notice that it was closed.
    assert [role for role, _text in only] == ["customer", "agent", "bot"]
    assert "fraud" not in str(only)


def test_a_table_of_messages_becomes_conversations() -> None:
    (only,) = turns("chatwoot-messages.csv")
    assert [role for role, _text in only] == ["customer", "bot", "customer", "agent"]
    bad = [row for row in opened("chatwoot-messages.csv").found.rows["conversations"] if row.problems]
    assert [(row.number, row.problems[0].field) for row in bad] == [(5, "conversation")]


def test_canned_responses_keep_the_variables_that_we_can_fill() -> None:
    first, second, third = opened("chatwoot-canned.json").found.rows["canned"]
    assert first.fields["text"] == "Hello {customer}, this is {agent} of {company}."
    assert second.fields["shortcut"] == "fee-list"
    assert "conversation.custom_attribute.order" in third.problems[0].message


def test_chatwoot_articles_are_taken_where_they_are_published() -> None:
    found = opened("chatwoot-articles.json").found
    (row,) = found.rows["knowledge"]
    assert (row.fields["key"], row.fields["tags"]) == ("chatwoot/en/9", ["Accounts"])
    assert found.left == {"drafts and archived articles": 1}


def test_rasa_examples_lose_their_marks_and_keep_their_words() -> None:
    found = opened("rasa-nlu.yml").found
    assert [(row.fields["label"], row.fields["text"]) for row in found.rows["examples"]] == [
        ("card_lost", "I lost my debit card"),
        ("card_lost", "my visa is gone"),
        ("card_lost", "我的卡丢了"),
        ("faq-ask_fees", "what does a transfer to Norway cost"),
        ("faq-ask_fees", "are there hidden fees"),
    ]
    assert set(found.left) == {
        "synonym “credit card”",
        "lookup table “country”",
        "regular expression “account_number”",
        "“stories”, which this layout does not read",
    }


def test_the_first_variant_of_a_response_is_the_one_that_speaks() -> None:
    found = opened("rasa-domain.yml").found
    rows = {row.fields["name"]: row for row in found.rows["intents"]}
    assert [one["text"] for one in rows["card_lost"].fields["templates"]] == [
        "Please freeze your card in the app.",
        "Freeze the card under Cards at once.",
    ]
    assert rows["faq-ask_fees"].fields["templates"][0]["language"] == "en"
    assert rows["goodbye"].fields["templates"] == []
    assert rows["greet"].problems[0].field == "responses.utter_greet"
    assert "response “utter_default”, which no intent of the file is named like" in found.left


def test_columns_are_mapped_as_they_are_usually_named_or_as_somebody_says() -> None:
    found = opened("zendesk-view.csv").found
    assert found.mapping["question"] == "Description"
    assert [row.fields["answer"] for row in found.rows["pairs"]] == [
        "A new card takes five to seven working days to arrive."
    ]
    assert [row.fields["label"] for row in found.rows["examples"]] == ["card_delivery", "pin_forgotten"]
    assert found.left == {"rows with neither an answer nor an intent": 1}
    said = opened("zendesk-view.csv", mapping={"question": "Subject", "label": "-"}).found
    assert [row.fields["question"] for row in said.rows["pairs"]] == ["Card"]
    assert "examples" not in said.rows


def test_a_mapping_for_other_columns_is_not_used() -> None:
    found = opened("zendesk-view.csv", mapping={"question": "Frage"}, columns="of another file").found
    assert found.mapping["question"] == "Description"


def test_the_language_of_a_file_can_be_said() -> None:
    rows = opened("rasa-domain.yml", language="de").found.rows["intents"]
    assert {one["language"] for row in rows for one in row.fields["templates"]} == {"de"}
