"""Articles over the API: sent, versioned, read, archived, restored."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from services.support import models

pytestmark = pytest.mark.django_db

TEXT = b"# Cards\n\n## Replace\n\nIt costs six euros.\n\n## Freeze\n\nTap Freeze."


def send(client: Client, data: bytes = TEXT, *, name: str = "cards.md", **more: Any) -> Any:
    headers = more.pop("headers", {})
    return client.post("/api/documents", {"file": SimpleUploadedFile(name, data), **more}, headers=headers)


def test_an_editor_sends_an_article_and_reads_it_back(editor: Client) -> None:
    sent = send(editor, key="en/cards")
    assert sent.status_code == 201, sent.content
    assert (sent.json()["created"], sent.json()["added_passages"]) == (True, 2)
    read = editor.get(f"/api/documents/{sent.json()['document']['id']}").json()
    assert (read["key"], read["version"], [one["number"] for one in read["versions"]]) == ("en/cards", 1, [1])
    assert [passage["heading_path"] for passage in read["passages"]] == [["Replace"], ["Freeze"]]


def test_a_change_is_a_new_version_and_the_same_again_is_none(editor: Client) -> None:
    send(editor)
    changed = send(editor, TEXT.replace(b"six", b"seven"))
    again = send(editor, TEXT.replace(b"six", b"seven"))
    assert (changed.status_code, changed.json()["document"]["version"]) == (200, 2)
    assert (changed.json()["added_passages"], changed.json()["kept_passages"]) == (1, 1)
    assert (again.json()["changed"], again.json()["document"]["version"]) == (False, 2)


def test_the_index_is_brought_up_to_date_only_when_something_changed(
    editor: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as first:
        send(editor)
    with django_capture_on_commit_callbacks() as second:
        send(editor)
    assert (len(first), len(second)) == (1, 0)


def test_a_file_that_is_no_text_is_a_problem_that_names_the_remedy(editor: Client) -> None:
    reply = send(editor, b"caf\xe9 au lait", name="broken.txt")
    assert (reply.status_code, reply["Content-Type"]) == (422, "application/problem+json")
    body = reply.json()
    assert body["code"] == "input_refused"
    assert set(body["errors"][0]) == {"field", "message", "remedy", "row"}
    assert not models.Document.objects.exists()


def test_sent_twice_with_one_idempotency_key_it_is_done_once(editor: Client) -> None:
    headers = {"Idempotency-Key": "a"}
    first, second = send(editor, headers=headers), send(editor, headers=headers)
    assert (first.status_code, second.status_code) == (201, 201)
    assert (second["Idempotency-Replayed"], second.json()) == ("true", first.json())


def test_archived_articles_leave_the_list_and_come_back(editor: Client) -> None:
    number = send(editor).json()["document"]["id"]
    assert editor.post(f"/api/documents/{number}/archive").json()["archived_at"]
    assert editor.get("/api/documents").json()["items"] == []
    assert len(editor.get("/api/documents?status=archived").json()["items"]) == 1
    assert editor.post(f"/api/documents/{number}/restore").json()["archived_at"] is None
    assert len(editor.get("/api/documents").json()["items"]) == 1


def test_pages_follow_each_other_without_gap_or_repeat(editor: Client) -> None:
    for name in ("c.md", "a.md", "b.md"):
        send(editor, TEXT.replace(b"Cards", name[:1].encode()), name=name)
    first = editor.get("/api/documents?limit=2").json()
    second = editor.get("/api/documents", {"limit": 2, "cursor": first["next_cursor"]}).json()
    titles = [item["title"] for page in (first, second) for item in page["items"]]
    assert (titles, second["next_cursor"]) == (["a", "b", "c"], None)


def test_searching_finds_words_of_a_passage(editor: Client) -> None:
    send(editor)
    assert len(editor.get("/api/documents?search=six euros").json()["items"]) == 1
    assert editor.get("/api/documents?search=mortgage").json()["items"] == []


def test_reading_needs_a_login_or_a_key_and_writing_a_role_or_a_scope(
    nobody: Client, agent: Client, reader_key: dict[str, str], writer_key: dict[str, str]
) -> None:
    assert [nobody.get("/api/documents").status_code, send(nobody).status_code] == [401, 401]
    assert [agent.get("/api/documents").status_code, send(agent).status_code] == [200, 403]
    assert nobody.get("/api/documents", headers=reader_key).status_code == 200
    assert send(nobody, headers=reader_key).status_code == 403
    assert send(nobody, headers=writer_key).status_code == 201
