import inspect

import pytest

from modelkit import errors
from modelkit.errors import DataError, EngineUnavailable, GateRefused, ModelkitError, Overloaded

KINDS = [kind for _name, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, ModelkitError)]


def test_every_error_has_a_code_of_its_own() -> None:
    assert len({kind.code for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not GateRefused])
def test_an_error_without_a_message_explains_itself(kind: type[ModelkitError]) -> None:
    assert str(kind()) == inspect.cleandoc(kind.__doc__ or "").splitlines()[0]


def test_a_data_error_names_the_place_and_the_remedy() -> None:
    error = DataError("The text is empty.", path="a.csv", row=3, column="text", remedy="Fill it in.")
    assert str(error) == "a.csv, row 3, column 'text': The text is empty. Fill it in."


def test_a_refusal_lists_all_its_reasons() -> None:
    refusal = GateRefused(["accuracy fell", "coverage fell"])
    assert (refusal.reasons, str(refusal)) == (["accuracy fell", "coverage fell"], "accuracy fell; coverage fell")


def test_an_overloaded_server_says_when_to_come_back_and_may_be_retried() -> None:
    overloaded = Overloaded(retry_after=2.5)
    assert overloaded.retry_after == 2.5
    assert isinstance(overloaded, EngineUnavailable)
