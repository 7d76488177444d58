"""Each measure by conversations made by hand."""

import pytest

from services.support.actions.drivers import experience, function, responsiveness
from services.support.actions.drivers.indices import MEASURES, Ended, Index, indices, measured
from services.support.actions.drivers.tone import repeats, tone
from services.support.models.choices import Rung, State
from tests.support.talks import Written


def test_thumbs_count_as_they_stand_in_the_end() -> None:
    talk = Written().asks().bot()
    assert function.liked(talk.talk) == 0.5
    talk.thumb(-1, message=2)
    assert function.liked(talk.talk) == 0
    talk.thumb(1, message=2)
    assert function.liked(talk.talk) == 1
    talk.thumb(0, message=2)
    assert function.liked(talk.talk) == 0.5


def test_a_question_is_answered_from_a_template_from_sources_or_by_a_person() -> None:
    talk = Written().asks("Fees?").bot().asks("And abroad?", seconds=10).bot(seconds=11, rung=Rung.HANDOVER)
    assert (function.answered(talk.talk), function.answered_last(talk.talk)) == (0.5, 0)
    talk.agent(seconds=60)
    assert (function.answered(talk.talk), function.answered_last(talk.talk)) == (1, 1)


def test_thanks_are_no_question() -> None:
    talk = Written().asks().bot().asks("thanks!", seconds=9).bot(seconds=10, rung=Rung.NOTICE)
    assert (function.answered(talk.talk), function.answered_last(talk.talk)) == (1, 1)


def test_a_question_that_is_just_asked_is_not_unanswered_yet() -> None:
    talk = Written().asks().bot().asks("And abroad?", seconds=10)
    assert (function.answered(talk.talk), function.answered_so_far(talk.talk)) == (0.5, 1)


def test_answers_that_were_corrected() -> None:
    talk = Written().asks().bot().asks("And abroad?", seconds=10).bot(seconds=11, rung=Rung.COMPOSED).talk
    assert function.uncorrected(talk, set()) == 1
    # By the answer's own number, or by its question's.
    assert function.uncorrected(talk, {2}) == function.uncorrected(talk, {1}) == 0.5
    assert function.uncorrected(Written().asks().talk, {1}) == 1


def test_many_messages_are_trouble() -> None:
    talk = Written()
    seen = [experience.brief(talk.asks(f"question {number}", seconds=number).talk) for number in range(12)]
    assert (seen[0], seen[9], seen[11]) == (1, 0, 0)
    assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("Where is my card?", "WHERE is my card???", True),
        ("Where is my card?", "what does a transfer abroad cost", False),
        ("我的卡在哪里", "我的卡到底在哪里", True),
        ("我的卡在哪里", "转账要多少钱", False),
        ("ok", "ok", False),
    ],
)
def test_saying_the_same_again(first: str, second: str, same: bool) -> None:
    assert repeats(second, [first]) is same
    assert experience.unrepeated(Written().asks(first).asks(second, seconds=9).talk) == (0.5 if same else 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Where is my card?", 0),
        ("I lost my card and somebody took money", 0),
        ("Thank you, that worked", 1),
        ("This is ridiculous", -1),
        ("that did not help", -1),
        ("not great, is it", -1),
        ("for the third time, where is it", -1),
        ("I travel for the first time", 0),
        ("不满意", -1),
        ("WHERE IS MY CARD", -1),
        ("where is it??", -1),
        ("IBAN?", 0),
        ("谢谢，解决了", 1),
        ("太慢了，我要投诉", -1),
        ("我的卡丢了", 0),
    ],
)
def test_tone_is_about_the_service_not_the_matter(text: str, expected: int) -> None:
    assert tone(text) == expected


def test_tone_of_a_conversation() -> None:
    talk = Written().asks("This is useless").asks("ok so where do I click", seconds=5)
    assert experience.friendly(talk.talk) == 0.25
    assert experience.friendly_last(talk.talk) == 0.5


def test_hand_offs_are_changes_of_who_answers() -> None:
    talk = Written().asks()
    assert experience.unbroken(talk.talk) == 1
    talk.state(State.WAITING, seconds=5)
    assert experience.unbroken(talk.talk) == 1
    talk.state(State.PERSON, seconds=60, agent="Ana")
    assert experience.unbroken(talk.talk) == 1 / 2
    talk.state(State.PERSON, seconds=90, agent="Ben").state(State.BOT, seconds=99)
    assert experience.unbroken(talk.talk) == 1 / 4


def test_waits_count_half_after_their_half_time() -> None:
    talk = Written().asks().bot(seconds=responsiveness.BOT_HALF)
    assert responsiveness.quick_assistant(talk.talk) == 0.5
    assert responsiveness.quick_start(talk.talk) == pytest.approx(60 / 70)
    assert responsiveness.quick_person(talk.talk) == 1


def test_a_wait_for_a_person_runs_until_their_word_or_goes_on() -> None:
    talk = Written().asks().state(State.WAITING, seconds=10)
    assert responsiveness.person_waits(talk.talk) == [0]
    talk.asks("hello?", seconds=70)
    assert responsiveness.person_waits(talk.talk) == [60]
    talk.state(State.PERSON, seconds=100, agent="Ana").agent(seconds=130)
    assert responsiveness.person_waits(talk.talk) == [120]
    talk.asks("and then?", seconds=200).state(State.CLOSED, seconds=260)
    assert responsiveness.person_waits(talk.talk) == [120, 60]


def test_measures_stay_between_nought_and_one_and_indices_are_their_means() -> None:
    worst = Written().asks("useless!!").bot(seconds=9_000, rung=Rung.HANDOVER).thumb(-1, message=2)
    worst.asks("this is useless!!", seconds=9_001).state(State.WAITING, seconds=9_002)
    best = Written().asks().bot(seconds=0).thumb(1, message=2).asks("thanks", seconds=9)
    table = measured(
        [Ended(worst.talk, came_back=True), Ended(best.talk, came_back=False), Ended(Written().talk, False)]
    )
    assert ((table >= 0) & (table <= 1)).all()
    found = indices(table)
    assert (found[0] < found[1]).all()
    places = [number for number, one in enumerate(MEASURES) if one.index == Index.U]
    assert found[0, 1] == pytest.approx(table[0, places].mean())
