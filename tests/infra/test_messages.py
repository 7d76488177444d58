"""What people read is translated, and what is translated is compiled."""

import io
import re

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
