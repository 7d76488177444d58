"""The inbox and its alerts, for those who may see them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from services.sentiment import models
from services.sentiment.actions.rules.saving import save_rule
from services.sentiment.actions.surges.evaluate import evaluate_rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def alert() -> models.Alert:
    entity = models.Entity.objects.create(key="acme", name="<script>Acme")
    save_rule(rule=None, fields={"name": "Many", "detector": "threshold", "parameters": {"raise_at": 5, "clear_at": 2}})
    now = timezone.now()
    start = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)
    models.Bin.objects.create(start=start, entity=entity, topic="legal", group="one", negative=9, total=9)
    evaluate_rules(now=now + timedelta(seconds=1))
    return models.Alert.objects.get()


def test_the_inbox_shows_what_fires(analyst_client: Client, alert: models.Alert) -> None:
    page = analyst_client.get("/alerts/").content.decode()
    assert "&lt;script&gt;Acme" in page
    assert "<script>Acme" not in page


def test_an_empty_inbox_says_so(analyst_client: Client) -> None:
    assert "No alerts" in analyst_client.get("/alerts/").content.decode()


def test_strangers_see_nothing(alert: models.Alert) -> None:
    for address in ("/alerts/", f"/alerts/{alert.pk}/"):
        assert Client().get(address).status_code == 302
    assert Client().get("/api/alerts").status_code == 401


def test_an_alert_shows_its_evidence_and_takes_an_answer(analyst_client: Client, alert: models.Alert) -> None:
    assert "Usual" in analyst_client.get(f"/alerts/{alert.pk}/").content.decode()
    analyst_client.post("/alerts/answer/", {"alert": [alert.pk, "x", "9" * 30], "do": "acknowledge"})
    analyst_client.post(f"/alerts/{alert.pk}/remark/", {"verdict": "false", "text": "<b>no</b>"})
    alert.refresh_from_db()
    assert (alert.state, alert.verdict) == ("acknowledged", "false")
    assert "&lt;b&gt;no" in analyst_client.get(f"/alerts/{alert.pk}/").content.decode()
    assert [event.actor for event in alert.events.filter(action="acknowledged")] == ["ana"]


def test_programs_read_and_answer(analyst_client: Client, editor_client: Client, alert: models.Alert) -> None:
    assert analyst_client.get("/api/alerts?state=open").json()["items"][0]["state"] == "firing"
    assert editor_client.get("/api/rules").json()[0]["name"] == "Many"
    assert "Many" in analyst_client.get("/api/rules/yaml").json()["yaml"]
    assert analyst_client.get("/api/alerts/999999").status_code == 404


def test_the_history_of_an_alert_is_in_the_readers_language(analyst_client: Client, alert: models.Alert) -> None:
    page = analyst_client.get(f"/alerts/{alert.pk}/", headers={"Accept-Language": "zh-hans"}).content.decode()
    history = page.partition('<ol class="timeline">')[2].partition("</ol>")[0]
    assert "告警中" in history
    assert "检测器" in history
    assert "firing" not in history
