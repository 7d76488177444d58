"""FAISS, typed as it behaves: the stubs in its wheel know only a part of its C++ classes."""

from importlib import import_module
from typing import Any

faiss: Any = import_module("faiss")
