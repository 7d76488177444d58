"""The audit log tells, and cannot be untold."""

import pytest
from django.db import DatabaseError, connection, transaction

from shared.accounts.models import User
from shared.audit import actions, queries
from shared.audit.models import AppendOnly, AuditEntry
from tests.shared.conftest import SignIn

pytestmark = pytest.mark.django_db


def test_a_line_names_who_what_and_on_which_object(admin: User, agent: User) -> None:
    entry = actions.record(actor=admin, action="role_changed", target=agent, role="editor")
    assert (entry.actor, entry.object_type, entry.object_id) == ("ada", "accounts.user", str(agent.pk))
    assert entry.fields == {"role": "editor"}


def test_a_line_outlives_the_account_it_names(admin: User) -> None:
    actions.record(actor=admin, action="signed_in", target=admin)
    admin.delete()
    assert queries.entries(search="ada").get().actor == "ada"


def test_the_model_refuses_changes(admin: User) -> None:
    entry = actions.record(actor=admin, action="signed_in")
    with pytest.raises(AppendOnly):
        entry.save()
    with pytest.raises(AppendOnly):
        entry.delete()


def test_the_database_refuses_changes_that_go_around_the_model(admin: User) -> None:
    actions.record(actor=admin, action="signed_in")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.update(actor="somebody else")
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            AuditEntry.objects.all().delete()


def test_the_page_finds_by_person_action_and_object(admin: User, agent: User, sign_in: SignIn) -> None:
    actions.record(actor=admin, action="key_issued", target=agent)
    actions.record(actor=agent, action="signed_in")
    found = sign_in(admin).get("/audit/", {"q": "key_issued"}).content.decode()
    assert "key_issued" in found
    assert "signed_in" not in found


def test_the_page_says_what_was_done_in_words(admin: User, sign_in: SignIn) -> None:
    actions.record(actor=admin, action="api_key_issued")
    actions.record(actor=admin, action="moon_landed")
    page = sign_in(admin).get("/audit/", headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "签发 API 密钥" in page
    assert ">api_key_issued</code>" in page
    assert page.count("moon_landed") == 1
