"""Which arithmetic a machine is given."""

from pathlib import Path

import numpy as np
import pytest
import torch

from modelkit import hardware
from modelkit.errors import ModelkitError
from modelkit.models import Encoder


@pytest.fixture(autouse=True)
def _fresh_probe() -> None:
    hardware.bf16_gain.cache_clear()


@pytest.mark.parametrize(("bf16_seconds", "dtype"), [(0.5, torch.bfloat16), (0.9, torch.float32)])
def test_bf16_is_chosen_only_where_it_is_measured_to_be_faster(
    monkeypatch: pytest.MonkeyPatch, bf16_seconds: float, dtype: torch.dtype
) -> None:
    monkeypatch.delenv("MODELKIT_PRECISION")
    monkeypatch.setattr(hardware, "_seconds", lambda kind: bf16_seconds if kind is torch.bfloat16 else 1.0)
    assert hardware.plan("cpu").dtype is dtype


@pytest.mark.parametrize(("wanted", "dtype"), [("bf16", torch.bfloat16), ("fp32", torch.float32)])
def test_the_operator_may_choose_the_precision(
    monkeypatch: pytest.MonkeyPatch, wanted: str, dtype: torch.dtype
) -> None:
    monkeypatch.setenv("MODELKIT_PRECISION", wanted)
    assert hardware.plan("cpu").dtype is dtype


def test_an_unknown_precision_is_refused_with_the_known_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELKIT_PRECISION", "int4")
    with pytest.raises(ModelkitError, match="auto, fp32 or bf16"):
        hardware.plan("cpu")


def test_bf16_says_nearly_the_same_as_fp32(monkeypatch: pytest.MonkeyPatch, tiny_backbone: Path) -> None:
    texts = ["where is my card?", "the transfer was refused", "我的银行卡在哪里？"]
    exact = Encoder.from_backbone(tiny_backbone, device="cpu").encode(texts)
    monkeypatch.setenv("MODELKIT_PRECISION", "bf16")
    rounded = Encoder.from_backbone(tiny_backbone, device="cpu").encode(texts)
    assert not np.array_equal(exact, rounded)
    assert (exact * rounded).sum(axis=1).min() > 0.999


def test_the_probe_measures_this_machine_once_and_leaves_the_threads_as_they_were() -> None:
    threads = torch.get_num_threads()
    gain = hardware.bf16_gain()
    assert gain > 0
    assert torch.get_num_threads() == threads
    assert hardware.bf16_gain() == gain


def test_threads_never_exceed_what_torch_may_use() -> None:
    assert 1 <= hardware.plan("cpu").threads <= torch.get_num_threads()


def test_an_unknown_device_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ModelkitError, match="auto, cpu or cuda"):
        hardware.plan("tpu")


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has CUDA")
def test_cuda_is_refused_where_there_is_none_and_auto_does_without() -> None:
    with pytest.raises(ModelkitError, match="CUDA"):
        hardware.plan("cuda")
    assert hardware.plan("auto").device == "cpu"
