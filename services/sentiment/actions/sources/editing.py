"""Add, change, switch, remove and bring back a source."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from services.sentiment import models
from services.sentiment.actions import addresses
from services.sentiment.actions.sources.options import read_options
from services.sentiment.models.choices import SourceKind
from shared.errors import InputRefused, Problem, refuse

LEAST_SECONDS, MOST_SECONDS = 15, 30 * 24 * 3600
_LIMITS = {"name": 200, "group": 100, "url": 2000}
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")


@dataclass(frozen=True)
class SourceIn:
    """A source as it is given."""

    name: str
    kind: str = SourceKind.FEED
    url: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    group: str = ""
    language: str = ""
    enabled: bool = True
    poll_seconds: int = 300


def save_source(*, given: SourceIn, source: models.Source | None = None) -> models.Source:
    """Change `source`, or add one. Raises `InputRefused` with every problem and keeps nothing."""
    options, problems = check_place(given=given)
    problems = [*_names(given), *problems, *_taken(given, source)]
    if not LEAST_SECONDS <= given.poll_seconds <= MOST_SECONDS:
        remedy = _("Write %(least)s to %(most)s (30 days).") % {"least": LEAST_SECONDS, "most": MOST_SECONDS}
        message = _("%(value)s is out of range.") % {"value": given.poll_seconds}
        problems.append(Problem("poll_seconds", message, remedy))
    if problems:
        raise InputRefused(problems)
    try:
        return _write(given, options, source)
    except IntegrityError:
        raise refuse("name", _("Another source is called this."), _("Choose another name.")) from None


def check_place(*, given: SourceIn) -> tuple[dict[str, Any], list[Problem]]:
    """Where a visit would go and how it would read: the options worth keeping, and what is wrong."""
    if given.kind not in SourceKind.values:
        remedy = _("Use one of: %(choices)s.") % {"choices": ", ".join(SourceKind.values)}
        return {}, [Problem("kind", _("'%(value)s' is no kind.") % {"value": given.kind[:40]}, remedy)]
    options, problems = read_options(given.kind, given.options)
    return options, [*_address(given), *problems]


def switch_source(*, source: models.Source, enabled: bool) -> None:
    """Off, it is left alone until it is switched on again; then it is visited at once."""
    source.enabled = enabled
    if enabled:
        source.next_crawl_at, source.failures = timezone.now(), 0
    source.save(update_fields=["enabled", "next_crawl_at", "failures", "updated_at"])


def delete_source(*, source: models.Source) -> None:
    """Out of the lists and left alone. Its articles and crawls stay, so that `restore_source` can undo it."""
    source.deleted_at = timezone.now()
    source.save(update_fields=["deleted_at"])


def restore_source(*, source: models.Source) -> None:
    source.deleted_at, source.next_crawl_at = None, timezone.now()
    source.save(update_fields=["deleted_at", "next_crawl_at"])


@transaction.atomic
def _write(given: SourceIn, options: dict[str, Any], source: models.Source | None) -> models.Source:
    row = source or models.Source()
    place = (row.kind, row.url, row.options)
    for name in ("name", "kind", "url", "group", "language"):
        setattr(row, name, getattr(given, name).strip())
    row.options, row.enabled, row.poll_seconds = options, given.enabled, given.poll_seconds
    if (row.kind, row.url, row.options) != place:
        # Another place: what is known of the old one would hide what is new.
        row.next_crawl_at, row.failures, row.last_error = timezone.now(), 0, ""
        if row.pk:
            row.feed_states.all().delete()
    row.save()
    return row


def _names(given: SourceIn) -> list[Problem]:
    found = [] if given.name.strip() else [Problem("name", _("It is missing."), _("Write the outlet's name."))]
    for name, limit in _LIMITS.items():
        value = getattr(given, name)
        if len(value) > limit or "\x00" in value:
            remedy = _("At most %(most)s characters.") % {"most": limit}
            found.append(Problem(name, _("It is too long, or holds a NUL character."), remedy))
    if given.language.strip() and not _LANGUAGE.fullmatch(given.language.strip()):
        remedy = _("Write it like en or zh, or leave it empty.")
        found.append(Problem("language", _("It is no language code."), remedy))
    return found


def _address(given: SourceIn) -> list[Problem]:
    if given.kind == SourceKind.ARCHIVE:
        return [] if given.options.get("file") else [Problem("file", _("There is no file."), _("Choose one."))]
    if not given.url.strip():
        return [Problem("url", _("It is missing."), _("Write the address, with https://."))]
    try:
        addresses.check_url(given.url.strip())
    except addresses.AddressRefused as error:
        return [Problem("url", str(error), _("Correct the address."))]
    return []


def _taken(given: SourceIn, source: models.Source | None) -> list[Problem]:
    others = models.Source.everything.exclude(pk=source.pk) if source else models.Source.everything.all()
    found = []
    if same := others.filter(name=given.name.strip()).first():
        found.append(
            Problem("name", _("A removed source is called this."), _("Bring it back, or choose another name."))
            if same.deleted_at
            else Problem("name", _("Another source is called this."), _("Choose another name."))
        )
    url = given.url.strip()
    if url and (twin := others.filter(kind=given.kind, url=url, deleted_at=None).first()):
        message = _("“%(name)s” reads this address already.") % {"name": twin.name}
        found.append(Problem("url", message, _("Change that one instead.")))
    return found
