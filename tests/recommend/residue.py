"""What is left of somebody."""

from collections.abc import Sequence
from pathlib import Path

from django.apps import apps
from pyarrow import parquet


def residue(names: Sequence[str], folder: Path) -> list[str]:
    """Every row of every table, and every byte of every file, that still has one of the names."""
    found = [
        f"{model._meta.label}: {row}"
        for model in apps.get_models()
        for row in model._default_manager.values_list()
        if any(name in repr(row) for name in names)
    ]
    files = [path for path in folder.rglob("*") if path.is_file() and "sqlite" not in path.name]
    return found + [str(path) for path in files if any(name in _text(path) for name in names)]


def _text(path: Path) -> str:
    """Parquet is compressed: its rows are read, and its footer's smallest and largest values."""
    if path.suffix != ".parquet":
        return path.read_text(errors="replace")
    metadata = parquet.ParquetFile(path).metadata.to_dict()
    return f"{parquet.read_table(path).to_pylist()} {metadata}"
