"""The parameters of a detector, read from JSON or YAML. Everything unknown or impossible is named."""

from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

WINDOWS = (15, 30, 60, 120, 240)


def read_options(defaults: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The defaults with what is given; raises ValueError with the first problem."""
    for field, message, remedy in option_problems(defaults, given):
        raise ValueError(f"{field}: {message} {remedy}")
    return {**defaults, **given}


def option_problems(defaults: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Field, message and remedy of everything that is wrong."""
    for name, value in given.items():
        if name not in defaults:
            yield (
                name,
                _("There is no such parameter."),
                _("Known: %(names)s.") % {"names": ", ".join(sorted(defaults))},
            )
        elif (problem := _problem(name, value, defaults[name])) is not None:
            yield name, *problem
    raised, cleared = (given.get(name, defaults.get(name)) for name in ("raise_at", "clear_at"))
    if _is_number(raised) and _is_number(cleared) and cleared > raised:
        yield "clear_at", _("It is above raise_at."), _("An alert must end at a lower score than it begins at.")


def _problem(name: str, value: Any, default: Any) -> tuple[str, str] | None:
    if name == "windows":
        return _windows_problem(value)
    if name == "time_zone":
        return _zone_problem(value)
    remedy = _("Use, for example, %(value)s.") % {"value": default}
    if not _is_number(value) or not 0 <= value <= 1e6:
        return _("It is not a number from 0 to 1,000,000."), remedy
    if isinstance(default, int) and int(value) != value:
        return _("It is not a whole number."), remedy
    return None


def _windows_problem(value: Any) -> tuple[str, str] | None:
    remedy = _("Choose from %(values)s, for example [30, 60, 120].") % {"values": ", ".join(map(str, WINDOWS))}
    if not isinstance(value, list | tuple) or not value:
        return _("It is not a list of minutes."), remedy
    strange = [item for item in value if isinstance(item, bool) or item not in WINDOWS]
    return (_("It has %(value)s.") % {"value": repr(strange[0])}, remedy) if strange else None


def _zone_problem(value: Any) -> tuple[str, str] | None:
    try:
        ZoneInfo(value)
    except (KeyError, TypeError, ValueError, OSError):
        return _("It is not a time zone."), _("Use a name such as Europe/Zurich.")
    return None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
