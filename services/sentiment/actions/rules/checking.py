"""What a rule may say. Every problem names its field and the remedy."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from services.sentiment import models
from services.sentiment.actions.surges.detectors import DETECTORS, option_problems
from services.sentiment.models.choices import Severity
from shared.errors import Problem

MINUTES = ("for_minutes", "keep_firing_minutes", "cooldown_minutes", "group_minutes", "escalate_minutes")
FIELDS = (
    "name",
    "description",
    "scope",
    "series_by",
    "detector",
    "parameters",
    "min_groups",
    *MINUTES,
    "group_by",
    "severity",
    "runbook_url",
    "enabled",
)
_SCOPE = ("entities", "topics", "groups")
_LABELS = {"series_by": ("entity", "topic"), "group_by": ("entity", "topic", "sector")}
_LONGEST = 7 * 24 * 60
_LONGEST_ADDRESS = 500


def problems(given: Mapping[str, Any]) -> Iterator[Problem]:
    yield from _names(given)
    yield from _detector(given)
    yield from _lists(given)
    yield from _numbers(given)


def _names(given: Mapping[str, Any]) -> Iterator[Problem]:
    name = given.get("name")
    if not isinstance(name, str) or not name.strip() or len(name) > 120 or "\x00" in name:
        yield Problem("name", _("It is missing or longer than 120 characters."), _("Give the rule a short name."))
    if given.get("severity", "warning") not in Severity.values:
        yield Problem("severity", _("There is no such severity."), _use(Severity.values))
    address = given.get("runbook_url") or ""
    if not isinstance(address, str) or (address and not address.startswith(("https://", "http://"))):
        yield Problem("runbook_url", _("It is no web address."), _("Begin it with https://."))
    elif len(address) > _LONGEST_ADDRESS:
        yield Problem("runbook_url", _("It is longer than 500 characters."), _("Use a shorter one."))
    if not isinstance(given.get("description", ""), str):
        yield Problem("description", _("It is not text."), _("Write it in quotes."))
    if not isinstance(given.get("enabled", True), bool):
        yield Problem("enabled", _("It is no switch."), _("Write true or false."))


def _detector(given: Mapping[str, Any]) -> Iterator[Problem]:
    kind, parameters = given.get("detector"), given.get("parameters") or {}
    if not isinstance(kind, str) or kind not in DETECTORS:
        yield Problem("detector", _("There is no such detector."), _use(DETECTORS))
    elif not isinstance(parameters, Mapping):
        yield Problem("parameters", _("They are not names with values."), _("Write, for example, raise_at: 5."))
    else:
        for name, message, remedy in option_problems(DETECTORS[kind].defaults, parameters):
            yield Problem(f"parameters.{name}", message, remedy)


def _lists(given: Mapping[str, Any]) -> Iterator[Problem]:
    scope = given.get("scope") or {}
    if not isinstance(scope, Mapping) or set(scope) - set(_SCOPE) or not all(map(_is_texts, scope.values())):
        remedy = _("Use lists under %(names)s.") % {"names": ", ".join(_SCOPE)}
        yield Problem("scope", _("It is not lists of names."), remedy)
    elif unknown := _unknown_entities(scope.get("entities") or []):
        message = _("There is no entity %(key)s.") % {"key": unknown[0]}
        yield Problem("scope.entities", message, _("Use the keys of the entities page."))
    for field, labels in _LABELS.items():
        value = given.get(field) or []
        if not _is_texts(value) or set(value) - set(labels):
            yield Problem(field, _("It has something else than labels."), _use(labels))


def _numbers(given: Mapping[str, Any]) -> Iterator[Problem]:
    for field, most in [*((name, _LONGEST) for name in MINUTES), ("min_groups", 100)]:
        value = given.get(field, 0)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
            message = _("It is not a whole number from 0 to %(most)s.") % {"most": most}
            remedy = _("Use a small number, such as 2.") if field == "min_groups" else _("Use minutes, such as 60.")
            yield Problem(field, message, remedy)


def _use(values: Iterable[str]) -> str:
    return _("Use one of: %(choices)s.") % {"choices": ", ".join(values)}


def _unknown_entities(keys: list[str]) -> list[str]:
    known = set(models.Entity.objects.filter(key__in=keys).values_list("key", flat=True))
    return [key for key in keys if key not in known]


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
