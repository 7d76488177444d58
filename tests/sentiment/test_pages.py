"""Who may see what."""

import pytest
from django.test import Client


@pytest.mark.django_db
def test_a_stranger_is_asked_to_sign_in() -> None:
    response = Client().get("/overview/")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/login/")


def test_an_analyst_sees_the_overview(analyst_client: Client) -> None:
    assert analyst_client.get("/overview/").status_code == 200
