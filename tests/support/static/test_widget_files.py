"""The widget stays small, and builds nothing from text."""

import gzip
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[3] / "services/support/static/support"
WIDGET = [STATIC / "widget.js", *sorted((STATIC / "widget").glob("*.js"))]
LIMIT = 20_000


def test_all_files_together_weigh_less_than_twenty_kilobytes() -> None:
    assert sum(len(gzip.compress(path.read_bytes())) for path in WIDGET) <= LIMIT


@pytest.mark.parametrize("path", WIDGET, ids=lambda path: path.name)
def test_text_never_becomes_markup_or_code(path: Path) -> None:
    dangerous = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|createContextualFragment"
    assert not re.search(dangerous, path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", WIDGET, ids=lambda path: path.name)
def test_every_import_is_one_of_the_files(path: Path) -> None:
    for name in re.findall(r'from "([^"]+)"|import "([^"]+)"', path.read_text(encoding="utf-8")):
        assert (path.parent / (name[0] or name[1])).resolve() in WIDGET


def test_both_languages_say_the_same_things() -> None:
    source = (STATIC / "widget/texts.js").read_text(encoding="utf-8")
    english, chinese = re.findall(r"const \w+ = \{(.*?)\};", source, re.DOTALL)
    names = [re.findall(r"^  (\w+):", block, re.MULTILINE) for block in (english, chinese)]
    assert names[0] == names[1]
    slots = [sorted(re.findall(r"\{\w+\}", block)) for block in (english, chinese)]
    assert slots[0] == slots[1] != []
