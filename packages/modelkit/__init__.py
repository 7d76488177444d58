"""Fine-tune small language models and run them fast, in process or behind HTTP."""

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from modelkit.inference.engine import Engine
    from modelkit.inference.local import LocalEngine
    from modelkit.serving.client import HttpEngine
    from modelkit.serving.connect import connect

# Cores that share a product wait for each other at its end by turning on the spot. Where a process beside has one of
# them they would turn for whole slices of its time: see docs/decisions/0012. Read when torch and FAISS are loaded.
if "OMP_WAIT_POLICY" not in os.environ:
    os.environ.setdefault("GOMP_SPINCOUNT", "10000")

__all__ = ["Engine", "HttpEngine", "LocalEngine", "connect"]

# Resolved on first use: whoever only reads a record or an error must not wait seconds for torch.
_HOMES = {
    "Engine": "modelkit.inference.engine",
    "HttpEngine": "modelkit.serving.client",
    "LocalEngine": "modelkit.inference.local",
    "connect": "modelkit.serving.connect",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'modelkit' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
