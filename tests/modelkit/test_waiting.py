"""Threads that wait for each other give their core away soon, unless the operator wants it otherwise."""

import os
import subprocess
import sys

import pytest

_TOLD = "import modelkit, os, sys; print(os.environ.get('GOMP_SPINCOUNT'), 'torch' in sys.modules)"


@pytest.mark.parametrize(
    ("given", "told"),
    [({}, "10000"), ({"GOMP_SPINCOUNT": "7"}, "7"), ({"OMP_WAIT_POLICY": "ACTIVE"}, "None")],
)
def test_it_is_decided_before_torch_is_loaded(given: dict[str, str], told: str) -> None:
    ours = {key: value for key, value in os.environ.items() if key not in {"GOMP_SPINCOUNT", "OMP_WAIT_POLICY"}}
    done = subprocess.run(
        [sys.executable, "-c", _TOLD], env={**ours, **given}, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [told, "False"]
