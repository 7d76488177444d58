"""A bank with cases of its own."""

from collections.abc import Callable

import pytest

from services.support import models

MakeCase = Callable[..., models.EvaluationCase]


@pytest.fixture
def case(bank: None) -> MakeCase:
    def make(question: str, **fields: object) -> models.EvaluationCase:
        given = {"expect": "template", "language": "en", **fields}
        return models.EvaluationCase.objects.create(question=question, question_hash=question, **given)

    return make
