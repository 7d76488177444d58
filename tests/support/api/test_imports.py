"""Records over the API: whole or not at all, with every problem by row, and reversible."""

import json
from typing import Any, get_args

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from services.support import models
from services.support.actions import records, submissions
from services.support.actions.records.masking import digest
from services.support.api.imports import Kind

pytestmark = pytest.mark.django_db

GOOD = b"text,label\nwhere is my card,card_not_arrived\ni lost it,card_lost\n"
BAD = b"text,label,split\nwhere is my card,card_not_arrived,train\n,card_lost,train\ni lost it,card_lost,sometimes\n"


def send(client: Client, data: bytes, *, kind: str = "examples", name: str = "records.csv") -> Any:
    return client.post("/api/imports", {"kind": kind, "file": SimpleUploadedFile(name, data)})


def test_every_kind_that_can_be_imported_can_be_sent() -> None:
    assert set(get_args(Kind)) == set(records.IMPORTERS)


def test_an_import_is_listed_with_what_it_brought(editor: Client) -> None:
    sent = send(editor, GOOD)
    assert sent.status_code == 201, sent.content
    assert (sent.json()["accepted"], sent.json()["created_by"]) == (2, "editor")
    assert editor.get("/api/imports").json()["items"] == [sent.json()]
    assert editor.get(f"/api/imports/{sent.json()['id']}").json() == sent.json()


def test_all_problems_come_back_by_row_and_field_and_nothing_is_kept(editor: Client) -> None:
    reply = send(editor, BAD)
    assert (reply.status_code, reply.json()["code"]) == (422, "input_refused")
    assert [(error["row"], error["field"]) for error in reply.json()["errors"]] == [(2, "text"), (3, "split")]
    assert all(error["remedy"] for error in reply.json()["errors"])
    assert not models.Example.objects.exists()
    assert not models.ImportBatch.objects.exists()


def test_a_missing_column_is_named(editor: Client) -> None:
    reply = send(editor, b"label\ncard_lost\n")
    assert [error["field"] for error in reply.json()["errors"]] == ["text"]


def test_an_import_is_undone_as_a_whole(editor: Client) -> None:
    number = send(editor, GOOD).json()["id"]
    assert editor.delete(f"/api/imports/{number}").json()["removed"] >= 2
    assert not models.Example.objects.exists()
    assert editor.get(f"/api/imports/{number}").status_code == 404


def test_personal_data_is_masked_before_it_is_kept(editor: Client) -> None:
    line = json.dumps({"text": "mail me at ana@example.com", "label": "contact"}).encode()
    assert send(editor, line, name="records.jsonl").status_code == 201
    assert models.Example.objects.get().text == "mail me at [email]"


def test_an_unknown_kind_is_refused_by_name(editor: Client) -> None:
    reply = send(editor, GOOD, kind="secrets")
    assert (reply.status_code, reply.json()["code"]) == (422, "invalid_input")
    assert reply.json()["errors"][0]["field"] == "kind"


def test_agents_and_strangers_bring_nothing_in(agent: Client, nobody: Client) -> None:
    assert (send(agent, GOOD).status_code, send(nobody, GOOD).status_code) == (403, 401)
    assert not models.ImportBatch.objects.exists()


def test_templates_that_break_a_case_are_held_with_what_they_break(editor: Client) -> None:
    question = "Where is my card?"
    intent = models.Intent.objects.create(name="card_lost")
    intent.templates.create(language="en", text="Call us.")
    given = {"question": question, "question_hash": digest(question), "language": "en", "intent": intent.name}
    models.Correction.objects.create(kind="template", state="live", **given)
    models.EvaluationCase.objects.create(expect="template", must_contain=["Call"], protected=True, **given)
    data = json.dumps([{"name": "card_lost", "templates": [{"language": "en", "text": "No."}]}]).encode()
    reply = send(editor, data, kind="intents", name="intents.json")
    assert (reply.status_code, reply.json()["state"]) == (202, "checking")
    submissions.run_next()
    held = editor.get(reply.json()["address"]).json()
    assert (held["state"], [one["question"] for one in held["broken"]]) == ("held", [question])
    assert intent.templates.get().text == "Call us."
    editor.post(f"{held['address']}/again?force=true")
    submissions.run_next()
    assert intent.templates.get().text == "No."


def test_templates_are_judged_within_the_request_for_those_who_wait(editor: Client) -> None:
    data = json.dumps([{"name": "card_lost", "templates": [{"language": "en", "text": "Call us."}]}]).encode()
    file = SimpleUploadedFile("intents.json", data)
    reply = editor.post("/api/imports", {"kind": "intents", "file": file, "wait": "true"})
    assert (reply.status_code, reply.json()["accepted"]) == (201, 1)
