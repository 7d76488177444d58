"""The web process's own answerers: bounded, and nothing is forgotten when they are full."""

import threading
from collections.abc import Iterator

import pytest

from services.support import models
from services.support.actions import answerers as pool
from services.support.actions import conversations
from services.support.models.choices import Author

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("bank")]


@pytest.fixture
def answerers() -> Iterator[pool.Answerers]:
    made = pool.Answerers()
    yield made
    made.stop()


def test_more_questions_than_places_are_all_answered(
    answerers: pool.Answerers, visitor: models.Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "_THREADS", 2)
    monkeypatch.setattr(pool, "_WAITING", 1)
    gate = threading.Event()
    climb = conversations.answer_message

    def held(message_id: int) -> models.Message | None:
        gate.wait(30)
        return climb(message_id)

    monkeypatch.setattr(pool, "answer_message", held)
    questions = [
        conversations.post_visitor_message(
            conversation=conversations.open_conversation(visitor=visitor), text="my card is lost"
        )
        for _ in range(6)
    ]
    taken = [answerers.answer_soon(question.pk) for question in questions]
    gate.set()
    answerers.stop()
    assert taken == [True, True, True, False, False, False]
    assert models.Message.objects.filter(author=Author.BOT).count() == 6


def test_an_answerer_that_fails_gives_its_place_back(
    answerers: pool.Answerers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_message_id: int) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(pool, "_THREADS", 1)
    monkeypatch.setattr(pool, "_WAITING", 0)
    monkeypatch.setattr(pool, "answer_message", broken)
    assert answerers.answer_soon(1)
    answerers.stop()
    assert answerers.answer_soon(2)


def test_admission_lets_a_few_wait_and_turns_the_rest_away() -> None:
    admission = pool.Admission(climbing=1, waiting=1)
    with admission.admitted():
        entered = threading.Event()
        waiter = threading.Thread(target=_enter, args=(admission, entered))
        waiter.start()
        with pytest.raises(pool.TooBusy):
            _until_refused(admission)
    waiter.join()
    assert entered.is_set()


def _enter(admission: pool.Admission, entered: threading.Event) -> None:
    with admission.admitted():
        entered.set()


def _until_refused(admission: pool.Admission) -> None:
    """The waiter takes the last place sooner or later; until then this would have to wait itself."""
    while admission._places.acquire(blocking=False):
        admission._places.release()
    with admission.admitted():
        return
