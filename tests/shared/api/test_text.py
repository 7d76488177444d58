"""Characters that no database keeps are named, not stored and not a server error."""

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.api.text import PlainText

texts: TypeAdapter[list[str]] = TypeAdapter(list[PlainText])


@pytest.mark.parametrize(("text", "says"), [("a\x00b", "NUL"), ("a\ud800", "surrogate"), ("\udfff", "surrogate")])
def test_what_no_database_keeps_is_refused(text: str, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        texts.validate_python([text])


def test_every_other_character_is_kept() -> None:
    assert texts.validate_python(["中 😀 \u202e\ufeff"]) == ["中 😀 \u202e\ufeff"]
