"""What an action refused, beside the fields of a form that it is about."""

from typing import TypeVar

from django.forms import Form

from shared.errors import InputRefused

Filled = TypeVar("Filled", bound=Form)


def refused(form: Filled, refusal: InputRefused) -> Filled:
    for problem in refusal.problems:
        field = problem.field if problem.field in form.fields else None
        form.add_error(field, f"{problem.message} {problem.remedy}")
    return form
