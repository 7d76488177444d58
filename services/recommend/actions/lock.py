"""Only one at a time: a lock that ends with the process that holds it, however that process ends."""

import fcntl
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from services.recommend.errors import JobRuns


@contextmanager
def alone(name: str, *, wait: bool = False) -> Iterator[None]:
    """Where somebody else is at it, on this machine or, with PostgreSQL, on any: raises `JobRuns`, or waits."""
    with _advisory(name, wait) if connection.vendor == "postgresql" else _file(name, wait):
        yield


def join_in(name: str) -> None:
    """In a transaction of whoever is alone, over another connection than the lock's.

    A server ends such a transaction a moment after the process was killed, perhaps after the lock; whoever is alone
    next waits for it.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_number(f"{name}-joined")])


def keep_out(name: str) -> None:
    """In a transaction: whoever has joined in is waited for, and nobody joins in before its end.

    An embedded database lets one transaction write at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_number(f"{name}-joined")])


@contextmanager
def _advisory(name: str, wait: bool) -> Iterator[None]:
    number = _number(name)
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_lock(%s)", [number])
        else:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
            if not cursor.fetchone()[0]:
                raise JobRuns
        try:
            keep_out(name)
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [number])


def _number(name: str) -> int:
    return zlib.crc32(f"triptych-recommend-{name}".encode())


@contextmanager
def _file(name: str, wait: bool) -> Iterator[None]:
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    handle = os.open(settings.DATA_DIR / f"{name}.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise JobRuns from None
        yield
    finally:
        os.close(handle)
