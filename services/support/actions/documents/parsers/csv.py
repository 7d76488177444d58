"""A table of questions and answers: every row becomes a section under its question."""

import csv
import io

from django.utils.translation import gettext as _

from services.support.actions.documents.parsers.base import ParsedDocument, title_of
from shared.errors import InputRefused, Problem, refuse
from shared.uploads.files import decode


def parse(data: bytes, filename: str) -> ParsedDocument:
    reader = csv.DictReader(io.StringIO(decode(data)), strict=True)
    columns = [name.strip().lower() for name in reader.fieldnames or []]
    if missing := {"question", "answer"} - set(columns):
        raise refuse(
            ", ".join(sorted(missing)),
            _("The column is missing."),
            _("Give the first line as: question,answer"),
            row=1,
        )
    reader.fieldnames = columns
    sections, problems = [], []
    try:
        for row, record in enumerate(reader, start=1):
            empty = [name for name in ("question", "answer") if not (record.get(name) or "").strip()]
            problems += [Problem(name, _("The cell is empty."), _("Fill it or remove the row."), row) for name in empty]
            if not empty:
                sections.append(f"## {' '.join(record['question'].split())}\n\n{record['answer'].strip()}")
    except csv.Error as error:
        raise refuse(
            "row",
            _("The row cannot be read (%(error)s).") % {"error": error},
            _("Check its quotes."),
            row=reader.line_num,
        ) from error
    if problems:
        raise InputRefused(problems)
    return ParsedDocument(title=title_of("", filename=filename), markdown="\n\n".join(sections))
