"""What this machine is good at: device, arithmetic, threads, and how many tokens make a good batch."""

import os
import time
from dataclasses import dataclass
from functools import cache

import torch

from modelkit.errors import ModelkitError

# A batch whose activations stay in the L2 cache beats a larger one on CPUs; GPUs want to be full.
CPU_TOKENS_PER_BATCH = 1_024
CUDA_TOKENS_PER_BATCH = 32_768
# Below this gain the rounding is not worth it.
MIN_BF16_GAIN = 1.5


@dataclass(frozen=True, slots=True)
class HardwarePlan:
    """How to run a model here. `tokens_per_batch` counts padded tokens."""

    device: str
    dtype: torch.dtype
    threads: int
    tokens_per_batch: int


def plan(device: str = "auto") -> HardwarePlan:
    """The plan for `device`: "auto" (CUDA when there is one), "cpu" or "cuda".

    MODELKIT_PRECISION=fp32 gives the same digits on every machine, bf16 the speed where a probe is not trusted.
    """
    chosen = _choose(device)
    tokens = CUDA_TOKENS_PER_BATCH if chosen == "cuda" else CPU_TOKENS_PER_BATCH
    return HardwarePlan(chosen, _precision(chosen), _threads(), tokens)


def _precision(device: str) -> torch.dtype:
    wanted = os.environ.get("MODELKIT_PRECISION") or "auto"
    if wanted not in {"auto", "fp32", "bf16"}:
        raise ModelkitError(f"MODELKIT_PRECISION is {wanted!r}.", remedy="Use auto, fp32 or bf16.")
    if wanted == "auto":
        good = torch.cuda.is_bf16_supported() if device == "cuda" else bf16_gain() >= MIN_BF16_GAIN
        wanted = "bf16" if good else "fp32"
    return torch.bfloat16 if wanted == "bf16" else torch.float32


@cache
def bf16_gain() -> float:
    """How many times faster a bf16 matrix product is than fp32 on this CPU (about 50 ms, once a process).

    Measured, not read from CPU flags: a CPU without AMX or AVX512-BF16 emulates bf16 at a fraction of fp32's speed.
    On one core, because cores that share a product this small mostly wait for whichever of them others have taken:
    beside one busy process the ratio of two cores was anything from 0.04 to 60, that of one core 3.4 to 5.8.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return _seconds(torch.float32) / _seconds(torch.bfloat16)
    finally:
        torch.set_num_threads(threads)


def _choose(device: str) -> str:
    if device not in {"auto", "cpu", "cuda"}:
        raise ModelkitError(f"No device is called {device!r}.", remedy="Use auto, cpu or cuda.")
    has_cuda = torch.cuda.is_available()
    if device == "cuda" and not has_cuda:
        raise ModelkitError("This machine has no usable CUDA device.", remedy="Use device=auto or device=cpu.")
    return "cuda" if has_cuda and device != "cpu" else "cpu"


def _threads() -> int:
    """Cores this process may use; torch's own limit (OMP_NUM_THREADS) wins when it is lower."""
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(available, torch.get_num_threads()))


def _seconds(dtype: torch.dtype) -> float:
    """The best of ten, because a busy machine only ever makes a run slower."""
    left = torch.ones(128, 384, dtype=dtype)
    right = torch.ones(384, 768, dtype=dtype)
    with torch.inference_mode():
        torch.mm(left, right)  # the first call builds the kernel
        return min(_time_once(left, right) for _ in range(10))


def _time_once(left: torch.Tensor, right: torch.Tensor) -> float:
    start = time.perf_counter()
    torch.mm(left, right)
    return max(time.perf_counter() - start, 1e-9)
