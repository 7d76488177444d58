"""Loaded things by name, exchanged while they are in use when their name comes to mean a newer version."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from modelkit.inference.stats import EngineStats

log = logging.getLogger(__name__)
Thing = TypeVar("Thing")

# Pinned old versions pile up when many indexes name them; those used least make room.
CAPACITY = 24


@dataclass(frozen=True, slots=True)
class Loaded(Generic[Thing]):
    """A thing in memory and the versioned folder it came from (its identity)."""

    path: Path
    thing: Thing


class Shelf(Generic[Thing]):
    """Loads on first use, in the caller's thread. A newer version is loaded aside in the background while the
    old one keeps serving; if that fails, the old one stays and the failure is logged and counted.
    """

    def __init__(
        self,
        where: Callable[[str], Path],
        load: Callable[[Path], Thing],
        *,
        stats: EngineStats,
        gone: tuple[type[Exception], ...] = (),
        capacity: int = CAPACITY,
    ) -> None:
        self._where = where
        self._load = load
        self._stats = stats
        self._gone = gone  # errors of `where` by which something was taken away on purpose
        self._capacity = capacity
        self._held: OrderedDict[str, Loaded[Thing]] = OrderedDict()
        self._broken: dict[str, Path] = {}
        self._swapping: set[str] = set()
        self._lock = threading.Lock()
        self._load_lock = threading.Lock()  # one load at a time: each needs memory of its own

    def get(self, name: str) -> Loaded[Thing]:
        """What `name` means, without waiting for a newer version."""
        with self._lock:
            held = self._held.get(name)
            if held is not None:
                self._held.move_to_end(name)
        if held is None:
            return self._load_first(name)
        wanted = self._wanted(name, held)
        if wanted != held.path and self._may_swap(name, wanted):
            threading.Thread(target=self._swap, args=(name, wanted), name=f"swap-{name}", daemon=True).start()
        return held

    def refresh(self, name: str) -> Loaded[Thing]:
        """What `name` means now, waiting for it; raises if it cannot be loaded (the old one keeps serving)."""
        wanted = self._where(name)
        with self._load_lock:
            held = self._held.get(name)
            return held if held and held.path == wanted else self._put(name, wanted)

    def holds(self, name: str) -> bool:
        return name in self._held

    def clear(self) -> None:
        with self._lock:
            self._held.clear()

    def _load_first(self, name: str) -> Loaded[Thing]:
        wanted = self._where(name)
        with self._load_lock:
            return self._held.get(name) or self._put(name, wanted)

    def _wanted(self, name: str, held: Loaded[Thing]) -> Path:
        try:
            return self._where(name)
        except self._gone:
            with self._lock:
                self._held.pop(name, None)
            raise
        except Exception:  # noqa: BLE001 - a registry that is away must not stop what is in memory
            self._stats.count("pointer_failures")
            return held.path

    def _may_swap(self, name: str, wanted: Path) -> bool:
        with self._lock:
            if name in self._swapping or self._broken.get(name) == wanted:
                return False
            self._swapping.add(name)
            return True

    def _swap(self, name: str, wanted: Path) -> None:
        try:
            with self._load_lock:
                self._put(name, wanted)
            self._stats.count("swaps")
            log.info("version_swapped", extra={"fields": {"name": name, "version": wanted.name}})
        except Exception:
            self._broken[name] = wanted  # not tried again until the pointer moves
            self._stats.count("failed_swaps")
            log.exception("version_not_loaded", extra={"fields": {"name": name, "version": wanted.name}})
        finally:
            with self._lock:
                self._swapping.discard(name)

    def _put(self, name: str, path: Path) -> Loaded[Thing]:
        # `name` and `name@3` may mean the same folder: once in memory is enough.
        with self._lock:
            twin = next((held for held in self._held.values() if held.path == path), None)
        loaded = twin or Loaded(path, self._load(path))
        with self._lock:
            self._held[name] = loaded
            self._held.move_to_end(name)
            while len(self._held) > self._capacity:
                self._held.popitem(last=False)
        return loaded
