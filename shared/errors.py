"""What a service can refuse, each with a stable code and, for files, forms and bodies, the place and the remedy."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import ClassVar

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a file, form or body: where it stands, what it is, and how to mend it."""

    field: str
    message: str
    remedy: str
    row: int | None = None

    def as_dict(self) -> dict[str, object]:
        return asdict(self)

    def __str__(self) -> str:
        told = {"row": self.row, "field": self.field}
        place = self.field if self.row is None else _("row %(row)s, %(field)s") % told
        return f"{place}: {self.message} {self.remedy}"


class ServiceError(Exception):
    """This could not be done."""

    code: ClassVar[str] = "not_done"

    def __str__(self) -> str:
        # Asked for when somebody reads it: in a worker that is nobody, and English is kept.
        return super().__str__() or _((self.__doc__ or "").strip())


class InputRefused(ServiceError):
    """The input cannot be taken as it is. Nothing of it was kept."""

    code = "input_refused"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def unknown(field: str, value: str, choices: Iterable[str], *, row: int | None = None) -> Problem:
    """A value that is none of the choices."""
    message = _("'%(value)s' is not known.") % {"value": value[:40]}
    return Problem(field, message, _("Use one of: %(choices)s.") % {"choices": ", ".join(choices)}, row=row)


def refuse(field: str, message: str, remedy: str, *, row: int | None = None) -> InputRefused:
    """A refusal with a single problem."""
    return InputRefused([Problem(field=field, message=message, remedy=remedy, row=row)])
