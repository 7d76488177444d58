"""From a known question to a person's answer: each step asserts what the customer or the agent must see."""

import html
from collections.abc import Callable

import httpx

from infra.launch.smoke.agent import Agent
from infra.launch.smoke.customer import Customer
from infra.launch.smoke.expecting import expect

KNOWN = "I ordered my card two weeks ago and it still has not arrived"
KNOWN_CHINESE = "我的银行卡寄了两个星期还没到"
NEW = "When do you send the annual tax report?"
UNKNOWN = "Who won the Champions League last year?"
AFTERWARDS = "How do I freeze my card?"
FROM_A_PERSON = "Ana here: I have looked into it for you, and all is well."

Say = Callable[[str], None]


def travel(base_url: str, *, password: str, say: Say) -> None:
    """Raises AssertionError at the first thing a user would miss."""
    customer = Customer(base_url)
    agent = Agent(base_url, username="agent", password=password)
    try:
        _known_question(customer, say)
        _new_question(customer, say)
        _chinese_question(base_url, say)
        _unknown_question(customer, say)
        _person_answers(customer, agent, say)
        _bot_stays_silent(base_url, customer, agent, say)
    finally:
        customer.close()
        agent.close()


def _known_question(customer: Customer, say: Say) -> None:
    answer = customer.ask(KNOWN)
    expect(answer["rung"] == "template", f"a known question was answered by '{answer['rung']}'")
    expect("5" in answer["text"], "the template lost the delivery time it should carry")
    say(f"known question: {answer['text']}")


def _new_question(customer: Customer, say: Say) -> None:
    answer = customer.ask(NEW)
    expect(answer["rung"] == "composed", f"a new question was answered by '{answer['rung']}'")
    expect("31 January" in answer["text"], f"the answer misses the date: {answer['text']}")
    expect(answer["citations"], "an answer from sources cites none")
    for citation in answer["citations"]:
        page = httpx.get(f"{customer.http.base_url}/sources/{citation['chunk']}", follow_redirects=True)
        expect(page.status_code == 200, f"the citation of {citation['document']} leads to {page.status_code}")
        expect(citation["heading"] in html.unescape(page.text), "the cited page does not show the cited heading")
    say(f"new question, {len(answer['citations'])} source(s) that resolve: {answer['text']}")


def _chinese_question(base_url: str, say: Say) -> None:
    customer = Customer(base_url, language="zh")
    try:
        answer = customer.ask(KNOWN_CHINESE)
    finally:
        customer.close()
    expect(any("\u4e00" <= letter <= "\u9fff" for letter in answer["text"]), "a Chinese question got no Chinese answer")
    say(f"Chinese question: {answer['text']}")


def _unknown_question(customer: Customer, say: Say) -> None:
    customer.say(UNKNOWN)
    state = customer.wait_for_state("waiting")
    say(f"unknown question: handed to a person ({state.data.get('reason')})")


def _person_answers(customer: Customer, agent: Agent, say: Say) -> None:
    expect(customer.conversation in agent.waiting(), "the conversation does not wait in the desk's queue")
    agent.take_over(customer.conversation)
    customer.wait_for_state("person")
    agent.say(customer.conversation, FROM_A_PERSON)
    message = customer.wait_for_message("the agent's answer", author="agent")
    expect(message.data["text"] == FROM_A_PERSON, "the person's words reached the customer changed")
    say(f"the customer's stream shows the person's answer: {message.data['text']}")


def _bot_stays_silent(base_url: str, customer: Customer, agent: Agent, say: Say) -> None:
    """What the bot knows well, asked while a person speaks, is the person's to answer."""
    question = customer.say(AFTERWARDS)
    # A later question of someone else, answered: the bot has had its turn at this one.
    other = Customer(base_url)
    try:
        expect(other.ask(AFTERWARDS)["rung"] == "template", "the bot does not know what it was asked")
    finally:
        other.close()
    agent.end(customer.conversation)
    customer.wait_for_state("closed")
    spoke = [event for event in customer.stream.seen if event.data.get("in_reply_to") == question]
    expect(not spoke, "the bot spoke while a person was in the conversation")
    say("the bot stayed silent after the take-over")
