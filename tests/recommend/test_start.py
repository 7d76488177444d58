"""What the processes of the service hold from their first moment."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Together 280 MB, for what few processes do, and those not at every moment.
LARGE = ("torch", "sklearn", "pyarrow", "scipy.stats")
LOOK = (
    "import sys, django.urls, {module}, services.recommend.tasks; django.urls.get_resolver().url_patterns;"
    "print([name for name in {large} if name in sys.modules])"
)


@pytest.mark.parametrize("module", ["services.recommend.asgi", "services.recommend.celery"])
def test_what_only_training_and_batches_need_is_not_loaded(module: str, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'packages'}",
        "DJANGO_SETTINGS_MODULE": "services.recommend.settings",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/recommend.sqlite3",
    }
    look = ["-c", LOOK.format(module=module, large=LARGE)]
    if module.endswith("celery"):
        look[1] = f"import django; django.setup(); {look[1]}"
    done = subprocess.run(
        [sys.executable, *look], env=environment, cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == "[]"
