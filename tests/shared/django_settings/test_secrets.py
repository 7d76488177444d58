"""The signing key is given, or made once."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from shared.django_settings import secret_key


@pytest.fixture(autouse=True)
def _no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.delenv("SECRET_KEY_FILE", raising=False)


def test_a_single_machine_makes_one_key_and_keeps_it(tmp_path: Path) -> None:
    first = secret_key(data_dir=tmp_path, embedded=True)
    assert len(first) >= 32
    assert secret_key(data_dir=tmp_path, embedded=True) == first


def test_the_kept_key_is_for_its_owner_only(tmp_path: Path) -> None:
    secret_key(data_dir=tmp_path, embedded=True)
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_a_server_must_be_given_its_key(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        secret_key(data_dir=tmp_path, embedded=False)


def test_a_short_key_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "short")
    with pytest.raises(ImproperlyConfigured, match="32"):
        secret_key(data_dir=tmp_path, embedded=True)
