"""What an answer for every day may say."""

import re

from django.utils.translation import gettext as _

SLOTS = ("customer", "agent", "company")
SLOT = re.compile(r"\{(\w+)\}")
LONGEST = 5_000


def what_is_wrong(text: str) -> str:
    """Nothing, or a sentence for whoever wrote it."""
    if not text or len(text) > LONGEST:
        return _("Write the answer, in %(count)d characters at most.") % {"count": LONGEST}
    if unknown := sorted(set(SLOT.findall(text)) - set(SLOTS)):
        known = ", ".join(f"{{{name}}}" for name in SLOTS)
        return _("There is no slot “%(slot)s”. Use %(known)s.") % {"slot": unknown[0], "known": known}
    return ""
