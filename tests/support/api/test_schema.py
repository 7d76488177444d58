"""Every operation of the OpenAPI document, called with whatever its schema allows and forbids."""

from collections.abc import Iterable
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.test import Client
from django.test.client import ClientHandler
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance

# Streams have no end; the tests of conversations read them.
STREAMS = r"/events$"
PUBLIC = {"/api/widget/session", "/api/widget/config"}
QUICK = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.function_scoped_fixture],
)


class Application:
    """The service as WSGI in the test's own thread and transaction, without a limit on requests."""

    def __init__(self) -> None:
        self._handler = ClientHandler(enforce_csrf_checks=False)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        cache.clear()
        response: Any = self._handler(environ)
        headers = [*response.items(), *(("Set-Cookie", one.OutputString()) for one in response.cookies.values())]
        start_response(f"{response.status_code} {response.reason_phrase}", headers)
        return [response.content]


schema = schemathesis.openapi.from_wsgi("/api/openapi.json", Application()).exclude(path_regex=STREAMS)


@pytest.mark.django_db
@schema.parametrize()
@QUICK
def test_an_editor_is_never_answered_with_a_server_error(case: schemathesis.Case[Any], editor: Client) -> None:
    session = editor.cookies["support_session"].value
    case.call_and_validate(
        headers={"Cookie": f"support_session={session}"},
        checks=[not_a_server_error, response_schema_conformance],
    )


@pytest.mark.django_db
@schema.parametrize()
@settings(parent=QUICK, max_examples=3)
def test_nobody_gets_no_data(case: schemathesis.Case[Any]) -> None:
    reply = case.call()
    if case.operation.full_path in PUBLIC:
        assert reply.status_code < 500
    else:
        # 404: the path's parameters are none; 405: there is no such method.
        assert reply.status_code in {401, 404, 405}, (reply.status_code, reply.content)
