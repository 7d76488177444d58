"""Published indexes: built aside, put in force by one rename, and kept for a way back."""

import json
import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from modelkit.errors import IndexUnavailable
from modelkit.retrieval.index import FACTS_FILE, Index

CURRENT_FILE = "current"
# The version in force, the one before it (servers may still map it), and one to go back to.
VERSIONS_KEPT = 3


@dataclass(frozen=True, slots=True)
class IndexVersion:
    """A published index: where it lies and what it counts."""

    name: str
    version: int
    path: Path


class IndexStore:
    """`<root>/<name>/<version>/` with a `current` file, as in the model registry. Needs a local disk to map from."""

    def __init__(self, root: str | Path) -> None:
        self.root = Path(root)

    def publish(self, name: str, index: Index) -> IndexVersion:
        """Save `index` aside, then put it in force. A failure (a full disk) leaves the old version serving."""
        home = self._home(name)
        home.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".incoming-", dir=home))
        try:
            index.save(aside)
            aside.chmod(0o755)  # mkdtemp's 0700 would hide it from a server under another user
            published = self._settle(name, aside)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise
        self._point(name, published.version)
        self._prune(name)
        return published

    def current(self, name: str) -> IndexVersion:
        """The version in force."""
        try:
            version = int((self._home(name) / CURRENT_FILE).read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise IndexUnavailable(f"No index {name!r} is published.", remedy="Build it first.") from error
        return IndexVersion(name, version, self._home(name) / str(version))

    def load(self, name: str) -> Index:
        """Open the version in force."""
        return Index.load(self.current(name).path)

    def versions(self, name: str) -> list[int]:
        """The versions kept, ascending."""
        home = self._home(name)
        if not home.is_dir():
            return []
        return sorted(int(entry.name) for entry in home.iterdir() if entry.name.isdigit())

    def names(self) -> list[str]:
        """Every published index."""
        if not self.root.is_dir():
            return []
        return sorted(entry.name for entry in self.root.iterdir() if (entry / CURRENT_FILE).is_file())

    def rollback(self, name: str) -> IndexVersion:
        """Put the version before the one in force back in force."""
        now = self.current(name).version
        earlier = [version for version in self.versions(name) if version < now]
        if not earlier:
            raise IndexUnavailable(f"Index {name!r} has no version before {now}.", remedy="Build it anew.")
        self._point(name, earlier[-1])
        return self.current(name)

    def delete(self, name: str) -> None:
        """Erase every version of an index."""
        home = self._home(name)
        with suppress(FileNotFoundError):
            (home / CURRENT_FILE).unlink()
            shutil.rmtree(home)

    def forget_earlier(self, name: str) -> None:
        """Erase all versions but the one in force, as when documents must be gone for good: no way back is left."""
        self._prune(name, keep=1)

    def documents(self, name: str) -> int:
        """How many documents the version in force holds, without opening it."""
        facts = json.loads((self.current(name).path / FACTS_FILE).read_text(encoding="utf-8"))
        return int(facts["documents"])

    def _home(self, name: str) -> Path:
        if not name or name.startswith(".") or set(name) & set("/\\\0"):
            raise IndexUnavailable(f"{name!r} cannot name an index.", remedy="Use letters, digits, '-', '_', '.'.")
        return self.root / name

    def _settle(self, name: str, aside: Path) -> IndexVersion:
        _flush(aside)
        version = max(self.versions(name), default=0)
        while True:  # another process may settle the same number first
            version += 1
            target = self._home(name) / str(version)
            try:
                os.rename(aside, target)
            except OSError:
                if not target.exists():
                    raise
            else:
                return IndexVersion(name, version, target)

    def _point(self, name: str, version: int) -> None:
        home = self._home(name)
        fresh = home / f".{CURRENT_FILE}-{uuid4().hex}"
        fresh.write_text(str(version), encoding="utf-8")
        os.replace(fresh, home / CURRENT_FILE)

    def _prune(self, name: str, *, keep: int = VERSIONS_KEPT) -> None:
        now = self.current(name).version
        for version in self.versions(name)[:-keep]:
            if version != now:
                # A server that still maps these files keeps their pages until it lets go.
                shutil.rmtree(self._home(name) / str(version), ignore_errors=True)


def _flush(directory: Path) -> None:
    """Reach the disk before the pointer does, so that a power cut cannot leave it pointing at holes."""
    for path in directory.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
