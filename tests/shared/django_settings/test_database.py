"""DATABASE_URL chooses the database."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from shared.django_settings import databases


def test_postgresql_is_taken_apart() -> None:
    found = databases("postgresql://ann:p%40ss@db.example:6543/support?sslmode=require")["default"]
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", "6543", "support")
    assert (found["USER"], found["PASSWORD"]) == ("ann", "p@ss")
    assert found["OPTIONS"] == {"sslmode": "require"}


def test_only_where_connections_stay_are_statements_prepared() -> None:
    url = "postgresql://ann@db.example/recommend"
    assert databases(url)["default"]["OPTIONS"] == {}
    assert databases(url, keep=60)["default"]["OPTIONS"]["prepare_threshold"] > 0


def test_a_password_may_stay_out_of_the_url() -> None:
    assert databases("postgres://ann@db/support", password="kept apart")["default"]["PASSWORD"] == "kept apart"


def test_sqlite_makes_its_folder(tmp_path: Path) -> None:
    found = databases(f"sqlite:///{tmp_path}/deep/support.sqlite3")["default"]
    assert found["NAME"] == f"{tmp_path}/deep/support.sqlite3"
    assert (tmp_path / "deep").is_dir()


def test_another_database_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        databases("mysql://db/support")


@pytest.mark.django_db
def test_sqlite_lets_readers_go_on_while_one_writes() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL is in use, which always does")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone() == ("wal",)
