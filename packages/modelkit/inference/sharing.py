"""Models tuned from one backbone with frozen parts hold those parts once in memory."""

import weakref
from typing import Any

import torch

# Smaller tensors are not worth looking at; an embedding table has tens of megabytes.
MIN_ELEMENTS = 1 << 16
FINGERPRINT_ELEMENTS = 64

Fingerprint = tuple[torch.Size, torch.dtype, str, bytes]


class WeightPool:
    """Every large parameter in memory, so that an equal one loaded later can point to it."""

    def __init__(self) -> None:
        self._known: dict[Fingerprint, list[weakref.ref[torch.nn.Parameter]]] = {}

    def share(self, model: Any) -> int:
        """Let `model` use the parameters already in memory that equal its own, bit for bit. Returns bytes saved.

        For inference only: training one of the models would change the others.
        """
        saved = 0
        for module in _modules(model):
            for parameter in module.parameters():
                if parameter.numel() >= MIN_ELEMENTS:
                    saved += self._share(parameter)
        return saved

    def _share(self, parameter: torch.nn.Parameter) -> int:
        known = self._known.setdefault(_fingerprint(parameter), [])
        known[:] = [ref for ref in known if ref() is not None]
        for ref in known:
            other = ref()
            if other is None or other is parameter:
                continue
            if other.data_ptr() == parameter.data_ptr():
                return 0
            if torch.equal(other, parameter):
                parameter.data = other.data
                known.append(weakref.ref(parameter))
                return parameter.numel() * parameter.element_size()
        known.append(weakref.ref(parameter))
        return 0


def _fingerprint(parameter: torch.nn.Parameter) -> Fingerprint:
    flat = parameter.detach().reshape(-1)
    sample = flat[:: max(1, flat.numel() // FINGERPRINT_ELEMENTS)].float().cpu().numpy().tobytes()
    return parameter.shape, parameter.dtype, str(parameter.device), sample


def _modules(model: Any) -> list[torch.nn.Module]:
    if isinstance(model, torch.nn.Module):
        return [model]
    return [part for part in vars(model).values() if isinstance(part, torch.nn.Module)]
