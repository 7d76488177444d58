"""Fine-tune small language models and run them fast, in process or behind HTTP."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from modelkit.inference.engine import Engine
    from modelkit.inference.local import LocalEngine
    from modelkit.serving.client import HttpEngine
    from modelkit.serving.connect import connect

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
