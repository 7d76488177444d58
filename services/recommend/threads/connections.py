"""Whether a connection that was kept is still there, without asking it.

Django asks at every request, and the answer takes as long as a question that matters. A server that ends a connection
says so on it: one over which nothing has come while nobody asked is as good as it was.
"""

import select
from typing import TYPE_CHECKING

from django.db import connections

if TYPE_CHECKING:
    import psycopg


def trust_quiet() -> None:
    """For PostgreSQL; a file is always there. Where something has come, Django asks as ever."""
    for one in connections.all(initialized_only=True):
        if one.vendor == "postgresql" and one.connection is not None and _is_quiet(one.connection):
            one.health_check_done = True  # type: ignore[attr-defined]  # the stubs leave it out


def _is_quiet(connection: "psycopg.Connection[object]") -> bool:
    if connection.closed:
        return False
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    return not waiting.poll(0)
