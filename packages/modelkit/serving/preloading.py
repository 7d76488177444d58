"""Load models before customers come, so that none of them pays for the first pass."""

import logging
import threading
from collections.abc import Callable, Sequence

from modelkit.inference.local import LocalEngine
from modelkit.serving.logs import fault

log = logging.getLogger(__name__)

EVERYTHING = "all"
NOTHING = "none"


class Preloading:
    """Loads in a thread of its own while the server already answers `/livez`."""

    def __init__(self, engine: LocalEngine, names: Sequence[str]) -> None:
        self._engine = engine
        self._names = list(names)
        self.loaded: set[str] = set()
        self.missing: set[str] = set()  # not there yet, or not loadable; loaded on first use once they are
        self.done = False

    def start(self) -> None:
        threading.Thread(target=self._run, name="modelkit-preload", daemon=True).start()

    def _run(self) -> None:
        try:
            for name, load in self._wanted():
                self._try(name, load)
        finally:
            self.done = True
            log.info("ready", extra={"fields": {"loaded": sorted(self.loaded), "missing": sorted(self.missing)}})

    def _wanted(self) -> list[tuple[str, Callable[[str], object]]]:
        if self._names == [NOTHING]:
            return []
        if self._names != [EVERYTHING]:
            return [(name, self._warm) for name in self._names]
        models = [info.name for info in self._engine.models() if info.version is not None]
        indexes = self._engine.store.names()
        return [(name, self._warm) for name in models] + [(name, self._engine.load_index) for name in indexes]

    def _try(self, name: str, load: Callable[[str], object]) -> None:
        try:
            load(name)
            self.loaded.add(name)
        except Exception as error:  # noqa: BLE001 - whatever ails one model, the others are wanted
            self.missing.add(name)
            log.warning("not_preloaded", extra={"fields": {"name": name, **fault(error)}})

    def _warm(self, name: str) -> None:
        """Load a model and run it once: the first pass of a network is many times slower than the next."""
        task = self._engine.load(name).task
        if task == "encode":
            self._engine.embed(name, ["warm up"])
        elif task == "classify":
            self._engine.classify(name, ["warm up"])
        elif task == "score":
            self._engine.score(name, [("warm", "up")])
