"""Files in, whole or not at all."""

from services.recommend.actions.importing.files import KINDS, import_file

__all__ = ["KINDS", "import_file"]
