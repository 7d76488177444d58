"""Keys: shown once, kept as a hash, good for their scopes only."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from shared.accounts.models import User
from shared.api_keys import actions, queries
from shared.api_keys.models import ApiKey
from shared.audit.models import AuditEntry
from tests.shared.conftest import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.shared.api.service")]
ORDER = {"item": "lamp", "count": 1}


def order(client: Client, key: str = "", **headers: str) -> int:
    if key:
        headers["Authorization"] = f"Bearer {key}"
    return client.post("/api/orders", ORDER, content_type="application/json", headers=headers).status_code


def issue(*scopes: str, **fields: object) -> tuple[ApiKey, str]:
    return actions.issue_key(name="shop", scopes=scopes or ("knowledge:write",), created_by=None, **fields)  # type: ignore[arg-type]


def test_the_database_cannot_give_a_key_away() -> None:
    key, text = issue()
    secret = text.rpartition("_")[2]
    assert all(secret not in str(value) for value in vars(key).values())
    assert queries.find_key(text) == key


def test_a_key_with_the_scope_gets_in_and_its_use_is_seen(outsider: Client) -> None:
    key, text = issue()
    assert order(outsider, text) == 201
    key.refresh_from_db()
    assert key.last_used_at is not None


def test_a_key_without_the_scope_is_refused(outsider: Client) -> None:
    assert order(outsider, issue("answers:write")[1]) == 403


@pytest.mark.parametrize("text", ["", "tpk_", "tpk_abc_def", "Bearer", "别人的钥匙"])
def test_what_is_no_key_is_refused(text: str) -> None:
    assert queries.find_key(text) is None


def test_a_right_prefix_with_a_wrong_secret_is_refused(outsider: Client) -> None:
    key, _ = issue()
    assert order(outsider, f"tpk_{key.prefix}_{'0' * 64}") == 401


def test_an_expired_key_is_refused(outsider: Client) -> None:
    assert order(outsider, issue(expires_at=timezone.now() - timedelta(seconds=1))[1]) == 401


def test_a_revoked_key_is_refused_at_once_and_it_is_on_record(outsider: Client, admin: User) -> None:
    key, text = issue()
    actions.revoke_key(key=key, by=admin)
    actions.revoke_key(key=key, by=admin)
    assert order(outsider, text) == 401
    assert AuditEntry.objects.filter(action="api_key_revoked").count() == 1


def test_an_unknown_scope_is_named() -> None:
    with pytest.raises(actions.UnknownScope, match="everything"):
        issue("everything")


def test_a_person_needs_the_role_and_a_csrf_token(editor: User, agent: User, sign_in: SignIn) -> None:
    assert order(sign_in(editor)) == 201
    assert order(sign_in(agent)) == 403
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    assert order(strict) == 403


def test_a_key_needs_no_csrf_token() -> None:
    assert order(Client(enforce_csrf_checks=True), issue()[1]) == 201
