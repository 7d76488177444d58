"""Roles: each may do all that the roles before it may."""

import pytest
from django.test import Client

from shared.accounts.models import User
from tests.shared.conftest import SignIn

pytestmark = pytest.mark.django_db


def test_roles_stand_on_each_other(agent: User, editor: User, admin: User) -> None:
    allowed = {
        user.username: [role for role in User.Role.values if user.has_role(role)] for user in (agent, editor, admin)
    }
    assert allowed == {"ana": ["agent"], "eli": ["agent", "editor"], "ada": ["agent", "editor", "admin"]}


def test_who_was_deactivated_has_no_role(admin: User) -> None:
    admin.is_active = False
    assert not admin.has_role("agent")


def test_an_outsider_is_sent_to_the_login_page(outsider: Client) -> None:
    response = outsider.get("/api-keys/")
    assert response["Location"] == "/accounts/login/?next=/api-keys/"


def test_a_lower_role_is_told_which_one_is_needed(editor: User, sign_in: SignIn) -> None:
    response = sign_in(editor).get("/audit/")
    assert response.status_code == 403
    assert "Administrator" in response.content.decode()


def test_the_role_that_is_needed_gets_in(admin: User, sign_in: SignIn) -> None:
    assert sign_in(admin).get("/audit/").status_code == 200
