"""Articles over the API: sent, versioned, read, archived, restored."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from services.support import models, tasks
from services.support.actions import submissions

pytestmark = pytest.mark.django_db

TEXT = b"# Cards\n\n## Replace\n\nIt costs six euros.\n\n## Freeze\n\nTap Freeze."


def send(client: Client, data: bytes = TEXT, *, name: str = "cards.md", wait: str = "true", **more: Any) -> Any:
    headers = more.pop("headers", {})
    return client.post(
        "/api/documents", {"file": SimpleUploadedFile(name, data), "wait": wait, **more}, headers=headers
    )


def test_an_article_is_judged_after_the_reply_and_its_address_says_how_that_went(
    editor: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as sent_to_the_worker:
        sent = send(editor, wait="false", key="en/cards")
    assert (sent.status_code, sent.json()["state"], len(sent_to_the_worker)) == (202, "checking", 1)
    assert not models.Document.objects.exists()
    address = sent.json()["address"]
    assert editor.get(address).json() == sent.json()
    submissions.run_next()
    told = editor.get(address).json()
    assert (told["state"], told["files"][0]["state"], told["files"][0]["added"]) == ("made", "new", 2)
    assert editor.get(f"/api/documents/{told['files'][0]['document']}").json()["key"] == "en/cards"
    assert editor.post(f"{address}/again").status_code == 409


def test_it_is_cancelled_like_any_job(editor: Client) -> None:
    sent = send(editor, wait="false").json()
    editor.post(f"/api/jobs/{sent['id']}/cancel")
    assert submissions.run_next() is None
    assert editor.get(sent["address"]).json()["state"] == "cancelled"
    again = editor.post(f"{sent['address']}/again")
    assert (again.status_code, again.json()["state"]) == (202, "checking")
    submissions.run_next()
    assert models.Document.objects.count() == 1


def test_the_worker_follows_with_the_index_where_something_changed(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued: list[str] = []
    for name in ("judge_submissions", "refresh_index"):
        monkeypatch.setattr(getattr(tasks, name), "delay", lambda name=name: queued.append(name))
    for _time in range(2):
        send(editor, wait="false")
    for _turn in range(3):
        tasks.judge_submissions()
    # The same again changes nothing; and each waits its turn behind what else the worker has to do.
    assert queued == ["refresh_index", "judge_submissions", "judge_submissions"]


def test_a_submission_is_read_by_those_who_may_hand_one_in(
    nobody: Client, agent: Client, editor: Client, reader_key: dict[str, str], writer_key: dict[str, str]
) -> None:
    address = send(editor, wait="false").json()["address"]
    assert [nobody.get(address).status_code, agent.get(address).status_code] == [401, 403]
    assert nobody.get(address, headers=reader_key).status_code == 403
    assert nobody.get(address, headers=writer_key).status_code == 200


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
    reply = send(editor, b"caf\xe9 au lait", name="broken.txt", wait="false")
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
    assert editor.post(f"/api/documents/{number}/archive?wait=true").json()["archived_at"]
    assert editor.get("/api/documents").json()["items"] == []
    assert len(editor.get("/api/documents?status=archived").json()["items"]) == 1
    assert editor.post(f"/api/documents/{number}/restore?wait=true").json()["archived_at"] is None
    assert len(editor.get("/api/documents").json()["items"]) == 1


def test_archiving_is_judged_after_the_reply(editor: Client) -> None:
    number = send(editor).json()["document"]["id"]
    for verb, left in (("archive", 0), ("restore", 1)):
        reply = editor.post(f"/api/documents/{number}/{verb}")
        assert (reply.status_code, reply.json()["what"]) == (202, verb)
        submissions.run_next()
        assert len(editor.get("/api/documents").json()["items"]) == left


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
