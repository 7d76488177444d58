"""A rule as the editor writes it. What is no number stays text here, for the action to name."""

import re
from collections.abc import Sequence
from typing import Any

from django.http import QueryDict

from services.sentiment import models
from services.sentiment.actions.rules.checking import FIELDS, MINUTES
from services.sentiment.actions.surges.detectors import DETECTORS
from shared.outbox.models import Endpoint

_TEXTS = ("name", "description", "detector", "severity", "runbook_url")
_LISTS = ("series_by", "group_by")
_SCOPE = ("entities", "topics", "groups")
_NUMBERS = (*MINUTES, "min_groups")


def fields_of(rule: models.Rule) -> dict[str, Any]:
    return {name: getattr(rule, name) for name in FIELDS}


def fields_in(form: QueryDict) -> dict[str, Any]:
    given: dict[str, Any] = {name: _clean(form.get(name, "")) for name in _TEXTS}
    given |= {name: [_clean(value) for value in form.getlist(name)] for name in _LISTS}
    given |= {name: _number(form.get(name, "")) for name in _NUMBERS}
    scope = {name: [_clean(value) for value in form.getlist(name)] for name in _SCOPE}
    given["scope"] = {name: values for name, values in scope.items() if values}
    given["parameters"] = _parameters(given["detector"], form)
    given["enabled"] = form.get("enabled") == "1"
    return given


def endpoints_in(form: QueryDict, name: str) -> Sequence[Endpoint]:
    """Those that are ticked; unknown ones are left out."""
    ids = [int(value) for value in form.getlist(name) if value.isascii() and value.isdigit() and len(value) < 19]
    return list(Endpoint.objects.filter(pk__in=ids))


def _parameters(detector: str, form: QueryDict) -> dict[str, Any]:
    """Only what differs from the defaults is kept."""
    defaults = DETECTORS[detector].defaults if detector in DETECTORS else {}
    texts = {name: _clean(form.get(f"parameter.{name}", "")) for name in defaults}
    read = {name: _value(text, defaults[name]) for name, text in texts.items() if text}
    return {name: value for name, value in read.items() if value != defaults[name]}


def _value(text: str, default: Any) -> Any:
    if isinstance(default, list | tuple):
        return [_number(part) for part in re.split(r"[\s,;，；、]+", text) if part]
    return text if isinstance(default, str) else _number(text)


def _number(text: str) -> Any:
    """Text that is no number stays text."""
    words = _clean(text)
    for kind in (int, float):
        try:
            return kind(words)
        except ValueError:
            continue
    return words or 0


def _clean(text: str) -> str:
    return text.replace("\x00", "").strip()
