"""Which machine and which versions a figure belongs to."""

import importlib.metadata
import os
import platform
import subprocess
from pathlib import Path

LIBRARIES = ("torch", "transformers", "sentence-transformers", "faiss-cpu", "django")


def describe() -> str:
    """One line for above a table."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES)
    hardware = f"{_processor()}, {len(os.sched_getaffinity(0))} cores, {_memory_gib():.0f} GiB, {_gpu()}"
    return f"{hardware}; Python {platform.python_version()}, {versions}"


def keep_two_cores() -> None:
    """Bind this process and its children to two cores, so that figures of larger machines compare."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])


def hide_gpu() -> None:
    """Children, and libraries not yet imported here, see no GPU."""
    os.environ["CUDA_VISIBLE_DEVICES"] = ""


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _memory_gib() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def _gpu() -> str:
    if os.environ.get("CUDA_VISIBLE_DEVICES") == "":
        return "no GPU"
    try:
        asked = subprocess.run(
            ["nvidia-smi", "--query-gpu=name", "--format=csv,noheader"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return "no GPU"
    return asked.stdout.strip().splitlines()[0]
