"""From a model's name to a model in memory."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

from modelkit.errors import ModelNotFound
from modelkit.registry import Registry

if TYPE_CHECKING:
    from modelkit.inference.sharing import WeightPool
    from modelkit.models import Model

# Asking a registry in an object store costs a request; on a disk it costs microseconds and is done every time.
REMOTE_POINTER_SECONDS = 2.0


class Loader:
    """Finds names in the registry, then (to embed) among backbones and, where `paths` are trusted, directories."""

    def __init__(self, registry: Registry, *, device: str, paths: bool = True) -> None:
        self._registry = registry
        self._device = device
        self._paths = paths
        self._pool: WeightPool | None = None
        self._known: dict[str, tuple[float, Path]] = {}  # valid until (monotonic seconds), folder

    def where(self, name: str) -> Path:
        """The versioned folder that `name` means at this moment."""
        until, path = self._known.get(name, (0.0, Path()))
        if time.monotonic() < until:
            return path
        path = self._find(name)
        self._known[name] = (time.monotonic() + self._lifetime(name), path)
        return path

    def load(self, path: Path) -> "Model":
        """The model in `path`, of whatever task it was trained for, sharing frozen weights with those before it."""
        # Torch arrives with the first model, not with the first import.
        from safetensors import SafetensorError

        from modelkit.inference.sharing import WeightPool
        from modelkit.models import load

        self._pool = self._pool or WeightPool()
        try:
            model = load(path, device=self._device)
        except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
            raise ModelNotFound(
                f"The model in {path.parent.name}/{path.name} does not load ({type(error).__name__}).",
                remedy="Train or publish it again.",
            ) from error
        model.settle()
        self._pool.share(model)
        return model

    def _find(self, name: str) -> Path:
        if is_backbone(name) and not Path(name).exists():
            return _backbone(name)
        path = self._registry.resolve(name)
        if path == Path(name) and not self._paths:
            raise ModelNotFound(f"There is no model {name!r}.", remedy="Publish it in the registry.")
        return path

    def _lifetime(self, name: str) -> float:
        if "@" in name or is_backbone(name):  # never comes to mean anything else
            return float("inf")
        return 0.0 if self._registry.storage.local else REMOTE_POINTER_SECONDS


def is_backbone(name: str) -> bool:
    """Whether a name has the form of one on the Hub, owner/model."""
    return name.count("/") == 1 and not name.startswith((".", "/"))


def _backbone(name: str) -> Path:
    from modelkit.models.backbones import resolve

    return resolve(name)
