"""One function a dependency; each returns nothing, or raises what is wrong."""

import httpx
from celery import current_app
from django.conf import settings
from django.db import connection

_SECONDS = 2.0


def database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def broker() -> None:
    # A pool would hand out a connection that was fine a minute ago.
    with current_app.connection_for_write(connect_timeout=_SECONDS) as link:
        link.ensure_connection(max_retries=1, timeout=_SECONDS)


def models() -> None:
    """In-process models need no server."""
    if settings.MODELKIT_URL:
        httpx.get(f"{settings.MODELKIT_URL}/readyz", timeout=_SECONDS).raise_for_status()
