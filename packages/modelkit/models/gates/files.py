"""The gates of one model on disk: `gate.json` for the numbers, `gate.safetensors` for the examples."""

import json
import os
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

from modelkit.models.gates.bank import Bank
from modelkit.models.gates.gate import Gate

NUMBERS, EXAMPLES = "gate.json", "gate.safetensors"


def save_gates(directory: str | Path, gates: Mapping[str, Gate]) -> None:
    """Write the gates of a model's heads; heads that share a bank write it once."""
    folder = Path(directory)
    banks = {id(gate.bank): gate.bank for gate in gates.values() if len(gate.bank)}
    names = {key: f"bank{position}" for position, key in enumerate(banks)}
    tensors = {}
    for key, bank in banks.items():
        # A bank is rounded to half precision when it is made, so nothing is lost here.
        tensors[f"{names[key]}.vectors"] = np.ascontiguousarray(bank.vectors, dtype=np.float16)
        tensors[f"{names[key]}.crowding"] = np.ascontiguousarray(bank.crowding, dtype=np.float16)
    heads = {head: _numbers(gate) | {"bank": names.get(id(gate.bank))} for head, gate in gates.items()}
    save_file(tensors, folder / f".{EXAMPLES}")
    (folder / f".{NUMBERS}").write_text(json.dumps({"format": 1, "heads": heads}, indent=2), encoding="utf-8")
    # safetensors writes for its owner alone; a server that runs as somebody else reads the gate too.
    (folder / f".{EXAMPLES}").chmod(0o644)
    # The examples first: numbers without their bank would not load.
    os.replace(folder / f".{EXAMPLES}", folder / EXAMPLES)
    os.replace(folder / f".{NUMBERS}", folder / NUMBERS)


def _numbers(gate: Gate) -> dict[str, object]:
    return {field.name: getattr(gate, field.name) for field in fields(gate) if field.name != "bank"}


def load_gates(directory: str | Path) -> dict[str, Gate]:
    """The gates by head; empty for a model that was never given any."""
    folder = Path(directory)
    if not (folder / NUMBERS).is_file():
        return {}
    heads = json.loads((folder / NUMBERS).read_text(encoding="utf-8"))["heads"]
    tensors = {name: tensor.astype(np.float32) for name, tensor in load_file(folder / EXAMPLES).items()}
    banks = {
        name.removesuffix(".vectors"): Bank(tensor, tensors[name.replace(".vectors", ".crowding")])
        for name, tensor in tensors.items()
        if name.endswith(".vectors")
    }
    return {head: Gate(**(saved | {"bank": banks.get(saved["bank"]) or Bank.empty()})) for head, saved in heads.items()}
