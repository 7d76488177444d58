"""Languages and static files."""

from pathlib import Path
from typing import Any


def languages() -> list[tuple[str, str]]:
    """Each language is named in itself: whoever needs it must be able to read it."""
    return [("en", "English"), ("zh-hans", "简体中文")]


def static_storages(root: Path) -> dict[str, dict[str, Any]]:
    """Hashed names where `collectstatic` has run (images), plain files straight from the apps elsewhere."""
    collected = (root / "staticfiles.json").is_file()
    backend = (
        "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if collected
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    return {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": backend},
    }
