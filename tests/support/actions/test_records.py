"""Records come in whole or not at all, masked, once, and can be undone."""

import json
from typing import Any

import pytest

from services.support import models
from services.support.actions.documents import ingest_file
from services.support.actions.records import import_file, undo_import
from shared.errors import InputRefused

pytestmark = pytest.mark.django_db

INTENT = {
    "name": "card",
    "title": {"en": "Card"},
    "templates": [{"language": "en", "text": "In {days} days."}],
}


def jsonl(*rows: dict[str, Any]) -> bytes:
    return "\n".join(json.dumps(row) for row in rows).encode()


def test_a_plain_table_of_questions_and_labels_is_enough() -> None:
    batch = import_file(kind="examples", filename="a.csv", data=b'text,label\n"Where is\nmy card?",card\nHi,greet\n')
    assert batch.accepted == 2
    assert models.Example.objects.get(intent__name="card").text == "Where is my card?"


def test_importing_twice_adds_nothing() -> None:
    data = jsonl({"text": "Where is my card?", "label": "card"})
    import_file(kind="examples", filename="a.jsonl", data=data)
    again = import_file(kind="examples", filename="a.jsonl", data=data)
    assert (again.accepted, again.unchanged) == (0, 1)


def test_personal_data_is_masked_before_it_is_stored() -> None:
    data = jsonl({"question": "Write to ann@example.com", "answer": "We wrote to ann@example.com today."})
    import_file(kind="pairs", filename="a.jsonl", data=data)
    pair = models.TrainingPair.objects.get()
    assert "ann@example.com" not in pair.question + pair.answer


def test_every_problem_is_named_and_nothing_is_kept() -> None:
    data = jsonl({"text": "ok", "label": "a"}, {"text": "", "label": "b"}, {"text": "x", "label": "c", "split": "dev"})
    with pytest.raises(InputRefused) as refused:
        import_file(kind="examples", filename="a.jsonl", data=data)
    assert [(problem.row, problem.field) for problem in refused.value.problems] == [(2, "text"), (3, "split")]
    assert not models.Example.objects.exists()
    assert not models.Intent.objects.exists()
    assert not models.ImportBatch.objects.exists()


def test_one_question_with_two_labels_is_refused() -> None:
    data = jsonl({"text": "Hello there", "label": "a"}, {"text": "hello  THERE", "label": "b"})
    with pytest.raises(InputRefused, match="labelled 'a' elsewhere"):
        import_file(kind="examples", filename="a.jsonl", data=data)


def test_an_undone_import_is_gone() -> None:
    batch = import_file(kind="examples", filename="a.csv", data=b"text,label\nWhere?,card\n")
    undo_import(batch=batch)
    assert not models.Example.objects.exists()


def test_a_template_with_an_unknown_slot_is_refused() -> None:
    with pytest.raises(InputRefused, match="'days' has no value"):
        import_file(kind="intents", filename="a.json", data=json.dumps([INTENT]).encode())


def test_intents_replace_their_templates() -> None:
    for days in ("3", "5"):
        import_file(kind="intents", filename="a.json", data=json.dumps([{**INTENT, "slots": {"days": days}}]).encode())
    assert [template.filled for template in models.AnswerTemplate.objects.all()] == ["In 5 days."]


def test_conversations_become_pairs_and_an_example() -> None:
    models.Intent.objects.create(name="card")
    talk = [
        {"role": "customer", "text": "My card has not come, I am Ann, ann@example.com"},
        {"role": "agent", "text": "It takes five to seven working days."},
        {"role": "customer", "text": "ok"},
        {"role": "agent", "text": "Is there anything else we can do?"},
    ]
    import_file(kind="conversations", filename="a.jsonl", data=jsonl({"intent": "card", "messages": talk}))
    assert models.TrainingPair.objects.count() == 1
    assert "example.com" not in models.Example.objects.get(intent__name="card").text


def test_short_chinese_says_as_much_as_longer_english() -> None:
    talk = [
        {"role": "customer", "text": "卡丢了怎么办?"},
        {"role": "agent", "text": "请在应用中冻结银行卡。"},
        {"role": "customer", "text": "好"},
        {"role": "agent", "text": "还有别的问题吗?请告诉我们。"},
    ]
    import_file(kind="conversations", filename="a.jsonl", data=jsonl({"messages": talk}))
    assert [pair.question for pair in models.TrainingPair.objects.all()] == ["卡丢了怎么办?"]


def test_a_pair_names_an_article_that_exists() -> None:
    with pytest.raises(InputRefused, match="no article 'en/cards'"):
        import_file(kind="pairs", filename="a.jsonl", data=jsonl({"question": "How?", "article": "en/cards"}))
    ingest_file(filename="en/cards.md", data=b"# Cards\n\nText.")
    assert import_file(
        kind="pairs", filename="a.jsonl", data=jsonl({"question": "How?", "article": "en/cards"})
    ).accepted


def test_a_case_must_not_have_been_trained_on() -> None:
    import_file(kind="examples", filename="a.csv", data=b"text,label\nWhere is it?,card\n")
    data = jsonl({"question": "where is it?", "expect": "template", "intent": "card"})
    with pytest.raises(InputRefused, match="training example"):
        import_file(kind="cases", filename="a.jsonl", data=data)


BROKEN = {
    "empty": ("a.csv", b"", "empty"),
    "no rows": ("a.csv", b"text,label\n", "no rows"),
    "missing column": ("a.csv", b"question,label\nx,y\n", "text: The column is missing"),
    "too many cells": ("a.csv", b"text,label\na,b,c\n", "row 1, row"),
    "broken quotes": ("a.csv", b'text,label\n"a"b,c\n', "cannot be read"),
    "broken UTF-8": ("a.csv", b"text,label\ncaf\xe9,b\n", "row 2"),
    "broken JSON": ("a.jsonl", b'{"text": "a"}\n{"text": \n', "row 2"),
    "not an object": ("a.jsonl", b'["a"]\n', "column is missing"),
    "unknown format": ("a.xlsx", b"x", "Use CSV"),
    "deep JSON": ("a.json", b"[" * 100_000, "not JSON"),
    "semicolons": ("a.csv", b"text;label\na;b\n", "separated by semicolons"),
    "tabs": ("a.csv", b"text\tlabel\na\tb\n", "separated by tabs"),
    "a column twice": ("a.csv", b"text,text,label\na,b,c\n", "'text' stands twice"),
    "a label too long": ("a.csv", b"text,label\na," + b"l" * 101 + b"\n", "row 1, label: It has 101"),
    "a number without end": ("a.json", b'[{"text": ' + b"9" * 6_000 + b"}]", "not JSON"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_with_place_and_remedy(name: str) -> None:
    filename, data, says = BROKEN[name]
    with pytest.raises(InputRefused, match=says):
        import_file(kind="examples", filename=filename, data=data)


def test_what_no_database_keeps_is_taken_out() -> None:
    import_file(
        kind="examples",
        filename="a.jsonl",
        data=b'{"text": "where\\u0000 is\\ud800 it \\ud83d\\ude00", "label": "card"}',
    )
    assert models.Example.objects.get().text == "where is it 😀"


def test_an_empty_cell_that_a_table_writes_as_nan_is_no_label() -> None:
    import_file(kind="examples", filename="a.jsonl", data=b'{"text": "Where is it?", "label": NaN}')
    assert (models.Example.objects.get().intent, models.Intent.objects.count()) == (None, 0)


def test_one_thing_wrong_with_a_field_is_said_once() -> None:
    with pytest.raises(InputRefused) as refused:
        import_file(kind="examples", filename="a.jsonl", data=jsonl({"text": "Where?", "label": {"name": "card"}}))
    assert len(refused.value.problems) == 1


TALK = [
    {"role": "customer", "text": "我的卡什么时候可以寄到我家?"},
    {"role": "agent", "text": "一般在五到七个工作日之内就会寄到您家,请您耐心等待。"},
]
WITH_LANGUAGE: dict[str, dict[str, object]] = {
    "examples": {"text": "我的卡在哪里?", "label": "card"},
    "pairs": {"question": "我的卡在哪里?", "answer": "在路上。"},
    "conversations": {"messages": TALK},
    "cases": {"question": "我的卡在哪里?", "expect": "handover"},
}


@pytest.mark.parametrize("kind", WITH_LANGUAGE)
def test_a_language_that_is_no_code_is_detected(kind: str) -> None:
    row = {**WITH_LANGUAGE[kind], "language": "Simplified Chinese"}
    import_file(kind=kind, filename="a.jsonl", data=jsonl(row))
    stored = {"examples": models.Example, "cases": models.EvaluationCase}.get(kind, models.TrainingPair)
    assert list(stored._default_manager.values_list("language", flat=True)) == ["zh"]


def test_a_heading_too_long_for_its_column_is_refused() -> None:
    row = {"question": "How?", "answer": "So.", "heading": "h" * 501}
    with pytest.raises(InputRefused, match="row 1, heading"):
        import_file(kind="pairs", filename="a.jsonl", data=jsonl(row))


@pytest.mark.parametrize(("given", "kept"), [("5 days", ["5 days"]), (5, ["5"]), (["5", 7, ""], ["5", "7"]), ("", [])])
def test_what_an_answer_must_contain_is_kept_as_phrases(given: Any, kept: list[str]) -> None:
    row = {"question": "How long?", "expect": "handover", "must_contain": given}
    import_file(kind="cases", filename="a.jsonl", data=jsonl(row))
    assert models.EvaluationCase.objects.get().must_contain == kept


def test_what_an_answer_must_contain_is_text() -> None:
    row = {"question": "How long?", "expect": "handover", "must_contain": [{"days": 5}]}
    with pytest.raises(InputRefused, match="not a list of phrases"):
        import_file(kind="cases", filename="a.jsonl", data=jsonl(row))


@pytest.mark.parametrize("time", ["2026-13-45T00:00:00Z", "9999-12-31T23:59:59-14:00", "2026-01-01T00:00:00", "soon"])
def test_a_time_that_cannot_be_kept_is_refused(time: str) -> None:
    templates = [{"language": "en", "text": "Hi.", "valid_until": time}]
    with pytest.raises(InputRefused, match="row 1, valid_until"):
        import_file(kind="intents", filename="a.json", data=json.dumps([INTENT | {"templates": templates}]).encode())


def test_a_slot_without_a_value_is_refused() -> None:
    row = INTENT | {"slots": {"days": float("nan")}}
    with pytest.raises(InputRefused, match="'days' has no text"):
        import_file(kind="intents", filename="a.json", data=json.dumps([row]).encode())


def test_an_intent_without_answers_is_added_and_takes_none_away() -> None:
    data = json.dumps([{"name": "card", "templates": []}]).encode()
    assert import_file(kind="intents", filename="a.json", data=data).accepted == 1
    models.Intent.objects.get().templates.create(language="en", text="Hi.")
    assert import_file(kind="intents", filename="a.json", data=data).unchanged == 1
    assert models.AnswerTemplate.objects.get().text == "Hi."


@pytest.mark.parametrize("slots", [["fee"], "fee", 7])
def test_slots_that_are_no_values_by_name_are_refused(slots: Any) -> None:
    data = json.dumps([{"name": "card", "slots": slots, "templates": [{"language": "en", "text": "Hi."}]}]).encode()
    with pytest.raises(InputRefused, match="not a list of values"):
        import_file(kind="intents", filename="a.json", data=data)


def test_articles_in_rows_are_versions_by_their_key() -> None:
    row = {"key": "en/cards", "title": "Cards", "text": "# Cards\n\nTwo days.", "url": "javascript:alert(1)"}
    import_file(kind="knowledge", filename="a.jsonl", data=jsonl(row))
    again = import_file(kind="knowledge", filename="a.jsonl", data=jsonl({**row, "text": "# Cards\n\nThree days."}))
    document = models.Document.objects.get()
    assert (again.accepted, document.versions.count(), document.url) == (1, 2, "")
    with pytest.raises(InputRefused, match="stands twice"):
        import_file(kind="knowledge", filename="a.jsonl", data=jsonl(row, row))


def test_a_card_number_in_an_article_is_warned_of() -> None:
    from services.support.actions.desks import Choice, preview

    rows = [{"id": 1, "title": "Cards", "locale": "en", "body": "<p>Pay with 4111 1111 1111 1111 as we do.</p>"}]
    data = json.dumps({"articles": rows}).encode()
    assert [one.field for one in preview(filename="a.json", data=data, choice=Choice()).warnings] == ["card"]
