"""What this machine offers to models, each finding with a remedy where something is wrong."""

import os
import platform
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from packaging.requirements import Requirement

from modelkit.errors import BackboneUnavailable

DISTRIBUTION = "triptych"
LIBRARIES = ("torch", "transformers", "sentence-transformers", "bm25s", "numpy")
EXTRAS = ("web", "crawl", "train", "serve", "gpu", "dev")


@dataclass(frozen=True, slots=True)
class Check:
    """One finding; a remedy marks it as a problem."""

    name: str
    found: str
    remedy: str = ""


def diagnose(*, registry: str | None = None, indexes: str | None = None) -> list[Check]:
    """Every check, the quick ones first."""
    return [*_versions(), *_extras(), *_hardware(), *_folders(registry, indexes), *_backbones()]


def _versions() -> Iterator[Check]:
    yield Check("python", platform.python_version())
    for library in LIBRARIES:
        found = _version(library)
        yield Check(library, found or "absent", "" if found else f"Run: pip install {library}")
    faiss = _version("faiss-gpu") or _version("faiss-cpu")
    yield Check("faiss", faiss or "absent", "" if faiss else "Run: pip install faiss-cpu")


def _extras() -> Iterator[Check]:
    """Extras are a choice, so a missing one is no problem."""
    wanted = [Requirement(line) for line in _requirements()]
    for extra in EXTRAS:
        needed = [r for r in wanted if r.marker and r.marker.evaluate({"extra": extra}) and not _always(r)]
        missing = [r.name for r in needed if _version(r.name) is None]
        state = "installed" if needed and not missing else f"not installed (pip install '.[{extra}]')"
        yield Check(f"extra {extra}", state)


def _hardware() -> Iterator[Check]:
    from modelkit.hardware import bf16_gain, plan
    from modelkit.retrieval.vectors import gpu

    chosen = plan()
    numbers = str(chosen.dtype).removeprefix("torch.")
    yield Check(
        "hardware", f"{chosen.device}, {numbers}, {chosen.threads} threads, {chosen.tokens_per_batch} tokens a batch"
    )
    yield Check("bf16 on this CPU", f"{bf16_gain():.1f} times the speed of fp32")
    yield Check("vector search", "GPU" if gpu.is_available() else "CPU")


def _folders(registry: str | None, indexes: str | None) -> Iterator[Check]:
    from modelkit.models.backbones.embedded import home

    places = {
        "models": registry or os.environ.get("MODELKIT_REGISTRY") or "./models",
        "indexes": indexes or os.environ.get("MODELKIT_INDEXES") or "./indexes",
        "backbones": str(home()),
    }
    for name, place in places.items():
        if "://" in place:  # on another machine, asked when it is used
            yield Check(f"folder {name}", place)
            continue
        path = Path(place).expanduser().resolve()
        remedy = "" if _is_writable(path) else f"Make {path} writable for this user, or name another folder."
        yield Check(f"folder {name}", str(path), remedy)


def _backbones() -> Iterator[Check]:
    from modelkit.models.backbones import DEFAULT_BACKBONE, ENGLISH_BACKBONE, find

    for name in (DEFAULT_BACKBONE, ENGLISH_BACKBONE):
        try:
            found = find(name)
        except BackboneUnavailable as error:
            yield Check(name, "not found", str(error))
        else:
            yield Check(name, f"{found.source}: {found.path}")


def _is_writable(path: Path) -> bool:
    """Whether a file can be made there, or the folder itself could be; tried, as root passes every permission check."""
    place = next(parent for parent in (path, *path.parents) if parent.exists())
    try:
        with tempfile.TemporaryFile(dir=place):
            return True
    except OSError:
        return False


def _requirements() -> list[str]:
    try:
        return requires(DISTRIBUTION) or []
    except PackageNotFoundError:
        return []


def _always(requirement: Requirement) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": ""})


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
