"""FAISS, typed as it behaves: the stubs in its wheel know only a part of its C++ classes.

It comes with its first use: a process that asks a server to search must not pay a library's start and memory.
"""

from importlib import import_module
from typing import Any


class _OnFirstUse:
    def __getattr__(self, name: str) -> Any:
        # Kept, so that it is asked for once: an import takes a lock that every thread waits for.
        found = self.__dict__[name] = getattr(import_module("faiss"), name)
        return found


faiss: Any = _OnFirstUse()
