"""The company's records come in: whole or not at all, masked, and reversible."""

from services.support.actions.records.importing import IMPORTERS, import_file, undo_import

__all__ = ["IMPORTERS", "import_file", "undo_import"]
