"""YAML from outside: every scalar stays text, no tag makes an object, and nothing repeats itself by an alias."""

from typing import Any

import yaml
from django.utils.translation import gettext as _

from shared.errors import InputRefused, refuse

MAX_CHARACTERS = 5 * 1024 * 1024
MAX_DEPTH = 40
# libyaml where it is there: ten times as fast, and equally ignorant of tags.
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def read_yaml(text: str) -> Any:
    """Raises `InputRefused` by the row where it breaks."""
    if len(text) > MAX_CHARACTERS:
        message = _("The YAML has more than %(most)s MB.") % {"most": MAX_CHARACTERS // 2**20}
        raise refuse("file", message, _("Split it into smaller files."))
    try:
        _check(text)
        return yaml.load(text, Loader=_LOADER)  # noqa: S506  # the base loader knows no objects
    except yaml.MarkedYAMLError as error:
        place = error.problem_mark.line + 1 if error.problem_mark else None
        message = _("It is not YAML (%(error)s).") % {"error": error.problem or _("unknown")}
        raise refuse("row", message, _("Check its indents and quotes."), row=place) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise refuse("file", _("It is not YAML."), _("Check its indents and quotes.")) from error


def _check(text: str) -> None:
    """Event by event, before anything is built of it: neither aliases nor a depth that would exhaust the reader."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.AliasEvent):
            raise _refused(event, _("An alias repeats another part."), _("Write it out instead of *name."))
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _refused(event, _("There are several documents in it."), _("Keep one in each file."))
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            depth += 1
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise _refused(event, _("It is nested too deeply."), _("Check its indents."))


def _refused(event: yaml.Event, message: str, remedy: str) -> InputRefused:
    return refuse("row", message, remedy, row=event.start_mark.line + 1 if event.start_mark else None)
