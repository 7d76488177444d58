from pathlib import Path


def trim(path: Path, folder: Path, *, languages: tuple[str, ...]) -> None:
    raise NotImplementedError
