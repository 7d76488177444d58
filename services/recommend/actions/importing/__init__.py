"""Files in, whole or not at all."""

from services.recommend.actions.importing.files import KINDS, SUFFIXES, import_file, import_folder
from services.recommend.actions.importing.uploads import MOST_BYTES, run_import_job, start_import

__all__ = ["KINDS", "MOST_BYTES", "SUFFIXES", "import_file", "import_folder", "run_import_job", "start_import"]
