"""Files of other desks over the API: looked at, then taken whole or not at all."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from services.support import models
from services.support.actions import submissions

pytestmark = pytest.mark.django_db
FILES = Path(__file__).parents[1] / "actions" / "desks" / "files"


def send(client: Client, name: str, *, to: str = "desk", headers: dict[str, str] | None = None, **said: Any) -> Any:
    file = SimpleUploadedFile(name, (FILES / name).read_bytes())
    return client.post(f"/api/imports/{to}", {"file": file, **said}, headers=headers or {})


def test_a_look_names_layout_mapping_counts_and_bad_rows(editor: Client) -> None:
    seen = send(editor, "zendesk-view.csv", to="preview").json()
    assert (seen["layout"], seen["mapping"]["question"]) == ("zendesk_csv", "Description")
    assert [(one["kind"], one["accepted"]) for one in seen["kinds"]] == [("examples", 2), ("pairs", 1)]
    assert seen["left"] == {"rows with neither an answer nor an intent": 1}
    bad = send(editor, "chatwoot-canned.json", to="preview").json()
    assert (bad["wrong"], bad["problems"][0]["row"]) == (1, 3)
    assert not models.ImportBatch.objects.exists()


def test_a_file_is_taken_as_an_import_for_each_kind(editor: Client) -> None:
    mapping = json.dumps({"question": "Subject"})
    reply = send(editor, "zendesk-view.csv", mapping=mapping)
    assert reply.status_code == 201, reply.content
    assert [(one["kind"], one["accepted"]) for one in reply.json()["batches"]] == [("examples", 2), ("pairs", 1)]
    assert models.TrainingPair.objects.get().question == "Card"
    assert len(editor.get("/api/imports").json()["items"]) == 2
    number = reply.json()["batches"][1]["id"]
    assert editor.delete(f"/api/imports/{number}").json()["removed"] == 2


def test_what_changes_answers_is_judged_before_it_is_in_and_before_it_goes(editor: Client) -> None:
    told = send(editor, "chatwoot-articles.json")
    assert (told.status_code, told.json()["state"]) == (202, "checking")
    submissions.run_next()
    (brought,) = editor.get(told.json()["address"]).json()["files"]
    assert (brought["kind"], brought["accepted"]) == ("knowledge", 1)
    undone = editor.delete(f"/api/imports/{brought['import_id']}")
    assert (undone.status_code, models.Document.objects.get().archived_at) == (202, None)
    submissions.run_next()
    (gone,) = editor.get(undone.json()["address"]).json()["files"]
    assert (gone["state"], gone["removed"]) == ("changed", 2)
    assert models.Document.objects.get().archived_at


def test_whoever_waits_has_it_within_the_request(editor: Client) -> None:
    told = send(editor, "chatwoot-articles.json", wait="true")
    assert (told.status_code, told.json()["accepted"]) == (201, 1)
    assert editor.delete(f"/api/imports/{told.json()['batches'][0]['id']}?wait=true").json() == {"removed": 2}


def test_bad_rows_are_named_and_left_out_on_request(editor: Client) -> None:
    reply = send(editor, "chatwoot-canned.json")
    assert (reply.status_code, reply.json()["errors"][0]["row"]) == (422, 3)
    assert send(editor, "chatwoot-canned.json", without_bad="true").json()["accepted"] == 2


@pytest.mark.parametrize("mapping", ["[", "[]", '{"a": 1}', "[" * 5_000])
def test_a_mapping_that_is_none_is_refused(editor: Client, mapping: str) -> None:
    assert send(editor, "zendesk-view.csv", mapping=mapping).status_code == 422


def test_only_editors_and_programs_that_may_write_bring_something(
    nobody: Client, agent: Client, reader_key: dict[str, str], writer_key: dict[str, str]
) -> None:
    for to in ("desk", "preview"):
        assert send(nobody, "rasa-nlu.yml", to=to).status_code == 401
        assert send(agent, "rasa-nlu.yml", to=to).status_code == 403
        assert send(nobody, "rasa-nlu.yml", to=to, headers=reader_key).status_code == 403
    assert send(nobody, "rasa-nlu.yml", headers=writer_key).status_code == 201
