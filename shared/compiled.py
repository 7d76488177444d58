"""A question that every request asks, compiled once: the ORM takes longer to put it than the database to answer."""

import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.models import QuerySet

Row = TypeVar("Row", bound=tuple[Any, ...])


class _Mark(str):
    """Stands in the question for what is asked about."""


class Compiled(Generic[Row]):
    """`Compiled(lambda key: Item.objects.filter(key=key).values_list("title", "price")).rows("a-17")`.

    One text is asked about, compared as it is with a column of texts. The answer is that of the ORM, but a list.
    """

    def __init__(self, ask: Callable[[str], QuerySet[Any, Row]]) -> None:
        self._ask = ask
        # A compiler belongs to its connection, and that to a thread.
        self._own = threading.local()

    def rows(self, value: str) -> list[Row]:
        compiler, sql, before, after = self._compiled()
        with _cursor(compiler.connection) as cursor:
            cursor.execute(sql, (*before, value, *after))
            found = cursor.fetchall()
        return list(compiler.results_iter([found], tuple_expected=True))

    def _compiled(self) -> Any:
        kept = getattr(self._own, "compiled", None)
        if kept is None or kept[0].connection is not connections[kept[0].using]:
            kept = self._own.compiled = self._compile()
        return kept

    def _compile(self) -> Any:
        mark = _Mark("?")
        asked = self._ask(mark)
        compiler = asked.query.get_compiler(using=asked.db)
        sql, parameters = compiler.as_sql()
        [place] = [place for place, one in enumerate(parameters) if one is mark]
        return compiler, sql, tuple(parameters[:place]), tuple(parameters[place + 1 :])


def _cursor(connection: Any) -> Any:
    """PostgreSQL gets the value apart from the statement, and need not plan it anew over a connection that stays.

    The ORM's own statements go over whole: with parameters, some would say something else to it.
    """
    if connection.vendor != "postgresql":
        return connection.cursor()
    from django.db.backends.postgresql.base import ServerBindingCursor

    connection.ensure_connection()
    # What `cursor()` does, with a cursor of another kind.
    return connection._prepare_cursor(ServerBindingCursor(connection.connection))  # type: ignore[call-arg]  # as stubbed
