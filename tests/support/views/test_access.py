"""Every page asks for its role; what customers need asks for none."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

AGENTS = ["overview", "overview-figures", "desk", "desk-queue", "canned", "satisfaction", "satisfaction-drivers"]
AGENTS += ["candidate", "judge", "split"]
EDITORS = [
    "articles",
    "upload",
    "imports",
    "bring",
    "intents",
    "examples",
    "pairs",
    "models",
    "policy",
    "corrections",
    "satisfaction-settings",
    "gaps",
    "reports",
    "report-costs",
    "report-plans",
    "new-report-plan",
    "health",
    "teams",
    "mail",
    "name-candidate",
    "start-split",
]


@pytest.mark.parametrize("name", AGENTS + EDITORS)
def test_a_stranger_is_sent_to_the_login(nobody: Client, name: str) -> None:
    response = nobody.get(reverse(name))
    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("accounts:login"))


@pytest.mark.parametrize("name", AGENTS)
def test_agents_open_their_pages(agent: Client, name: str) -> None:
    assert agent.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", EDITORS)
def test_editors_pages_are_closed_to_agents(agent: Client, editor: Client, name: str) -> None:
    assert agent.get(reverse(name)).status_code == 403
    assert editor.get(reverse(name)).status_code == 200


def test_fitting_and_calling_early_are_the_editors(nobody: Client, agent: Client, editor: Client) -> None:
    for name in ("fit-satisfaction", "policy-early"):
        assert nobody.post(reverse(name)).status_code == 302
        assert agent.post(reverse(name)).status_code == 403
        assert editor.get(reverse(name)).status_code == 405
    assert agent.get(reverse("policy-early-preview"), {"chance_percent": "50"}).status_code == 403


@pytest.mark.parametrize("name", ["desk-take-over", "desk-reply", "desk-hand-back", "desk-close"])
def test_acting_needs_a_login_and_a_post(nobody: Client, agent: Client, name: str) -> None:
    address = reverse(name, args=[uuid.uuid4()])
    assert nobody.post(address).status_code == 302
    assert agent.get(address).status_code == 405


@pytest.mark.django_db
def test_customers_see_the_bank_without_a_login(nobody: Client) -> None:
    assert nobody.get(reverse("bank")).status_code == 200


@pytest.mark.django_db
def test_forms_are_refused_without_their_token(editor: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = editor.cookies
    assert strict.post(reverse("train")).status_code == 403
