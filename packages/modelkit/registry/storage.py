"""Where versions lie: any fsspec path. Whatever fails half-way (a full disk, a killed process) leaves no trace
that a reader could take for a version."""

import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import fsspec
from fsspec.implementations.local import LocalFileSystem

from modelkit.registry.card import CARD_FILE

# Folders that begin so are being written, or were given up.
ASIDE = ".incoming-"
# Seconds; no copy takes a day.
ABANDONED_AFTER = 86_400


class Storage:
    """Files under one root. On a disk a version appears by one rename; in an object store, which has none, when
    its card arrives, which is written last.
    """

    def __init__(self, root: str | Path) -> None:
        self.fs, self.root = fsspec.core.url_to_fs(str(root))
        self.local = isinstance(self.fs, LocalFileSystem)

    def path(self, *parts: str) -> str:
        """A path under the root."""
        return "/".join([self.root.rstrip("/"), *parts])

    def folders(self, *parts: str) -> list[str]:
        """Names of the folders in a folder; none when it does not exist."""
        try:
            entries: list[dict[str, Any]] = self.fs.ls(self.path(*parts), detail=True, refresh=True)
        except FileNotFoundError:
            return []
        return sorted(Path(entry["name"]).name for entry in entries if entry["type"] == "directory")

    def read(self, *parts: str) -> bytes | None:
        """A file's bytes, or None when there is no such file."""
        try:
            data: bytes = self.fs.cat_file(self.path(*parts))
        except (FileNotFoundError, NotADirectoryError):
            return None
        return data

    def exists(self, *parts: str) -> bool:
        """Whether a file is there."""
        return bool(self.fs.isfile(self.path(*parts)))

    def replace(self, data: bytes, *parts: str) -> None:
        """Exchange a file's content at once: readers see the old bytes or the new, never a part."""
        target = self.path(*parts)
        if not self.local:
            self.fs.pipe_file(target, data)  # one PUT is atomic
            return
        aside = f"{target}.{uuid4().hex}"
        try:
            with self.fs.open(aside, "wb") as file:
                file.write(data)
            _flush(Path(aside))
            os.replace(aside, target)
        except BaseException:
            with suppress(OSError):
                os.unlink(aside)
            raise
        _flush(Path(target).parent)

    def install(self, source: Path, name: str, *, first: int) -> int:
        """Copy a directory in as a version numbered `first` or, where others were quicker, higher."""
        return self._install_on_disk(source, name, first) if self.local else self._upload(source, name, first)

    def _install_on_disk(self, source: Path, name: str, number: int) -> int:
        home = Path(self.path(name))
        home.mkdir(parents=True, exist_ok=True)
        _sweep(home)
        aside = home / f"{ASIDE}{uuid4().hex}"
        try:
            for file in _files(source):
                self._copy(source / file, str(aside / file))
                _flush(aside / file)
            return _settle(aside, home, number)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise

    def _upload(self, source: Path, name: str, number: int) -> int:
        while not self._claim(name, number):
            number += 1
        for file in sorted(_files(source), key=lambda file: file == CARD_FILE):
            self._copy(source / file, self.path(name, str(number), file))
        return number

    def _claim(self, name: str, number: int) -> bool:
        """Take a number that nobody has; two uploads must not mix in one folder."""
        target = self.path(name, str(number), ".claim")
        if self.fs.exists(self.path(name, str(number))):
            return False
        try:
            self.fs.pipe_file(target, b"", mode="create")
        except FileExistsError:
            return False
        return True

    def _copy(self, source: Path, target: str) -> None:
        self.fs.makedirs(target.rpartition("/")[0], exist_ok=True)
        self.fs.put_file(str(source), target)

    @contextmanager
    def locked(self, name: str) -> Iterator[None]:
        """One writer of pointers at a time; an object store has no locks, there the last one wins."""
        if not self.local:
            yield
            return
        home = Path(self.path(name))
        home.mkdir(parents=True, exist_ok=True)
        with (home / ".lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def directory(self, name: str, number: int) -> Path:
        """A version as a directory on this machine, fetched once when the root is elsewhere."""
        if self.local:
            return Path(self.path(name, str(number)))
        target = _cache_root() / hashlib.sha256(self.root.encode()).hexdigest()[:16] / name / str(number)
        if not (target / CARD_FILE).is_file():
            self._fetch(self.path(name, str(number)), target)
        return target

    def _fetch(self, remote: str, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=ASIDE, dir=target.parent) as aside:
            whole = Path(aside) / "whole"
            self.fs.get(f"{remote}/", f"{whole}/", recursive=True)
            with suppress(OSError):  # another process fetched the same version meanwhile
                os.rename(whole, target)


def _sweep(home: Path) -> None:
    """Give back the space of publishers that were killed."""
    for aside in home.glob(f"{ASIDE}*"):
        with suppress(FileNotFoundError):
            if time.time() - aside.stat().st_mtime > ABANDONED_AFTER:
                shutil.rmtree(aside, ignore_errors=True)


def _settle(aside: Path, home: Path, number: int) -> int:
    while True:
        try:
            # A version is never empty, so the rename fails where another publisher took the number.
            os.rename(aside, home / str(number))
        except OSError:
            if not (home / str(number)).exists():
                raise
            number += 1
        else:
            _flush(home)
            return number


def _files(source: Path) -> list[str]:
    """Files below a directory; hidden ones are others' half-written work."""
    found = [path.relative_to(source) for path in sorted(source.rglob("*")) if path.is_file()]
    return [path.as_posix() for path in found if not any(part.startswith(".") for part in path.parts)]


def _flush(path: Path) -> None:
    """Reach the disk before the pointer does, so that a power cut cannot leave it pointing at holes."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _cache_root() -> Path:
    home = os.environ.get("MODELKIT_HOME")
    return (Path(home) if home else Path.home() / ".cache" / "modelkit") / "registry"
