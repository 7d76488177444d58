"""Publish, find, promote and roll back."""

import subprocess
import sys
from pathlib import Path

import fsspec
import pytest

from modelkit.errors import GateRefused, ModelNotFound
from modelkit.registry import Registry
from tests.modelkit.registry.conftest import Make


def test_the_first_version_goes_live_and_is_found_by_name_version_and_path(registry: Registry, make: Make) -> None:
    version = registry.publish("intent", make(0.9))
    assert (version.number, version.live, registry.current("intent")) == (1, True, 1)
    found = registry.resolve("intent")
    assert found == registry.resolve("intent@1") == registry.resolve(found)
    assert (found / "1_Pooling" / "config.json").is_file()
    assert (found / "model.safetensors").read_bytes() == b"0.9" * 100


def test_a_better_version_replaces_it_and_rollback_goes_back_step_by_step(registry: Registry, make: Make) -> None:
    for accuracy in (0.90, 0.93, 0.95):
        registry.publish("intent", make(accuracy))
    assert registry.current("intent") == 3
    assert registry.rollback("intent").number == 2
    assert registry.rollback("intent").number == 1
    with pytest.raises(ModelNotFound, match="no earlier version"):
        registry.rollback("intent")
    assert registry.current("intent") == 1


def test_a_worse_version_is_kept_but_not_put_in_force(registry: Registry, make: Make) -> None:
    registry.publish("intent", make(0.935))
    version = registry.publish("intent", make(0.91))
    assert not version.live
    assert version.refusals == (
        "Its accuracy is 91.0 %; the live version has 93.5 % (95 % interval 91.5 % to 95.5 %).",
    )
    assert registry.current("intent") == 1
    assert [each.live for each in registry.list("intent")] == [True, False]


def test_a_version_within_the_interval_is_let_through(registry: Registry, make: Make) -> None:
    registry.publish("intent", make(0.93))
    assert registry.publish("intent", make(0.92)).live


def test_promotion_asks_the_gate_unless_it_is_forced(registry: Registry, make: Make) -> None:
    registry.publish("intent", make(0.95))
    registry.publish("intent", make(0.80), promote="never")
    with pytest.raises(GateRefused) as refused:
        registry.promote("intent", 2)
    assert "80.0 %" in refused.value.reasons[0]
    assert registry.current("intent") == 1
    assert registry.promote("intent", 2, force=True).live
    assert registry.current("intent") == 2
    assert registry.rollback("intent").number == 1


def test_promoting_the_live_version_again_does_not_lengthen_the_way_back(registry: Registry, make: Make) -> None:
    registry.publish("intent", make(0.90))
    registry.publish("intent", make(0.95))
    registry.promote("intent", 2)
    assert registry.rollback("intent").number == 1


def test_names_and_cards(registry: Registry, make: Make) -> None:
    registry.publish("intent", make(0.9))
    registry.publish("other", make(0.7), promote="never")
    assert registry.names() == ["intent", "other"]
    assert registry.card("intent").metrics["accuracy"]["value"] == 0.9
    assert registry.card("other").metrics["accuracy"]["value"] == 0.7
    assert registry.current("other") is None


@pytest.mark.parametrize("reference", ["nobody", "intent@9", "intent@", "intent@x", "../models", ""])
def test_what_is_not_there_is_an_error_that_names_what_is(registry: Registry, make: Make, reference: str) -> None:
    registry.publish("intent", make())
    with pytest.raises(ModelNotFound, match="Published here: intent"):
        registry.resolve(reference)


@pytest.mark.parametrize("name", ["../escape", "a/b", ".hidden", "", "x" * 200, "名字"])
def test_a_name_cannot_leave_the_root(registry: Registry, make: Make, name: str) -> None:
    with pytest.raises(ModelNotFound, match="no model name"):
        registry.publish(name, make())


def test_a_directory_without_a_card_is_refused_with_a_remedy(registry: Registry, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    with pytest.raises(ModelNotFound, match=r"has no card\.json.*train"):
        registry.publish("intent", tmp_path / "bare")
    assert registry.names() == []


def test_half_written_files_of_the_source_are_not_published(registry: Registry, make: Make) -> None:
    folder = make()
    (folder / ".model.safetensors.part").write_bytes(b"half")
    registry.publish("intent", folder)
    assert not (registry.resolve("intent") / ".model.safetensors.part").exists()


def test_any_fsspec_root_serves_and_versions_are_fetched_once(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELKIT_HOME", str(tmp_path / "home"))
    root = f"memory://registry-{tmp_path.name}"
    registry = Registry(root)
    registry.publish("intent", make(0.90))
    registry.publish("intent", make(0.95))
    found = Registry(root).resolve("intent")
    assert (found / "model.safetensors").read_bytes() == b"0.95" * 100
    assert registry.rollback("intent").number == 1
    assert (Registry(root).resolve("intent") / "model.safetensors").read_bytes() == b"0.9" * 100
    # What was fetched serves on while the store is away.
    fsspec.filesystem("memory").rm(f"/registry-{tmp_path.name}/intent/2/model.safetensors")
    assert (Registry(root).resolve("intent@2") / "model.safetensors").read_bytes() == b"0.95" * 100


def test_reading_a_registry_needs_no_torch(registry: Registry, make: Make) -> None:
    registry.publish("intent", make())
    code = (
        "import sys, modelkit.registry as r; r.Registry(sys.argv[1]).list('intent'); assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code, registry.storage.root], check=True, timeout=60)
