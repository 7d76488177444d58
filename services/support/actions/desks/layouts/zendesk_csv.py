"""Tickets of Zendesk as a table: a view's CSV, or the CSV export of the account.

Columns are named as on the page, such as `ID`, `Requester`, `Subject`, `Description`, `Tags`, `Status`
(support.zendesk.com/hc/en-us/articles/4408886165402, “Exporting data to a JSON, CSV, or XML file”, CSV export).
Comments are not in it, so that a question is learned from only where a column holds its answer or its intent.
"""

from django.utils.translation import gettext_lazy

from services.support.actions.desks.content import Content
from services.support.actions.desks.layouts.base import Layout
from services.support.actions.desks.layouts.table import TARGETS, read_mapped

_MARKS = {"requester", "requester id", "requester email", "assignee", "ticket form", "satisfaction score", "status"}


def _recognises(content: Content) -> bool:
    columns = {column.lower() for column in content.columns}
    return "subject" in columns and bool({"id", "ticket id"} & columns) and len(_MARKS & columns) >= 2


LAYOUT = Layout(
    name="zendesk_csv",
    title=gettext_lazy("Zendesk: tickets as a table"),
    forms=("table",),
    fields=(),
    recognises=_recognises,
    read=read_mapped,
    targets=TARGETS,
)
