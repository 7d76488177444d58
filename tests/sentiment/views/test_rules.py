"""Rules on pages: edited with a look at the past, switched, copied, deleted and brought back, read from files."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from services.sentiment import models
from services.sentiment.actions.rules.saving import save_rule
from shared.outbox import actions as outbox

pytestmark = pytest.mark.django_db
FORM = {
    "name": "Many at once",
    "severity": "critical",
    "detector": "threshold",
    "parameter.raise_at": "5",
    "parameter.clear_at": "2",
    "parameter.windows": "60",
    "series_by": "entity",
    "min_groups": "1",
    "for_minutes": "0",
    "keep_firing_minutes": "60",
    "cooldown_minutes": "60",
    "group_minutes": "5",
    "escalate_minutes": "0",
    "enabled": "1",
}


@pytest.fixture
def acme() -> models.Entity:
    """Eight negative stories three days ago."""
    entity = models.Entity.objects.create(key="acme", name="Acme")
    start = (timezone.now() - timedelta(days=3)).replace(minute=0, second=0, microsecond=0)
    models.Bin.objects.create(start=start, entity=entity, topic="legal", group="one", negative=8, total=9)
    return entity


def test_a_rule_is_added_with_its_receivers_and_keeps_only_what_differs(
    editor_client: Client, acme: models.Entity
) -> None:
    desk, _shown = outbox.create_endpoint(name="desk", kind="webhook", address="https://example.com/hook")
    reply = editor_client.post("/rules/add/", {**FORM, "entities": "acme", "receivers": str(desk.pk)})
    assert reply.status_code == 302
    rule = models.Rule.objects.get()
    assert rule.parameters == {"raise_at": 5, "clear_at": 2}
    assert (rule.scope, list(rule.receivers.all()), rule.enabled) == ({"entities": ["acme"]}, [desk], True)
    assert "Many at once" in editor_client.get("/rules/").content.decode()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"parameter.windows": "20"}, "parameters.windows"),
        ({"parameter.raise_at": "soon"}, "parameters.raise_at"),
        ({"entities": "nobody"}, "scope.entities"),
        ({"for_minutes": "x"}, "for_minutes"),
        ({"detector": "magic"}, "detector"),
    ],
)
def test_what_is_wrong_is_named_and_what_was_written_stays(
    editor_client: Client, change: dict[str, str], field: str
) -> None:
    reply = editor_client.post("/rules/add/", {**FORM, **change})
    assert reply.status_code == 400
    html = reply.content.decode()
    assert f"{field}: " in html
    assert 'value="Many at once"' in html
    assert not models.Rule.objects.exists()


def test_the_editor_shows_what_the_rule_as_written_would_have_fired_on(
    editor_client: Client, acme: models.Entity
) -> None:
    html = editor_client.post("/rules/try/", {**FORM, "name": ""}).content.decode()
    assert ">Acme<" in html
    assert "nobody has judged" in html
    quiet = editor_client.post("/rules/try/", {**FORM, "parameter.raise_at": "50"}).content.decode()
    assert "would not have fired" in quiet
    assert not models.Rule.objects.exists()
    wrong = editor_client.post("/rules/try/", {**FORM, "parameter.raise_at": "<b>"}).content.decode()
    assert "parameters.raise_at" in wrong
    assert "<b>" not in wrong


def test_verdicts_count_in_the_preview_of_a_rule_that_is_saved(editor_client: Client, acme: models.Entity) -> None:
    editor_client.post("/rules/add/", FORM)
    rule = models.Rule.objects.get()
    (bin_,) = models.Bin.objects.all()
    first = int(bin_.start.timestamp()) // 900
    models.Alert.objects.create(
        rule=rule,
        rule_name=rule.name,
        series="entity=acme",
        first_bin=first,
        last_bin=first,
        started_at=bin_.start,
        verdict="false",
        state="resolved",
    )
    assert "from 1 verdict" in editor_client.post(f"/rules/{rule.pk}/try/", FORM).content.decode()


def test_another_detector_brings_its_own_inputs(editor_client: Client) -> None:
    html = editor_client.post("/rules/detector/", {**FORM, "detector": "share"}).content.decode()
    assert 'name="parameter.prior_share"' in html
    assert 'name="parameter.raise_at" value="5"' in html


def test_a_rule_is_switched_off_and_on(editor_client: Client) -> None:
    rule = save_rule(rule=None, fields={"name": "Surge", "detector": "threshold"})
    for wanted in (False, True):
        editor_client.post(f"/rules/{rule.pk}/switch/")
        rule.refresh_from_db()
        assert rule.enabled is wanted


def test_a_deleted_rule_comes_back_as_it_was(editor_client: Client) -> None:
    desk, _shown = outbox.create_endpoint(name="desk", kind="webhook", address="https://example.com/hook")
    fields = {"name": "Surge", "detector": "threshold", "parameters": {"raise_at": 7}}
    rule = save_rule(rule=None, fields=fields, receivers=[desk])
    editor_client.post(f"/rules/{rule.pk}/delete/")
    assert not models.Rule.objects.exists()
    assert "was deleted" in editor_client.get("/rules/").content.decode()
    editor_client.post("/rules/restore/")
    again = models.Rule.objects.get()
    assert (again.name, again.parameters, list(again.receivers.all())) == ("Surge", {"raise_at": 7}, [desk])


def test_a_copy_begins_with_everything_but_the_name(editor_client: Client) -> None:
    rule = save_rule(rule=None, fields={"name": "Surge", "detector": "share", "for_minutes": 45})
    html = editor_client.get(f"/rules/add/?like={rule.pk}").content.decode()
    assert 'value="Copy of Surge"' in html
    assert 'name="for_minutes" min="0" max="10080" step="15" value="45"' in html


@pytest.mark.parametrize("data", [b"rules:\n  - name: A\n    detector: magic\n", b"\xff\xfe"])
def test_a_wrong_file_changes_nothing_and_says_where(editor_client: Client, data: bytes) -> None:
    reply = editor_client.post("/rules/import/", {"file": SimpleUploadedFile("rules.yaml", data)})
    assert reply.status_code == 400
    assert "Nothing was changed" in reply.content.decode()
    assert not models.Rule.objects.exists()


def test_a_file_goes_round(editor_client: Client) -> None:
    save_rule(rule=None, fields={"name": "Surge", "detector": "share"})
    text = editor_client.get("/rules/export.yaml").content
    models.Rule.objects.all().delete()
    editor_client.post("/rules/import/", {"file": SimpleUploadedFile("rules.yaml", text)})
    assert editor_client.get("/rules/export.yaml").content == text


def test_analysts_read_and_editors_change(analyst_client: Client) -> None:
    rule = save_rule(rule=None, fields={"name": "Surge", "detector": "share"})
    assert analyst_client.get("/rules/").status_code == 200
    assert analyst_client.get(f"/rules/{rule.pk}/").status_code == 403
    for path in ("add/", "try/", "import/", f"{rule.pk}/delete/", f"{rule.pk}/switch/"):
        assert analyst_client.post(f"/rules/{path}", FORM).status_code == 403
    assert Client().get("/rules/").status_code == 302
