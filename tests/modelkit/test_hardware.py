import pytest
import torch

from modelkit import hardware
from modelkit.errors import ModelkitError


@pytest.fixture(autouse=True)
def _fresh_probe() -> None:
    hardware.bf16_gain.cache_clear()


@pytest.mark.parametrize(("bf16_seconds", "dtype"), [(0.5, torch.bfloat16), (0.9, torch.float32)])
def test_bf16_is_chosen_only_where_it_is_measured_to_be_faster(
    monkeypatch: pytest.MonkeyPatch, bf16_seconds: float, dtype: torch.dtype
) -> None:
    monkeypatch.setattr(hardware, "_seconds", lambda kind: bf16_seconds if kind is torch.bfloat16 else 1.0)
    assert hardware.plan("cpu").dtype is dtype


def test_the_probe_measures_this_machine_once() -> None:
    gain = hardware.bf16_gain()
    assert gain > 0
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
