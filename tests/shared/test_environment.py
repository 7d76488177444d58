"""Settings that are wrong stop the process with a remedy."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from shared import environment


@pytest.mark.parametrize(("text", "value"), [("true", True), ("YES", True), ("0", False), ("off", False)])
def test_booleans_are_read_in_their_usual_spellings(text: str, value: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_SWITCH", text)
    assert environment.read_bool("SOME_SWITCH", default=not value) is value


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (lambda: environment.read_bool("SOME_SETTING", default=False), "maybe"),
        (lambda: environment.read_int("SOME_SETTING", default=1), "many"),
        (lambda: environment.read_choice("SOME_SETTING", choices=("a", "b"), default="a"), "c"),
        (lambda: environment.read_url("SOME_SETTING", schemes=("http",)), "ftp://example.com"),
    ],
)
def test_a_wrong_value_names_its_variable(reader: object, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_SETTING", text)
    with pytest.raises(ImproperlyConfigured, match="SOME_SETTING"):
        reader()  # type: ignore[operator]


def test_a_variable_without_a_default_must_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOME_SETTING", raising=False)
    with pytest.raises(ImproperlyConfigured, match="SOME_SETTING is not set"):
        environment.read_str("SOME_SETTING")


def test_lists_drop_blanks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_LIST", " a, b ,,c ")
    assert environment.read_list("SOME_LIST") == ["a", "b", "c"]


def test_a_secret_may_come_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text("from the file\n")
    monkeypatch.setenv("SOME_SECRET", "from the environment")
    monkeypatch.setenv("SOME_SECRET_FILE", str(tmp_path / "secret"))
    assert environment.read_secret("SOME_SECRET") == "from the file"


def test_a_secret_file_that_is_missing_stops_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_SECRET_FILE", "/nonexistent/secret")
    with pytest.raises(ImproperlyConfigured, match="SOME_SECRET_FILE"):
        environment.read_secret("SOME_SECRET", default="")


def test_the_real_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SET_BEFORE", "real")
    monkeypatch.setenv("SET_BY_FILE", "")
    monkeypatch.delenv("SET_BY_FILE")
    (tmp_path / ".env").write_text("# a comment\nSET_BEFORE=file\nSET_BY_FILE='quoted'\n")
    environment.load_file(tmp_path / ".env")
    assert environment.read_str("SET_BEFORE") == "real"
    assert environment.read_str("SET_BY_FILE") == "quoted"
