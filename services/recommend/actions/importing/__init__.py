"""Files in, whole or not at all."""

from services.recommend.actions.importing.files import KINDS, import_file, import_folder

__all__ = ["KINDS", "import_file", "import_folder"]
