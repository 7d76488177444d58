"""Sources as rows of the desk: edited, tried, brought in and out as files."""

from services.sentiment.actions.sources.editing import (
    SourceIn,
    delete_source,
    restore_source,
    save_source,
    switch_source,
)
from services.sentiment.actions.sources.exporting import COLUMNS, exported, write_opml
from services.sentiment.actions.sources.importing import Imported, import_sources
from services.sentiment.actions.sources.options import OPTIONS, Option
from services.sentiment.actions.sources.trying import KIND, run_try_job, start_trying
from services.sentiment.actions.sources.uploading import forget_unused_archives, keep_archive

__all__ = [
    "COLUMNS",
    "KIND",
    "OPTIONS",
    "Imported",
    "Option",
    "SourceIn",
    "delete_source",
    "exported",
    "forget_unused_archives",
    "import_sources",
    "keep_archive",
    "restore_source",
    "run_try_job",
    "save_source",
    "start_trying",
    "switch_source",
    "write_opml",
]
