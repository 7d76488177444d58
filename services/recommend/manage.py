"""Django's commands and recommend's own verbs: `python services/recommend/manage.py help`."""

import os
import sys
from pathlib import Path


def main() -> None:
    root = Path(__file__).resolve().parents[2]
    # Python puts this file's folder first, where `celery.py` would hide the library of that name.
    sys.path[:1] = [str(root), str(root / "packages")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "services.recommend.settings")

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
