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
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_with_place_and_remedy(name: str) -> None:
    filename, data, says = BROKEN[name]
    with pytest.raises(InputRefused, match=says):
        import_file(kind="examples", filename=filename, data=data)
