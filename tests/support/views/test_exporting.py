"""The button that takes everything along."""

import pytest
from django.test import Client
from django.urls import reverse

from shared.accounts.models import User
from shared.audit.models import AuditEntry


@pytest.mark.django_db
def test_an_administrator_downloads_it(editor: Client, agent: Client, nobody: Client) -> None:
    admin = Client()
    admin.force_login(User.objects.create_user(username="root", password=None, role="admin"))
    address = reverse("export")
    assert address in admin.get(reverse("imports")).content.decode()
    assert admin.post(address).getvalue().startswith(b"PK")
    assert AuditEntry.objects.get(action="everything_exported").actor == "root"
    assert address not in editor.get(reverse("imports")).content.decode()
    assert [one.post(address).status_code for one in (editor, agent, nobody)] == [403, 403, 302]
    assert admin.get(address).status_code == 405
