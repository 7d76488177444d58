"""`manage.py ingest PATH…`: articles; `--records FILE --kind KIND`: records; `--desk FILE`: either, from another desk.

`--desk` takes an export of Zendesk, Intercom, Chatwoot or Rasa, a table, or our own; `--look` only says what it holds.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from services.support.actions import desks, documents, index, records
from services.support.actions.documents.judging import judge_files
from services.support.actions.documents.parsers import PARSERS
from services.support.actions.gate import ChangeHeld
from services.support.actions.records.judging import judge_import
from shared.errors import InputRefused

_ACTOR = "manage.py ingest"


class Command(BaseCommand):
    help = "Read articles (a folder or files) or records, then bring the index up to date."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("paths", nargs="*", type=Path, help="folders or files of articles")
        parser.add_argument("--records", type=Path, help="a CSV, JSONL or JSON file of records")
        parser.add_argument("--kind", choices=sorted(records.IMPORTERS), help="what the records are")
        parser.add_argument("--desk", type=Path, help="an export of another desk, or our own")
        parser.add_argument("--look", action="store_true", help="say what --desk would bring, and take nothing")
        parser.add_argument(
            "--layout", default="", choices=["", *desks.LAYOUTS], help="what --desk is, if not found out"
        )
        parser.add_argument("--encoding", default="", choices=["", *desks.ENCODINGS], help="of --desk, likewise")
        parser.add_argument("--language", default="", help="of whatever in --desk says none")
        parser.add_argument("--map", nargs="*", default=[], metavar="FIELD=COLUMN", help="columns of a table")
        parser.add_argument("--without-bad", action="store_true", help="leave out rows with something wrong")
        parser.add_argument(
            "--force", action="store_true", help="take articles and templates although the evaluation gate holds them"
        )
        parser.add_argument("--no-index", action="store_true", help="leave the index as it is")

    def handle(self, *, paths: list[Path], records: Path | None, kind: str | None, **options: Any) -> None:
        if not paths and not records and not options["desk"]:
            raise CommandError("Give a folder or file of articles, --records FILE --kind KIND, or --desk FILE.")
        if records:
            self._records(records, kind, force=options["force"])
        brought = options["desk"] is not None and self._desk(options["desk"], options)
        self._judge(paths, force=options["force"])
        refused = sum(not self._article(root, path) for root in paths for path in _articles(root))
        if (paths or brought) and not options["no_index"]:
            result = index.rebuild_index()
            self.stdout.write(f"Index: {result['chunks']} passages, {result.get('embedded', 0)} embedded now.")
        if refused:
            raise CommandError(f"{refused} file(s) were refused; the others are in.")

    def _judge(self, paths: list[Path], *, force: bool) -> None:
        files = [(path.name, _read(path), _key(root, path)) for root in paths for path in _articles(root)]
        try:
            judge_files(files, force=force, actor=_ACTOR)
        except ChangeHeld as held:
            raise CommandError(f"The articles are held, and none was taken. {_told(held)}") from held

    def _records(self, path: Path, kind: str | None, *, force: bool) -> None:
        if kind is None:
            raise CommandError("--records needs --kind.")
        data = _read(path)
        try:
            judge_import(kind=kind, filename=path.name, data=data, force=force, actor=_ACTOR)
            batch = records.import_file(kind=kind, filename=path.name, data=data)
        except ChangeHeld as held:
            raise CommandError(f"{path} is held, and nothing of it was taken. {_told(held)}") from held
        except InputRefused as error:
            raise CommandError(f"{path} was refused; nothing of it was kept.\n{error}") from error
        self.stdout.write(f"{path}: {batch.accepted} new, {batch.unchanged} already known.")

    def _desk(self, path: Path, options: dict[str, Any]) -> bool:
        """Whether articles came in."""
        given: dict[str, Any] = {"filename": path.name, "data": _read(path), "choice": _choice(options)}
        try:
            if options["look"]:
                self._told(desks.preview(**given))
                return False
            done = desks.bring(**given, force=options["force"], actor=_ACTOR)
        except ChangeHeld as held:
            raise CommandError(f"{path} is held, and nothing of it was taken. {_told(held)}") from held
        except InputRefused as error:
            raise CommandError(f"{path} was refused; nothing of it was kept.\n{error}") from error
        self.stdout.write(f"{path}: {done.layout}, {done.accepted} new, {done.unchanged} already known.")
        for reason, count in done.left.items():
            self.stdout.write(f"  left out: {count} × {reason}")
        return done.holds("knowledge")

    def _told(self, found: desks.Preview) -> None:
        self.stdout.write(f"{found.layout.title} ({found.layout.name}), {found.encoding}")
        for field in found.mapping:
            self.stdout.write(f"  {field.name} = {field.column or '-'}")
        for one in found.kinds:
            self.stdout.write(f"  {one.kind}: {one.read} read, {one.accepted} to be added, {one.bad} wrong")
        for reason, count in found.left.items():
            self.stdout.write(f"  left out: {count} × {reason}")
        for problem in found.problems:
            self.stderr.write(f"  {problem}")

    def _article(self, root: Path, path: Path) -> bool:
        try:
            result = documents.ingest_file(filename=path.name, data=_read(path), key=_key(root, path))
        except InputRefused as error:
            self.stderr.write(f"{path}: {error}")
            return False
        state = "new" if result.created else "changed" if result.changed else "unchanged"
        self.stdout.write(f"{path}: {state}, {result.added_chunks} passages new, {result.kept_chunks} kept.")
        for warning in result.warnings:
            self.stderr.write(f"{path}: {warning}")
        return True


def _choice(options: dict[str, Any]) -> desks.Choice:
    pairs = [one.partition("=") for one in options["map"]]
    if wrong := [field for field, mark, _column in pairs if not mark]:
        raise CommandError(f"--map {wrong[0]} names no column. Write FIELD=COLUMN.")
    return desks.Choice(
        layout=options["layout"],
        encoding=options["encoding"],
        language=options["language"],
        mapping={field: column for field, _mark, column in pairs},
        without_bad=options["without_bad"],
    )


def _told(held: ChangeHeld) -> str:
    """The refusal, with each case that would be answered worse."""
    return f"{held}" + "".join(f"\n  {one['question']}: {one['before']} → {one['after']}" for one in held.broken)


def _key(root: Path, path: Path) -> str:
    return str(path.relative_to(root).with_suffix("")) if root.is_dir() else path.stem


def _articles(root: Path) -> Iterator[Path]:
    if not root.exists():
        raise CommandError(f"There is no {root}.")
    yield from (sorted(path for path in root.rglob("*") if path.suffix.lower() in PARSERS) if root.is_dir() else [root])


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
