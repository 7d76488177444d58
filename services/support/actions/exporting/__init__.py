"""Everything goes out: one archive of JSONL files with a manifest, made while it is sent."""

from services.support.actions.exporting.archive import KINDS, MEDIA_TYPE, UnknownKind, archive, filename

__all__ = ["KINDS", "MEDIA_TYPE", "UnknownKind", "archive", "filename"]
