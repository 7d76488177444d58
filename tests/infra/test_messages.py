"""What people read is translated, and what is translated is compiled."""

import ast
import io
import re
from collections.abc import Iterator
from typing import TypeGuard

import pytest
from babel.messages.mofile import read_mo, write_mo

from infra import messages

PLACEHOLDER = re.compile(r"%\((\w+)\)|\{(\w+)\}")


@pytest.mark.parametrize("folder", messages.FOLDERS)
def test_every_text_has_a_translation(folder: str) -> None:
    assert messages.missing(messages.translated(folder)) == []


@pytest.mark.parametrize("folder", messages.FOLDERS)
def test_the_compiled_file_says_what_the_readable_one_says(folder: str) -> None:
    fresh = io.BytesIO()
    write_mo(fresh, messages.read(folder))
    fresh.seek(0)
    with messages.po_path(folder).with_suffix(".mo").open("rb") as file:
        compiled = read_mo(file)
    expected = {str(message.id): message.string for message in read_mo(fresh) if message.id}
    assert {str(message.id): message.string for message in compiled if message.id} == expected


@pytest.mark.parametrize("folder", messages.FOLDERS)
def test_translations_keep_the_places_of_values(folder: str) -> None:
    for message in messages.read(folder):
        original = message.id[-1] if isinstance(message.id, (list, tuple)) else message.id
        for string in message.string if isinstance(message.string, (list, tuple)) else [message.string]:
            if original and string:
                assert set(PLACEHOLDER.findall(string)) == set(PLACEHOLDER.findall(original)), original


@pytest.mark.parametrize("folder", ["shared", "services/sentiment"])
def test_what_is_refused_is_said_in_the_language_of_the_reader(folder: str) -> None:
    """A bare text where a message or a remedy belongs was forgotten."""
    assert list(_untranslated(folder)) == []


def test_what_an_exception_says_by_default_is_collected() -> None:
    assert "A training is already running. Wait for it, or cancel it." in messages.collect("shared")


def _untranslated(folder: str) -> Iterator[str]:
    for path in sorted((messages.ROOT / folder).rglob("*.py")):
        # A crawler has no reader: what it keeps is translated by its code, on the page.
        if "crawler" not in path.parts:
            for call in filter(_refuses, ast.walk(ast.parse(path.read_text(encoding="utf-8")))):
                if any(isinstance(argument, ast.Constant | ast.JoinedStr) for argument in call.args[1:3]):
                    yield f"{path.relative_to(messages.ROOT)}:{call.lineno}"


def _refuses(node: ast.AST) -> TypeGuard[ast.Call]:
    if not isinstance(node, ast.Call):
        return False
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return called in ("Problem", "refuse", "reject")
