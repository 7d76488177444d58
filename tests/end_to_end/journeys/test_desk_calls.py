"""An agent who looks elsewhere is called: by a count in the tab's title, and where they wish it by notice and sound."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from services.support import models
from services.support.actions import conversations, desk
from services.support.queries.events import newest_id
from shared.accounts.models import User
from tests.support.rows import conversation, waiting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# A browser without a screen calls every tab visible. Notices and sounds are the browser's own; they are noted down.
WATCHED = """
let hidden = false;
Object.defineProperty(document, "hidden", { get: () => hidden });
window.lookAway = (away) => { hidden = away; document.dispatchEvent(new Event("visibilitychange")); };
window.notices = []; window.asked = 0; let tones = 0;
window.Notification = class extends Notification {
  constructor(title, options) { super(title, options); window.notices.push(this); }
  static requestPermission() { window.asked++; return super.requestPermission(); }
};
window.EventSource = class extends EventSource {
  constructor(place) {
    super(place);
    // Later than the page's own listener.
    this.addEventListener("inbox", ({ lastEventId }) =>
      setTimeout(() => (document.documentElement.dataset.heard = lastEventId)));
  }
};
const { start } = OscillatorNode.prototype;
OscillatorNode.prototype.start = function (when) {
  document.documentElement.dataset.tones = ++tones;
  start.call(this, when);
};
"""
SWITCH = "Call me while I look elsewhere"


@pytest.fixture
def anna(agent: Page) -> User:
    agent.context.add_init_script(WATCHED)
    agent.goto("/desk/")
    return User.objects.get(username="anna")


def mine(anna: User, text: str = "Where is my card?") -> models.Conversation:
    return conversations.take_over(conversation=waiting(text), agent=anna)


def look_away(page: Page, away: bool = True) -> None:
    page.evaluate("(away) => window.lookAway(away)", away)


def write(row: models.Conversation, text: str = "Are you there?") -> None:
    conversations.post_visitor_message(conversation=row, text=text)


def heard(*pages: Page) -> None:
    """All that has happened, and the browser has decided which of its tabs calls."""
    for page in pages:
        expect(page.locator("html")).to_have_attribute("data-heard", str(newest_id()))
        page.evaluate("navigator.locks.request('after all others', () => true)")


def switch_on(page: Page) -> None:
    page.get_by_role("switch", name=SWITCH).click()
    expect(page.get_by_text("With a notice and a soft sound")).to_be_visible()
    sounded(page, 2)


def sounded(page: Page, tones: int) -> None:
    """Each sound has two."""
    expect(page.locator(f"html[data-tones='{tones}']" if tones else "html:not([data-tones])")).to_be_attached()


def notices(page: Page) -> list[list[str]]:
    found: list[list[str]] = page.evaluate("window.notices.map((one) => [one.title, one.body])")
    return found


def test_the_title_counts_what_happens_while_the_tab_is_hidden(agent: Page, anna: User) -> None:
    row, title = mine(anna), agent.title()
    write(row, "I can see you.")
    heard(agent)
    expect(agent).to_have_title(title)
    look_away(agent)
    write(row)
    expect(agent).to_have_title(f"(1) {title}")
    waiting("Where is my PIN?")
    expect(agent).to_have_title(f"(2) {title}")
    look_away(agent, away=False)
    expect(agent).to_have_title(title)
    # Nobody has wished for more.
    assert (notices(agent), agent.evaluate("window.asked")) == ([], 0)
    sounded(agent, 0)


def test_colleagues_customers_and_other_teams_call_nobody(agent: Page, anna: User) -> None:
    bruno = User.objects.create_user(username="bruno", role="agent")
    ours, theirs = models.Team.objects.create(name="Cards"), models.Team.objects.create(name="Loans", topics=["loan"])
    ours.members.add(anna)
    talk = conversations.take_over(conversation=waiting("Bruno's own"), agent=bruno)
    loan = conversation("What is a loan?")
    models.Conversation.objects.filter(pk=loan.pk).update(team=theirs)
    own, title = waiting("Taken by myself"), agent.title()
    agent.reload()
    look_away(agent)
    write(talk)
    conversations.ask_for_person(conversation=loan)
    heard(agent)
    desk.set_team(conversation=loan, agent=anna, team=ours)
    conversations.take_over(conversation=own, agent=anna)
    heard(agent)
    expect(agent).to_have_title(title)
    desk.assign(conversation=loan, agent=bruno, to=anna)
    expect(agent).to_have_title(f"(1) {title}")


def test_a_note_calls_whom_it_names_whosever_customer_it_is(agent: Page, anna: User) -> None:
    agent.context.grant_permissions(["notifications"])
    agent.reload()
    switch_on(agent)
    sounded(agent, 2)
    bruno = User.objects.create_user(username="bruno", role="agent")
    talk, title = conversations.take_over(conversation=waiting("Bruno's own"), agent=bruno), agent.title()
    look_away(agent)
    desk.add_note(conversation=talk, agent=bruno, text="Nobody is named here, not even anna.")
    heard(agent)
    expect(agent).to_have_title(title)
    desk.add_note(conversation=talk, agent=bruno, text="What do you think, @anna?")
    expect(agent).to_have_title(f"(1) {title}")
    sounded(agent, 4)
    assert notices(agent) == [["A colleague names you in a note", "Bruno's own"]]


def test_a_notice_and_a_sound_for_who_switched_them_on(agent: Page, anna: User) -> None:
    agent.context.grant_permissions(["notifications"])
    agent.reload()
    row = mine(anna)
    switch_on(agent)
    agent.reload()
    expect(agent.get_by_role("switch", name=SWITCH)).to_be_checked()
    # A page that nobody has touched may make no sound.
    agent.get_by_role("heading", name="Desk").click()
    look_away(agent)
    write(row, "My secret is 1234.")
    sounded(agent, 2)
    assert notices(agent) == [["A customer wrote", "Where is my card?"]]
    with agent.expect_navigation(url=f"**/desk/{row.pk}/"):
        agent.evaluate("window.notices[0].dispatchEvent(new Event('click'))")


@pytest.fixture
def second_tab(agent: Page, anna: User) -> Iterator[Page]:
    agent.context.grant_permissions(["notifications"])
    agent.reload()
    switch_on(agent)
    tab = agent.context.new_page()
    tab.goto("/desk/")
    expect(tab.get_by_role("switch", name=SWITCH)).to_be_checked()
    yield tab
    tab.close()


def test_one_of_two_hidden_tabs_calls_and_none_while_one_is_looked_at(
    agent: Page, second_tab: Page, anna: User
) -> None:
    row = mine(anna)
    heard(agent, second_tab)
    look_away(agent)
    write(row)
    heard(agent, second_tab)
    expect(agent).to_have_title("(1) " + second_tab.title())
    look_away(second_tab)
    write(row, "I am still here.")
    heard(agent, second_tab)
    assert len(notices(agent) + notices(second_tab)) == 1


def test_a_browser_that_forbids_notices_is_told_so_and_sounds(agent: Page, anna: User) -> None:
    row = mine(anna)
    switch = agent.get_by_role("switch", name=SWITCH)
    assert agent.evaluate("window.asked") == 0
    switch.click()
    expect(agent.get_by_text("Your browser forbids notices from here")).to_be_visible()
    sounded(agent, 2)
    look_away(agent)
    write(row)
    sounded(agent, 4)
    assert notices(agent) == []
    look_away(agent, away=False)
    switch.click()
    expect(agent.get_by_text("Your browser forbids notices from here")).to_be_hidden()
    agent.reload()
    expect(switch).not_to_be_checked()
