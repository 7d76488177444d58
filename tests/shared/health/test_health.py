"""What a balancer is told."""

import pytest
from django.test import Client
from pytest_django import Settings

from shared.health import checks, views

pytestmark = pytest.mark.django_db
# Nothing listens on the discard port, so a connection is refused at once.
NOWHERE = "http://127.0.0.1:9"


def test_livez_needs_nothing(outsider: Client) -> None:
    assert outsider.get("/livez").json() == {"status": "ok"}


def test_readyz_looks_at_database_and_broker(outsider: Client, settings: Settings) -> None:
    settings.MODELKIT_URL = ""
    response = outsider.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "checks": {"database": "ok", "broker": "ok", "models": "ok"}}


def test_without_models_the_service_stays_open_for_people(outsider: Client, settings: Settings) -> None:
    settings.MODELKIT_URL = NOWHERE
    response = outsider.get("/readyz")
    assert response.status_code == 200
    assert response.json()["status"] == "degraded"
    assert response.json()["checks"]["models"] == "failing"


def test_without_a_vital_part_the_service_takes_no_traffic(outsider: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise ConnectionRefusedError("redis://:password@10.0.0.7 refused")

    monkeypatch.setitem(views._VITAL, "broker", refuse)
    response = outsider.get("/readyz")
    assert response.status_code == 503
    assert "password" not in response.content.decode()


def test_health_is_never_cached(outsider: Client) -> None:
    assert "no-store" in outsider.get("/readyz")["Cache-Control"]


def test_the_broker_check_reaches_the_broker() -> None:
    checks.broker()
