"""Several conversations at once: chosen by mouse and by key, done after a question, seen at other desks."""

import re

import pytest
from playwright.sync_api import Browser, Dialog, Page, Route, expect

from services.support import models
from services.support.actions import conversations
from services.support.models.choices import State
from shared.accounts.models import User
from tests.end_to_end.journeys.conftest import Site, signed_in
from tests.support.rows import waiting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SUBJECTS = [f"Question number {number}" for number in range(5)]


@pytest.fixture
def rows(agent: Page) -> list[models.Conversation]:
    """Five who wait, the first longest."""
    made = [waiting(subject) for subject in SUBJECTS]
    agent.goto("/desk/")
    expect(agent.locator(".queue-subject")).to_have_text(SUBJECTS)
    return made


def tick(agent: Page, number: int, *, shift: bool = False) -> None:
    agent.get_by_role("checkbox", name=f"Choose: {SUBJECTS[number]}").click(modifiers=["Shift"] if shift else [])


def chosen(agent: Page, *numbers: int) -> None:
    expect(agent.locator(".choose:checked")).to_have_count(len(numbers))
    for number in numbers:
        expect(agent.get_by_role("checkbox", name=f"Choose: {SUBJECTS[number]}")).to_be_checked()


def answer(agent: Page, *, yes: bool = True) -> list[str]:
    """What the page will have asked."""
    asked: list[str] = []

    def on_dialog(dialog: Dialog) -> None:
        asked.append(dialog.message)
        if yes:
            dialog.accept()
        else:
            dialog.dismiss()

    agent.once("dialog", on_dialog)
    return asked


def do(agent: Page, what: str) -> list[str]:
    asked = answer(agent)
    agent.get_by_label("What to do with them").select_option(label=what)
    agent.get_by_role("button", name="Do it").click()
    expect(agent.locator("#several-told .alert")).to_be_visible()
    return asked


def test_a_range_is_closed_after_a_question_and_another_desk_sees_it(
    agent: Page, rows: list[models.Conversation], browser: Browser, site: Site
) -> None:
    bar = agent.get_by_role("form", name="With the chosen conversations")
    expect(bar).to_be_hidden()
    with signed_in(browser, site, "bruno", "agent", "/desk/") as other:
        expect(other.locator(".queue-subject")).to_have_text(SUBJECTS)
        conversations.take_over(conversation=rows[2], agent=User.objects.get(username="bruno"))
        expect(agent.locator(".queue-subject").last).to_have_text(SUBJECTS[2])
        tick(agent, 0)
        tick(agent, 2, shift=True)
        chosen(agent, 0, 1, 2, 3, 4)
        tick(agent, 1)
        expect(bar).to_contain_text("4 chosen")
        asked = do(agent, "Close")
        assert asked == ["Close: 4 conversations. Go on?"]
        told = agent.locator("#several-told")
        expect(told).to_contain_text("Done for 3 conversations.")
        expect(told.get_by_role("listitem")).to_have_text(f"{SUBJECTS[2]}: A colleague is with this customer.")
        # What was refused stays chosen, what is closed is gone from both lists.
        chosen(agent, 2)
        expect(other.locator(".queue-subject")).to_have_text([SUBJECTS[1], SUBJECTS[2]])
    states = [models.Conversation.objects.get(pk=row.pk).state for row in rows]
    assert states == [State.CLOSED, State.WAITING, State.PERSON, State.CLOSED, State.CLOSED]


def test_no_at_the_question_changes_nothing(agent: Page, rows: list[models.Conversation]) -> None:
    tick(agent, 0)
    asked = answer(agent, yes=False)
    agent.get_by_label("What to do with them").select_option(label="Close")
    agent.get_by_role("button", name="Do it").click()
    chosen(agent, 0)
    assert asked == ["Close: 1 conversation. Go on?"]
    assert not models.Conversation.objects.filter(state=State.CLOSED).exists()


def test_all_by_keyboard_from_choosing_to_tagging(agent: Page, rows: list[models.Conversation]) -> None:
    for key in ("j", "x", "j", "j", "Shift+x", "b"):
        agent.keyboard.press(key)
    chosen(agent, 0, 1, 2)
    choices = agent.get_by_label("What to do with them")
    expect(choices).to_be_focused()
    asked = answer(agent)
    choices.press("A")
    expect(choices).to_have_value("tags")
    agent.keyboard.press("Tab")
    expect(agent.get_by_label("Tags, with commas")).to_be_focused()
    agent.keyboard.type("Card, late")
    agent.keyboard.press("Enter")
    told = agent.locator("#several-told")
    expect(told).to_contain_text("Done for 3 conversations.")
    expect(told).to_be_focused()
    assert asked == ["Add tags: 3 conversations. Go on?"]
    expect(agent.get_by_role("form", name="With the chosen conversations")).to_be_hidden()
    expect(agent.locator(".queue-tags .tag")).to_have_text(["card", "late"] * 3)
    agent.keyboard.press("a")
    chosen(agent, 0, 1, 2, 3, 4)
    agent.keyboard.press("Escape")
    chosen(agent)


def test_the_choice_stays_when_the_list_is_drawn_again_and_leaves_what_is_no_longer_shown(
    agent: Page, rows: list[models.Conversation]
) -> None:
    tick(agent, 1)
    tick(agent, 3)
    conversations.post_visitor_message(conversation=rows[1], text="Are you there?")
    expect(agent.get_by_text("Customer: Are you there?")).to_be_visible()
    chosen(agent, 1, 3)
    # The box has the focus still, and so it stays.
    expect(agent.get_by_role("checkbox", name=f"Choose: {SUBJECTS[3]}")).to_be_focused()
    conversations.close(conversation=rows[3], agent=User.objects.get(username="anna"))
    expect(agent.locator(".queue-subject")).to_have_count(4)
    chosen(agent, 1)
    expect(agent.get_by_text("1 chosen")).to_be_visible()
    agent.get_by_role("button", name="All shown").click()
    expect(agent.get_by_text("4 chosen")).to_be_visible()
    agent.get_by_role("button", name="None", exact=True).click()
    expect(agent.get_by_role("form", name="With the chosen conversations")).to_be_hidden()


def test_what_is_picked_stays_when_the_choices_are_drawn_again(agent: Page, rows: list[models.Conversation]) -> None:
    tick(agent, 0)
    expect(agent.get_by_label("What to do with them").get_by_text("Urgent")).to_be_attached()
    agent.get_by_role("button", name="None", exact=True).click()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    agent.route("**/desk/several/", hold)
    with agent.expect_request("**/desk/several/"):
        tick(agent, 1)
    User.objects.create_user(username="bruno", role="agent")
    choices = agent.get_by_label("What to do with them")
    choices.focus()
    choices.select_option(label="Urgent")
    held[0].continue_()
    expect(choices.get_by_text("bruno")).to_be_attached()
    expect(choices).to_have_value(f"priority:{models.Priority.URGENT}")
    expect(choices).to_be_focused()


def test_a_colleague_gets_several_and_what_fails_is_told(agent: Page, rows: list[models.Conversation]) -> None:
    bruno = User.objects.create_user(username="bruno", role="agent")
    agent.keyboard.press("a")
    expect(agent.get_by_text("5 chosen")).to_be_visible()
    assert do(agent, "bruno (0) – away") == ["Assign to: bruno (0) – away: 5 conversations. Go on?"]
    expect(agent.locator("#several-told")).to_contain_text("Done for 5 conversations.")
    assert models.Conversation.objects.filter(assigned_to=bruno).count() == 5
    tick(agent, 0)
    agent.context.set_offline(True)
    do(agent, "Urgent")
    expect(agent.locator("#several-told")).to_have_text(re.compile("That failed."))
    chosen(agent, 0)
