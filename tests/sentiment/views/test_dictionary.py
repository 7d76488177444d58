"""Editors keep the dictionary by hand."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from services.sentiment import models
from services.sentiment.actions import dictionary
from services.sentiment.actions.dictionary import AliasIn
from tests.sentiment.market import add_article, add_entity

pytestmark = pytest.mark.django_db
FORM = {
    "name": "Umbrel",
    "name_zh": "伞叶",
    "watched": "1",
    "alias": ["The Brolly", "", "UMB"],
    "alias_case": ["", "", "1"],
    "alias_needs": ["shares；bank", "", ""],
    "peer": ["quillon", ""],
}


def test_a_company_is_added_by_the_form(editor_client: Client) -> None:
    add_entity("Quillon")
    assert editor_client.post("/dictionary/add/", FORM).status_code == 302
    entity = models.Entity.objects.get(key="umbrel")
    assert [(one.text, one.case_sensitive, one.needs) for one in entity.aliases.all()] == [
        ("The Brolly", False, ["shares", "bank"]),
        ("UMB", True, []),
    ]
    assert [peer.key for peer in entity.peers.all()] == ["quillon"]
    page = editor_client.get("/dictionary/umbrel/edit/").content.decode()
    assert 'value="shares; bank"' in page


def test_a_wrong_form_keeps_what_was_typed(editor_client: Client) -> None:
    reply = editor_client.post("/dictionary/add/", {**FORM, "peer": ["nobody"]})
    assert reply.status_code == 400
    page = reply.content.decode()
    assert "Nobody has the key nobody" in page
    assert "The Brolly" in page
    assert not models.Entity.objects.filter(name="Umbrel").exists()


def test_the_preview_marks_names_and_escapes_titles(editor_client: Client) -> None:
    add_article("<b>Umbrel</b> gains")
    page = editor_client.post("/dictionary/preview/", FORM).content.decode()
    assert "&lt;b&gt;" in page
    assert "<mark>Umbrel</mark>" in page
    assert not models.Entity.objects.exists()


def test_a_removed_company_can_be_brought_back(editor_client: Client) -> None:
    add_entity("Umbrel", aliases=[AliasIn("The Brolly")])
    editor_client.post("/dictionary/umbrel/remove/")
    assert not models.Entity.objects.exists()
    assert dictionary.find_entities("The Brolly opens") == []
    assert "Bring back" in editor_client.get("/dictionary/").content.decode()
    editor_client.post("/dictionary/umbrel/restore/")
    assert len(dictionary.find_entities("The Brolly opens")) == 1


def upload(client: Client, text: str, do: str) -> str:
    file = SimpleUploadedFile("companies.csv", text.encode())
    return client.post("/dictionary/import/", {"file": file, "do": do}, follow=True).content.decode()


def test_a_file_is_checked_before_it_comes_in(editor_client: Client) -> None:
    assert "would be added: 1, changed: 0" in upload(editor_client, "name\nUmbrel\n", "check")
    assert not models.Entity.objects.exists()
    upload(editor_client, "name\nUmbrel\n", "import")
    assert models.Entity.objects.count() == 1


def test_a_broken_file_is_explained_by_row(editor_client: Client) -> None:
    page = upload(editor_client, "name,watched\nUmbrel,yes\nQuillon,perhaps\n", "import")
    assert "is neither yes nor no" in page
    assert not models.Entity.objects.exists()


def test_what_is_exported_is_what_the_import_reads(editor_client: Client) -> None:
    add_entity("Umbrel", aliases=[AliasIn("The Brolly")])
    assert json.loads(editor_client.get("/dictionary/export.json").content)[0]["aliases"][0]["text"] == "The Brolly"
    assert "The Brolly" in editor_client.get("/dictionary/export.csv").content.decode()
    assert editor_client.get("/dictionary/export.exe").status_code == 404


@pytest.mark.parametrize("path", ["/dictionary/", "/dictionary/add/"])
def test_analysts_and_strangers_do_not_edit(analyst_client: Client, path: str) -> None:
    assert analyst_client.get(path).status_code == 403
    assert Client().get(path).status_code == 302
