"""NUL, which no database holds: pages find nothing by it."""

import pytest

from shared.accounts.models import User
from shared.audit import actions
from tests.shared.conftest import SignIn

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("asked", ["%00", "signed%00", "signed_in&q=%00"])
def test_what_nobody_can_have_written_matches_nothing(admin: User, sign_in: SignIn, asked: str) -> None:
    actions.record(actor=admin, action="signed_in", target=admin)
    reply = sign_in(admin).get(f"/audit/?q={asked}")
    assert reply.status_code == 200
    assert "\x00" not in reply.content.decode()
    assert list(reply.context["page"]) == []


def test_other_values_are_as_they_were_sent(admin: User, sign_in: SignIn) -> None:
    reply = sign_in(admin).get("/audit/", {"q": "%00 ü &x=1"})
    assert reply.context["search"] == "%00 ü &x=1"
