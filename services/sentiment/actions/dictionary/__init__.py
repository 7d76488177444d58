"""The desk's names: found in texts, edited, imported and exported."""

from services.sentiment.actions.dictionary.cautions import Caution, cautions
from services.sentiment.actions.dictionary.editing import (
    AliasIn,
    EntityIn,
    delete_entity,
    restore_entity,
    save_entity,
)
from services.sentiment.actions.dictionary.exporting import export_csv, export_json
from services.sentiment.actions.dictionary.finding import Found, find_entities, find_in
from services.sentiment.actions.dictionary.importing import Imported, import_entities
from services.sentiment.actions.dictionary.previewing import Preview, preview

__all__ = [
    "AliasIn",
    "Caution",
    "EntityIn",
    "Found",
    "Imported",
    "Preview",
    "cautions",
    "delete_entity",
    "export_csv",
    "export_json",
    "find_entities",
    "find_in",
    "import_entities",
    "preview",
    "restore_entity",
    "save_entity",
]
