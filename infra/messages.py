"""Collect texts to translate into `.po` files, and compile those: `make messages`. No gettext is needed."""

import ast
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[1]
LANGUAGE = "zh_Hans"
# Each folder keeps its own translations, so that a service carries what it shows.
FOLDERS = ("shared", "services/support", "services/sentiment", "services/recommend")
_BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
_KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}


def po_path(folder: str) -> Path:
    return ROOT / folder / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def collect(folder: str) -> Catalog:
    """Every text of the folder's Python files and templates, without translations."""
    catalog = Catalog(locale=LANGUAGE, charset="utf-8", fuzzy=False)
    for path, source in _sources(ROOT / folder):
        where = [(str(path.relative_to(ROOT)), 0)]
        for _line, message, comments, context in extract(
            "python", io.BytesIO(source.encode()), keywords=_KEYWORDS, comment_tags=("Translators:",)
        ):
            flags = ["python-format"] if "%(" in str(message) else []
            catalog.add(message, locations=where, flags=flags, auto_comments=comments, context=context)
        if path.suffix == ".py":
            for message in _refusals(source):
                catalog.add(message, locations=where)
    return catalog


def translated(folder: str) -> Catalog:
    """The texts of the folder with the translations that its `.po` file has."""
    catalog = read(folder)
    # A guess at a translation shown to customers is worse than the English text.
    catalog.update(collect(folder), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    # A header without dates and names of tools: the file changes only when a text does.
    catalog.header_comment = "# Texts of Triptych in Simplified Chinese."
    catalog.project, catalog.version = "Triptych", "1"
    catalog.creation_date = catalog.revision_date = _BEGINNING
    return catalog


def read(folder: str) -> Catalog:
    if not po_path(folder).exists():
        return Catalog(locale=LANGUAGE, fuzzy=False)
    with po_path(folder).open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def write(folder: str, catalog: Catalog) -> None:
    path = po_path(folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, sort_output=True, omit_header=False, include_lineno=False, width=110)
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalog)


def missing(catalog: Catalog) -> list[str]:
    return [str(message.id) for message in catalog if message.id and not all(_strings(message.string))]


def _strings(string: object) -> tuple[object, ...]:
    return tuple(string) if isinstance(string, (tuple, list)) else (string,)


def _refusals(source: str) -> Iterator[str]:
    """The docstrings of exceptions that have a stable code: what they say where nothing else is said."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef) and any(map(_is_code, node.body)):
            yield (ast.get_docstring(node, clean=False) or "").strip()


def _is_code(statement: ast.stmt) -> bool:
    if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
        return False
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return any(isinstance(target, ast.Name) and target.id == "code" for target in targets)


def _sources(folder: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted(folder.rglob("*.py")):
        yield path, path.read_text(encoding="utf-8")
    for path in sorted(folder.rglob("templates/**/*.html")):
        python = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        # What is left of the page's indentation would be a syntax error.
        yield path, "\n".join(line.strip() for line in python.splitlines())


def main() -> int:
    settings.configure(USE_I18N=False)
    django.setup()
    left = 0
    for folder in FOLDERS:
        catalog = translated(folder)
        write(folder, catalog)
        for text in missing(catalog):
            left += 1
            sys.stdout.write(f"{folder}: not translated: {text}\n")
    return int(left > 0)


if __name__ == "__main__":
    sys.exit(main())
