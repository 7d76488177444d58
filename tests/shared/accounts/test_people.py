"""Administrators say who may sign in, and as what; one of them always remains."""

import pytest
from django.test import Client

from shared.accounts.models import User
from shared.audit.models import AuditEntry
from tests.shared.conftest import SignIn

pytestmark = pytest.mark.django_db
NEW = {"username": "nia", "password": "quiet-river-42", "role": "agent"}


def change(client: Client, person: User, **fields: str) -> int:
    given = {"role": person.role, "is_active": "on", **fields}
    sent = {name: value for name, value in given.items() if value}
    return client.post(f"/accounts/people/{person.pk}/", sent).status_code


@pytest.mark.parametrize("address", ["/accounts/people/", "/accounts/people/new/"])
def test_only_administrators_come_in(editor: User, admin: User, sign_in: SignIn, address: str) -> None:
    assert sign_in(editor).get(address).status_code == 403
    assert sign_in(admin).get(address).status_code == 200


def test_a_new_person_can_sign_in(admin: User, sign_in: SignIn, outsider: Client) -> None:
    sign_in(admin).post("/accounts/people/new/", NEW)
    assert outsider.login(username="nia", password=NEW["password"])
    assert AuditEntry.objects.get(action="person_added").actor == str(admin)


@pytest.mark.parametrize(
    "wrong", [{"password": "123"}, {"username": "ADA"}, {"username": "no spaces"}, {"role": "owner"}]
)
def test_what_is_wrong_is_refused(admin: User, sign_in: SignIn, wrong: dict[str, str]) -> None:
    assert sign_in(admin).post("/accounts/people/new/", {**NEW, **wrong}).status_code == 400
    assert User.objects.count() == 1


def test_a_role_is_changed_and_a_sign_in_taken_away(admin: User, agent: User, sign_in: SignIn) -> None:
    assert change(sign_in(admin), agent, role="editor", is_active="") == 302
    agent.refresh_from_db()
    assert (agent.role, agent.is_active) == ("editor", False)


def test_a_new_password_signs_the_person_out(admin: User, agent: User, sign_in: SignIn) -> None:
    theirs = sign_in(agent)
    change(sign_in(admin), agent, password="quiet-river-42")
    assert theirs.get("/accounts/preferences/").status_code == 302


@pytest.mark.parametrize("fields", [{"role": "agent"}, {"is_active": ""}])
def test_the_last_administrator_stays_one(admin: User, sign_in: SignIn, fields: dict[str, str]) -> None:
    assert change(sign_in(admin), admin, **fields) == 400
    admin.refresh_from_db()
    assert admin.has_role("admin")


def test_another_administrator_may_take_over(admin: User, agent: User, sign_in: SignIn) -> None:
    client = sign_in(admin)
    assert change(client, agent, role="admin") == 302
    assert change(client, admin, role="agent") == 302
