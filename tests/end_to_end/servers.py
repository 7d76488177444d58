"""A database and a broker of one's own on servers that others use too."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
import redis
from psycopg import sql


@contextmanager
def own_database(url: str) -> Iterator[str]:
    """The address of a fresh database, dropped afterwards."""
    name = f"triptych_native_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def own_broker(url: str) -> Iterator[str]:
    """The address of a Redis database that was empty, emptied again afterwards."""
    for number in range(1, 16):
        address = urlunsplit(urlsplit(url)._replace(path=f"/{number}"))
        with redis.Redis.from_url(address) as client:
            # Taken in one step, so that two runs do not choose the same one.
            if client.dbsize() == 0 and client.set("triptych-test", "taken", nx=True):
                try:
                    yield address
                finally:
                    client.flushdb()
                return
    pytest.fail("no Redis database is empty")
