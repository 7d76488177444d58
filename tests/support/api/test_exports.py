"""The whole archive over the API: for administrators, and for programs that were given its scope."""

import io
import zipfile
from typing import Any, cast

import pytest
from asgiref.sync import async_to_sync
from django.http import StreamingHttpResponse
from django.test import AsyncClient, Client

from shared.accounts.models import User
from shared.api_keys.actions import issue_key
from shared.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
ADDRESS = "/api/export"


@pytest.fixture
def program(db: None) -> dict[str, str]:
    _key, text = issue_key(name="backup", scopes=["export:read"], created_by=None)
    return {"Authorization": f"Bearer {text}"}


def names(response: Any) -> list[str]:
    data = b"".join(cast(StreamingHttpResponse, response))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.namelist()


def test_a_program_with_the_scope_takes_it(nobody: Client, program: dict[str, str]) -> None:
    response = nobody.get(ADDRESS, headers=program)
    assert response.headers["Content-Type"] == "application/zip"
    assert response.headers["Content-Disposition"].startswith('attachment; filename="triptych-support-')
    assert "conversations.jsonl" in names(response)
    assert AuditEntry.objects.filter(action="everything_exported").exists()


def test_kinds_can_be_chosen(nobody: Client, program: dict[str, str]) -> None:
    response = nobody.get(f"{ADDRESS}?only=intents,policy", headers=program)
    assert names(response) == ["intents.jsonl", "policy.jsonl", "manifest.json"]
    refused = nobody.get(f"{ADDRESS}?only=passwords", headers=program)
    assert (refused.status_code, refused.json()["code"]) == (422, "unknown_kind")


def test_nobody_else_takes_it(
    nobody: Client, agent: Client, editor: Client, reader_key: dict[str, str], writer_key: dict[str, str]
) -> None:
    assert nobody.get(ADDRESS).status_code == 401
    assert (agent.get(ADDRESS).status_code, editor.get(ADDRESS).status_code) == (403, 403)
    for key in (reader_key, writer_key):
        assert nobody.get(ADDRESS, headers=key).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_it_is_streamed_where_streams_are_asynchronous() -> None:
    async def whole() -> bytes:
        client = AsyncClient()
        await client.aforce_login(await User.objects.acreate(username="root", role="admin"))
        response: Any = await client.get(ADDRESS)
        assert response.is_async
        return b"".join([piece async for piece in response])

    with zipfile.ZipFile(io.BytesIO(async_to_sync(whole)())) as package:
        assert "manifest.json" in package.namelist()
