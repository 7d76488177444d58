"""Everything goes out in one archive, without secrets, and what is knowledge comes back as it was."""

import io
import json
import os
import stat
import tracemalloc
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from services.support import models
from services.support.actions import conversations, exporting
from services.support.actions.desks import Choice, bring
from services.support.actions.documents import archive_document, ingest_file
from services.support.actions.records import import_file
from shared.accounts.models import User
from shared.api_keys.actions import issue_key
from tests.support.rows import article, intents

pytestmark = pytest.mark.django_db
KNOWLEDGE = ("intents", "articles", "canned", "examples", "pairs", "cases")


def taken(only: tuple[str, ...] = ()) -> bytes:
    return b"".join(exporting.archive(only))


def read(data: bytes) -> dict[str, list[Any]]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        return {name: [json.loads(line) for line in package.read(name).splitlines()] for name in package.namelist()}


@pytest.fixture
def company(ana: User) -> None:
    """A little of everything."""
    intent = intents()
    intent.title = {"en": "Card lost", "zh": "卡丢了"}
    intent.save()
    soon = datetime(2027, 1, 1, tzinfo=UTC)
    intent.templates.create(language="zh", text="请拨打 {line}。", valid_from=soon)
    models.Intent.objects.create(name="quiet", title={"en": "Quiet"}, enabled=False)
    article()
    old = article(key="en/old", price="5.00")
    article(key="en/old", price="6.00")
    archive_document(document=old)
    ingest_file(
        filename="汇率.md",
        data="---\nlanguage: zh\ntags: [汇率]\n---\n# 汇率\n\n当天的汇率。\n".encode(),
        key="zh/rates",
    )
    import_file(
        kind="examples",
        filename="a.csv",
        data="text,label,split\nmy card is gone,card_lost,train\n我的卡丢了,card_lost,validation\nhello,,train\n"
        "is it refunded?,reverted_payment?,train\n".encode(),
    )
    rows = [
        {"question": "What does express cost?", "article": "en/replace-card", "heading": "What it costs"},
        {"question": "Who are you, ann@example.com?", "answer": "The help desk of Lumen Bank."},
    ]
    import_file(kind="pairs", filename="a.json", data=json.dumps(rows).encode())
    case = {"question": "Lost my card", "expect": "template", "intent": "card_lost", "must_contain": ["Call"]}
    import_file(kind="cases", filename="a.json", data=json.dumps([{**case, "protected": True}]).encode())
    models.CannedAnswer.objects.create(shortcut="hello", language="en", text="Hello {customer}!", updated_by=ana)
    talk(ana)


def talk(agent: User) -> models.Conversation:
    visitor = conversations.open_visitor(language="en", external_id="customer-77")
    row = conversations.open_conversation(visitor=visitor)
    conversations.post_visitor_message(conversation=row, text="Where is my card? Write to ann@example.com")
    row.messages.create(author="bot", text="Under Cards.")
    row.messages.create(author="visitor", text="It has not come for two weeks.")
    row.messages.create(author="agent", agent=agent, text="We have sent a new one to you today.", original="今天寄了。")
    row.notes.create(author=agent, text="She has waited long enough.")
    models.Rating.objects.create(conversation=row, score=4, channel="page")
    return row


@pytest.mark.usefixtures("company")
def test_a_manifest_counts_what_is_in_it() -> None:
    files = read(taken())
    (manifest,) = files.pop("manifest.json")
    assert (manifest["format"], manifest["version"]) == ("triptych-support", 1)
    assert {name: one["rows"] for name, one in manifest["files"].items()} == {
        name: len(rows) for name, rows in files.items()
    }
    assert set(files) == {f"{kind}.jsonl" for kind in exporting.KINDS}
    # Kinds that are empty here would prove nothing.
    assert all(files[f"{kind}.jsonl"] for kind in exporting.KINDS if kind not in ("corrections", "policy"))
    assert [row["number"] for row in files["article_versions.jsonl"] if row["key"] == "en/old"] == [1, 2]


@pytest.mark.usefixtures("company")
def test_what_goes_out_comes_back_as_it_was() -> None:
    before = taken(KNOWLEDGE)
    whole = taken()
    for model in (models.Conversation, models.EvaluationCase, models.TrainingPair, models.Example, models.CannedAnswer):
        model.objects.all().delete()
    models.Intent.objects.all().delete()
    models.Document.objects.update(current=None)
    models.Document.objects.all().delete()
    assert bring(filename="a.zip", data=whole, choice=Choice()).accepted
    after = read(taken(KNOWLEDGE))
    assert {name: after[name] for name in after if name != "manifest.json"} == {
        name: rows for name, rows in read(before).items() if name != "manifest.json"
    }
    assert not models.Conversation.objects.exists()
    assert models.Document.objects.get(key="en/old").archived_at


@pytest.mark.usefixtures("company")
def test_bringing_it_where_it_came_from_changes_nothing() -> None:
    before = read(taken(KNOWLEDGE))
    versions = models.DocumentVersion.objects.count()
    assert bring(filename="a.zip", data=taken(), choice=Choice()).accepted == 0
    after = read(taken(KNOWLEDGE))
    assert {**before, "manifest.json": []} == {**after, "manifest.json": []}
    assert models.DocumentVersion.objects.count() == versions


@pytest.mark.usefixtures("company")
def test_conversations_can_be_learned_from_elsewhere_but_for_what_the_assistant_said() -> None:
    with zipfile.ZipFile(io.BytesIO(taken())) as package:
        data = package.read("conversations.jsonl")
    models.TrainingPair.objects.all().delete()
    assert import_file(kind="conversations", filename="conversations.jsonl", data=data).accepted == 1
    assert models.TrainingPair.objects.get().answer == "We have sent a new one to you today."
    # What an agent wrote before it was translated goes out beside it, and teaches nothing.
    assert json.loads(data.splitlines()[0])["messages"][-1]["original"] == "今天寄了。"


@pytest.mark.usefixtures("company")
def test_nothing_secret_and_nobodys_address_is_in_it(settings: Settings) -> None:
    settings.SECRET_KEY = "secret-of-the-test-" + "x" * 40
    settings.GENERATOR_API_KEY = "generator-key-of-the-test"
    settings.WIDGET_IDENTITY_SECRET = "widget-secret-of-the-test"
    user = User.objects.create_user(username="paula", password="a-password-of-the-test", role="admin")
    _key, text = issue_key(name="program", scopes=["knowledge:read"], created_by=user)
    told = json.dumps(read(taken()))
    hidden = [settings.SECRET_KEY, settings.GENERATOR_API_KEY, settings.WIDGET_IDENTITY_SECRET, text, user.password]
    assert not [one for one in (*hidden, "ann@example.com", "customer-77") if one in told]


def test_it_is_made_while_it_is_sent() -> None:
    body = "\n\n".join(os.urandom(600).hex() for _part in range(60))
    for number in range(60):
        document = models.Document.objects.create(key=f"a/{number}", title="A", language="en")
        document.current = document.versions.create(number=1, content_hash="x", body=body, media_type="md")
        document.save()
    tracemalloc.start()
    sizes = [len(piece) for piece in exporting.archive(["articles", "article_versions"])]
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sum(sizes) > 4_000_000
    assert max(sizes) < 1_000_000
    assert peak < sum(sizes)


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(exporting.UnknownKind, match="passwords"):
        exporting.archive(["passwords"])


@pytest.mark.usefixtures("company")
def test_the_command_writes_for_its_owner_alone(tmp_path: Path) -> None:
    call_command("export", str(tmp_path / "all.zip"), stdout=io.StringIO())
    assert stat.S_IMODE((tmp_path / "all.zip").stat().st_mode) == 0o600
    assert "manifest.json" in read((tmp_path / "all.zip").read_bytes())
    with pytest.raises(CommandError, match="no kind"):
        call_command("export", str(tmp_path / "none.zip"), "--only", "passwords")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export", str(tmp_path / "missing" / "none.zip"))
    assert [path.name for path in tmp_path.iterdir()] == ["all.zip"]
    out = io.StringIO()
    call_command("ingest", "--desk", str(tmp_path / "all.zip"), "--look", stdout=out)
    assert "intents: 2 read, 0 to be added, 0 wrong" in out.getvalue()
