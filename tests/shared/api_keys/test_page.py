"""The page of the keys."""

import re

import pytest
from django.test import Client

from shared.accounts.models import User
from shared.api_keys import queries
from shared.api_keys.models import ApiKey
from tests.shared.conftest import SignIn

pytestmark = pytest.mark.django_db
FORM = {"name": "Shop front", "scopes": ["answers:write"], "days": "90"}


def test_an_administrator_issues_a_key_that_works_and_is_shown_once(admin: User, sign_in: SignIn) -> None:
    client = sign_in(admin)
    html = client.post("/api-keys/", FORM).content.decode()
    (text,) = re.findall(r"tpk_[0-9a-f]+_[0-9a-f]+", html)
    key = queries.find_key(text)
    assert key is not None
    assert (key.created_by, key.scopes) == (admin, ["answers:write"])
    assert text not in client.get("/api-keys/").content.decode()


def test_a_key_without_any_right_is_not_issued(admin: User, sign_in: SignIn) -> None:
    response = sign_in(admin).post("/api-keys/", {**FORM, "scopes": []})
    assert response.status_code == 400
    assert not ApiKey.objects.exists()


def test_revoking_needs_one_press(admin: User, sign_in: SignIn) -> None:
    client = sign_in(admin)
    client.post("/api-keys/", FORM)
    key = ApiKey.objects.get()
    client.post(f"/api-keys/{key.pk}/revoke/")
    key.refresh_from_db()
    assert not key.is_live


def test_editors_and_outsiders_cannot_issue(editor: User, sign_in: SignIn, outsider: Client) -> None:
    assert sign_in(editor).post("/api-keys/", FORM).status_code == 403
    assert outsider.post("/api-keys/", FORM).status_code == 302
    assert not ApiKey.objects.exists()
