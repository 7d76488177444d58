"""Keeping quiet, on the page and over the API."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from services.sentiment import models
from services.sentiment.actions.rules.saving import save_rule

pytestmark = pytest.mark.django_db
FORM = {"kind": "silence", "hours": "4", "reason": "<b>known</b>"}


def test_a_silence_is_added_shown_and_ended(analyst_client: Client) -> None:
    models.Entity.objects.create(key="acme", name="Acme")
    analyst_client.post("/quiet/add/", {**FORM, "entity": "acme"})
    silence = models.Silence.objects.get()
    assert silence.labels == {"entity": "acme"}
    assert silence.ends_at - silence.starts_at == timedelta(hours=4)
    html = analyst_client.get("/quiet/").content.decode()
    assert "&lt;b&gt;known" in html
    assert "Company = acme" in html
    analyst_client.post(f"/quiet/silence/{silence.pk}/end/")
    assert "Nothing is silenced" in analyst_client.get("/quiet/").content.decode()


def test_maintenance_is_planned_on_the_readers_clock(analyst_client: Client) -> None:
    begins = (timezone.localtime() + timedelta(days=2)).replace(second=0, microsecond=0)
    form = {**FORM, "kind": "maintenance", "starts_at": begins.strftime("%Y-%m-%dT%H:%M")}
    analyst_client.post("/quiet/add/", form)
    assert models.MaintenanceWindow.objects.get().starts_at == begins


@pytest.mark.parametrize("change", [{"reason": ""}, {"entity": "nobody"}, {"starts_at": "2001-01-01T00:00"}])
def test_a_wrong_form_is_shown_again_with_the_reason(analyst_client: Client, change: dict[str, str]) -> None:
    reply = analyst_client.post("/quiet/add/", {**FORM, **change})
    assert reply.status_code == 400
    assert 'class="errors"' in reply.content.decode() or 'role="alert"' in reply.content.decode()
    assert not models.Silence.objects.exists()


def test_editors_say_what_holds_back_what(editor_client: Client, analyst_client: Client) -> None:
    for name in ("Market", "Surge"):
        save_rule(rule=None, fields={"name": name, "detector": "threshold"})
    form = {"name": "Shock", "source": "Market", "target": "Surge", "equal": ["sector"]}
    assert analyst_client.post("/quiet/inhibitions/add/", form).status_code == 403
    editor_client.post("/quiet/inhibitions/add/", form)
    one = models.Inhibition.objects.get()
    assert (one.source, one.target, one.equal) == ({"alertname": "Market"}, {"alertname": "Surge"}, ["sector"])
    assert (
        editor_client.post("/quiet/inhibitions/add/", {**form, "name": "Twice", "target": "Market"}).status_code == 400
    )
    editor_client.post(f"/quiet/inhibitions/{one.pk}/delete/")
    assert not models.Inhibition.objects.exists()


def test_programs_silence_and_end(analyst_client: Client) -> None:
    body = {"labels": {"entity": "acme"}, "ends_at": (timezone.now() + timedelta(hours=1)).isoformat(), "reason": "x"}
    made = analyst_client.post("/api/silences", body, content_type="application/json")
    assert made.status_code == 201
    assert analyst_client.get("/api/silences").json()[0]["author"] == "ana"
    wrong = analyst_client.post("/api/silences", {**body, "labels": {"a": "b"}}, content_type="application/json")
    assert wrong.status_code == 422
    assert analyst_client.delete(f"/api/silences/{made.json()['id']}").status_code == 204
    assert analyst_client.get("/api/silences").json() == []
    assert Client().get("/api/silences").status_code == 401
