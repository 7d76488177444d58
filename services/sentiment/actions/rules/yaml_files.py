"""Rules as YAML, for review and version control. Errors name the line and the key; nothing is half-applied."""

from collections.abc import Mapping
from typing import Any

import yaml
from django.db import transaction
from django.utils.translation import gettext as _

from services.sentiment import models
from services.sentiment.actions.rules.checking import FIELDS
from services.sentiment.actions.rules.saving import save_rule
from services.sentiment.queries.rules import rules
from shared.errors import InputRefused, Problem, refuse
from shared.outbox.models import Endpoint
from shared.uploads.rows import kept

_LONGEST = 1_000_000
_RECEIVERS = ("receivers", "escalate_to")


def write_rules(*, only: models.Rule | None = None) -> str:
    """All of them, or one. Receivers stand by name; secrets and addresses stay here."""
    chosen = rules().filter(pk=only.pk) if only else rules()
    listed = [_as_mapping(rule) for rule in chosen.prefetch_related("receivers", "escalate_to")]
    return yaml.safe_dump({"rules": listed}, allow_unicode=True, sort_keys=False)


@transaction.atomic
def read_rules(*, text: str) -> list[models.Rule]:
    """Rules with a known name are changed, others are new. Raises InputRefused with every problem there is."""
    found: list[Problem] = []
    saved = []
    for value, lines in _parsed(text):
        try:
            saved.append(_saved(value))
        except InputRefused as refusal:
            found += [_at_line(problem, lines) for problem in refusal.problems]
    if found:
        raise InputRefused(found)
    return saved


def _as_mapping(rule: models.Rule) -> dict[str, Any]:
    plain = {name: getattr(rule, name) for name in FIELDS}
    return plain | {name: [endpoint.name for endpoint in getattr(rule, name).all()] for name in _RECEIVERS}


def _saved(value: Mapping[str, Any]) -> models.Rule:
    unknown = sorted(str(key) for key in value if key not in (*FIELDS, *_RECEIVERS))
    if unknown:
        remedy = _("Known: %(names)s.") % {"names": ", ".join((*FIELDS, *_RECEIVERS))}
        raise refuse(unknown[0], _("A rule has no such key."), remedy)
    known = models.Rule.objects.filter(name=str(value.get("name", ""))).first()
    told = {name: _endpoints(name, value[name]) for name in _RECEIVERS if name in value}
    return save_rule(rule=known, fields=value, **told)


def _endpoints(field: str, names: Any) -> list[Endpoint]:
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise refuse(field, _("It is not a list of names."), _("Write the names of receivers, such as [desk]."))
    known = {endpoint.name: endpoint for endpoint in Endpoint.objects.filter(name__in=names)}
    for name in names:
        if name not in known:
            message = _("There is no receiver %(name)s.") % {"name": name}
            raise refuse(field, message, _("Create it on the receivers page first."))
    return [known[name] for name in names]


def _parsed(text: str) -> list[tuple[dict[str, Any], dict[str, int]]]:
    """Each rule with the line of each of its keys."""
    if len(text) > _LONGEST:
        raise refuse("file", _("It is longer than a million characters."), _("Split it."))
    try:
        root: Any = yaml.compose(text, Loader=yaml.SafeLoader)
        value = kept(_Plain(text).get_single_data())
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        # The parser's own words, as it says them.
        message = _("This is no YAML: %(error)s.") % {"error": getattr(error, "problem", None) or _("cannot be read")}
        raise refuse("file", message, _("Mend it there."), row=mark.line + 1 if mark else 1) from error
    if not isinstance(value, dict) or not isinstance(value.get("rules"), list):
        raise refuse("rules", _("There is no list of rules."), _("Begin the file with “rules:”."), row=1)
    # Of a key that stands twice, YAML's value is the last one's.
    nodes = [node for key, node in root.value if key.value == "rules"][-1].value
    return [_with_lines(each, node) for each, node in zip(value["rules"], nodes, strict=True)]


class _Plain(yaml.SafeLoader):
    """Without aliases, which could make a short file endless."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]  # its stubs stop half-way
            raise yaml.composer.ComposerError(None, None, "aliases are not allowed", mark)
        return super().compose_node(parent, index)


def _with_lines(value: Any, node: Any) -> tuple[dict[str, Any], dict[str, int]]:
    if not isinstance(value, dict):
        remedy = _("Write keys and values, such as name: Surge.")
        raise refuse("rules", _("This is not a rule."), remedy, row=_line(node))
    lines = {str(key.value): _line(key) for key, _value in node.value}
    return value, {"": _line(node), **lines}


def _at_line(problem: Problem, lines: Mapping[str, int]) -> Problem:
    line = lines.get(problem.field.split(".")[0], lines[""])
    return Problem(problem.field, problem.message, problem.remedy, row=line)


def _line(node: Any) -> int:
    return int(node.start_mark.line) + 1
