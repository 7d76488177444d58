"""A zip that is written as it is read: no file and no whole table stands in memory."""

import json
import zipfile
from collections.abc import Callable, Collection, Iterator
from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from services.support.actions.desks.layouts.archive import FILES, FORMAT, MANIFEST, VERSION
from services.support.actions.records.intents import NAME
from services.support.queries import exporting as stored
from shared.errors import ServiceError

MEDIA_TYPE = "application/zip"
_PIECE = 64 * 1024


class UnknownKind(ServiceError):
    """There is nothing of this kind to export."""

    code: ClassVar[str] = "unknown_kind"


def _nameable_intents() -> stored.Rows:
    """A label that could be no name, and has nothing but its examples, comes back with them."""
    return (row for row in stored.intents() if row["templates"] or NAME.fullmatch(row["name"]))


KINDS: dict[str, Callable[[], stored.Rows]] = {
    "intents": _nameable_intents,
    "articles": stored.articles,
    "article_versions": stored.article_versions,
    "canned": stored.canned,
    "examples": stored.examples,
    "pairs": stored.pairs,
    "cases": stored.cases,
    "conversations": stored.conversations,
    "ratings": stored.ratings,
    "corrections": stored.corrections,
    "policy": stored.policy,
    "settings": stored.settings_told,
}


class _Sink:
    """What the zip writes, until it is taken along; there is no way back in it."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self.size = 0

    def write(self, data: bytes) -> int:
        self._pieces.append(bytes(data))
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""

    def take(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces, self.size = [], 0
        return taken


def archive(only: Collection[str] = ()) -> Iterator[bytes]:
    """Raises `UnknownKind` before anything is written. Each kind is read at once, one after the other."""
    if unknown := sorted(set(only) - set(KINDS)):
        raise UnknownKind(f"There is no kind '{unknown[0][:40]}'. Use some of: {', '.join(KINDS)}.")
    return _written([kind for kind in KINDS if not only or kind in only])


def filename() -> str:
    return f"triptych-support-{timezone.now():%Y-%m-%d-%H%M}.zip"


def _written(kinds: list[str]) -> Iterator[bytes]:
    sink = _Sink()
    counts: dict[str, int] = {}
    with zipfile.ZipFile(sink, "w") as package:  # type: ignore[call-overload]  # it only writes
        for kind in kinds:
            counts[kind] = 0
            with package.open(_entry(f"{kind}.jsonl"), "w", force_zip64=True) as file:
                for row in KINDS[kind]():
                    file.write(_line(row))
                    counts[kind] += 1
                    if sink.size >= _PIECE:
                        yield sink.take()
        package.writestr(_entry(MANIFEST), _line(_manifest(counts)))
    yield sink.take()


def _manifest(counts: dict[str, int]) -> dict[str, Any]:
    files = {f"{kind}.jsonl": {"rows": rows, "import": FILES.get(f"{kind}.jsonl")} for kind, rows in counts.items()}
    return {"format": FORMAT, "version": VERSION, "created_at": timezone.now(), "files": files}


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date_time=timezone.now().timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    # Readable by whoever unpacks it, and by nobody else.
    entry.external_attr = 0o600 << 16
    return entry


def _line(row: dict[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False, cls=DjangoJSONEncoder).encode() + b"\n"
