"""Which column fills which field: as people say, or as columns are usually named."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from services.support.actions.desks.layouts.base import Target
from shared.errors import refuse

# Said of a field that no column is to fill, although one is named like it.
NONE = "-"


def mapped(targets: Sequence[Target], columns: Sequence[str], wanted: Mapping[str, str]) -> dict[str, str]:
    """Column by target. Raises `InputRefused` for a column that is not there."""
    by_lower = {column.lower(): column for column in reversed(columns) if column}
    chosen: dict[str, str] = {}
    for target in targets:
        column = wanted.get(target.name, "")
        if column and column != NONE and column not in columns:
            message = _("There is no column '%(name)s'.") % {"name": column[:60]}
            raise refuse(target.name, message, _("Present are: %(columns)s.") % {"columns": ", ".join(columns)[:500]})
        usual = next((by_lower[name] for name in target.names if name in by_lower), "")
        if (column or usual) and column != NONE:
            chosen[target.name] = column or usual
    return chosen
