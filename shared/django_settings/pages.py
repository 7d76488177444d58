"""Languages, times and static files."""

from pathlib import Path
from typing import Any

from shared import environment


def pages(*, base_dir: Path) -> dict[str, Any]:
    static = base_dir / "staticfiles"
    return {
        "USE_TZ": True,
        "TIME_ZONE": environment.read_str("TIME_ZONE", default="UTC"),
        "LANGUAGE_CODE": "en",
        # Each language is named in itself: whoever needs it must be able to read it.
        "LANGUAGES": [("en", "English"), ("zh-hans", "简体中文")],
        "LOCALE_PATHS": [base_dir / "shared" / "locale"],
        "STATIC_URL": "/static/",
        "STATIC_ROOT": static,
        "STORAGES": _storages(static),
        "STATICFILES_FINDERS": [
            "django.contrib.staticfiles.finders.AppDirectoriesFinder",
            "shared.ui.plotly_finder.PlotlyFinder",
        ],
        "WHITENOISE_USE_FINDERS": not _is_collected(static),
    }


def _storages(static: Path) -> dict[str, dict[str, Any]]:
    """Hashed names where `collectstatic` has run (images), plain files straight from the apps elsewhere."""
    backend = (
        "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _is_collected(static)
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    return {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": backend},
    }


def _is_collected(static: Path) -> bool:
    return (static / "staticfiles.json").is_file()
