"""Serve plotly's script straight from its wheel, as `ui/plotly.min.js`: no copy of it lies in this repository."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage

_SCRIPT = "plotly.min.js"


class PlotlyFinder(BaseFinder):
    def __init__(self, *_args: Any, **_kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=str(_folder()))
        self.storage.prefix = "ui"  # type: ignore[attr-defined]  # how finders name the folder they serve in

    def find(self, path: str, find_all: bool = False, **_: Any) -> Any:
        found = str(_folder() / _SCRIPT) if path == f"ui/{_SCRIPT}" else None
        if find_all:
            return [found] if found else []
        return found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        yield _SCRIPT, self.storage


def _folder() -> Path:
    # Importing plotly takes a while, and every command finds static files; the specification is enough.
    spec = find_spec("plotly")
    if spec is None or spec.origin is None:
        raise ImproperlyConfigured("plotly is missing. Install the extra `web`.")
    return Path(spec.origin).parent / "package_data"
