"""The compose file's services, native: the main job on PostgreSQL and Redis, and what happens when parts are killed."""

import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from infra.launch.layout import ROOT
from infra.launch.ports import free_port_base
from infra.launch.processes import Processes
from infra.launch.smoke.agent import Agent
from infra.launch.smoke.customer import Customer
from infra.launch.smoke.journey import AFTERWARDS, travel
from tests import requirements
from tests.end_to_end.compose import Composition
from tests.end_to_end.servers import own_broker, own_database

pytestmark = [pytest.mark.native, pytest.mark.postgres, pytest.mark.broker, pytest.mark.timeout(600)]

PASSWORD = "demo-triptych"
ARTICLE = "# Parcel lockers\n\n## Opening a locker\n\nA Lumen locker opens with the six-digit code 1-2-3 in the app.\n"
LASTING = ("models", "support-web", "support-worker", "support-beat")


@dataclass
class Suite:
    """The running services."""

    composition: Composition
    processes: Processes

    def kill(self, name: str) -> None:
        """As a machine that loses power does."""
        process = self.processes.running.pop(name)
        process.kill()
        process.wait()

    def start(self, name: str) -> None:
        self.composition.start(self.processes, name)


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Suite]:
    database, broker = requirements.postgres(), requirements.redis()
    folder = tmp_path_factory.mktemp("native")
    with own_database(database) as own, own_broker(broker) as queue:
        composition = Composition(folder=folder, port_base=free_port_base(), database=own, broker=queue)
        with Processes(logs=folder / "logs", environment={}) as processes:
            composition.run("migrate")
            composition.start(processes, "models")
            composition.manage("demo")
            for name in LASTING[1:]:
                composition.start(processes, name)
            yield Suite(composition, processes)


@pytest.fixture
def customer(suite: Suite) -> Iterator[Customer]:
    found = Customer(suite.composition.web)
    yield found
    found.close()


def test_the_main_job_from_question_to_a_persons_answer(suite: Suite) -> None:
    said: list[str] = []
    travel(suite.composition.web, password=PASSWORD, say=said.append)
    assert said[-1] == "the bot stayed silent after the take-over"


def test_health_checks_pass_as_compose_runs_them(suite: Suite) -> None:
    for name in ("models", "support-web"):
        assert httpx.get(suite.composition.health(name)).status_code == 200
    ready = httpx.get(f"{suite.composition.web}/readyz").json()
    assert ready["checks"] == {"database": "ok", "broker": "ok", "models": "ok"}
    _until(lambda: "pong" in _said(suite, "support-worker"), seconds=60)


def _said(suite: Suite, name: str) -> str:
    """What a service's health command prints; compose asks again, too, while a worker starts."""
    composition = suite.composition
    command, environment = composition.health_command(name), composition.environment(name)
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False).stdout


def test_an_article_sent_now_is_cited_in_moments(suite: Suite) -> None:
    """Web keeps it, the worker judges, embeds and publishes it, the model server swaps the index in."""
    editor = Agent(suite.composition.web, username="editor", password=PASSWORD)
    reply = editor.http.post(
        "/api/documents",
        files={"file": ("lockers.md", ARTICLE.encode())},
        headers={"X-CSRFToken": editor.csrf_token()},
    )
    assert reply.status_code == 202, reply.text
    # The company's cases are asked before it is in force.
    _until(lambda: editor.get(reply.json()["address"])["state"] == "made", seconds=120)
    editor.close()

    def cites_it() -> bool:
        # A customer each time: no context, and no patience lost.
        asking = Customer(suite.composition.web)
        answer = asking.ask("With which code does a Lumen parcel locker open?")
        asking.close()
        return any(citation["document"] == "lockers" for citation in answer["citations"])

    _until(cites_it, seconds=60)


def test_other_versions_answer_in_the_shadow_and_then_a_share_of_visitors(suite: Suite) -> None:
    """Both ways every model and index of the candidate is asked of the model server."""
    suite.composition.manage("train", "--preset", "fast")
    editor = Agent(suite.composition.web, username="editor", password=PASSWORD)
    versions = dict(filter(None, map(_not_in_force, editor.get("/api/models")["items"])))
    assert {"support-intent", "support-encoder"} <= versions.keys()
    editor.post("/api/candidate", versions=versions, max_wrong_share=0.1, share=1.0)
    _until(lambda: editor.get("/api/candidate")["state"] == "ready", seconds=240)

    questions = [AFTERWARDS, "银行卡丢了怎么办？", "What does an account cost?"]
    for question in questions:
        _ask(suite, question)
    _until(lambda: editor.get("/api/candidate")["known"]["answered"] == len(questions), seconds=60)
    shadowed = editor.get("/api/candidate/shadowed")["items"]
    assert {one["asked"] for one in shadowed} == set(questions)
    assert any(one["candidate"]["rung"] == "template" for one in shadowed)
    assert editor.get("/api/candidate")["known"]["dropped"] == 0

    editor.post("/api/candidate/split", share=0.5)
    for number in range(16):
        _ask(suite, questions[number % len(questions)])
    found = editor.get("/api/candidate/split")
    assert (found["exposed"], found["failed"]) == (16, 0)
    assert 0 < found["exposed_treated"] < 16
    editor.post("/api/candidate/split/stop")
    _ask(suite, AFTERWARDS)
    assert editor.get("/api/candidate/split")["exposed"] == 16
    suite.composition.manage("candidate", "--end")
    assert editor.get("/api/candidate")["state"] == "ended"
    editor.close()


def _not_in_force(model: dict[str, Any]) -> tuple[str, int] | None:
    """A version of this model that could be in force instead."""
    others = [version["number"] for version in model["versions"] if not version["live"]]
    return (model["name"], others[0]) if others else None


def _ask(suite: Suite, question: str) -> None:
    """As a visitor of its own."""
    asking = Customer(suite.composition.web)
    asked = asking.say(question)
    asking.stream.wait_for(
        "the answer, or a person's turn",
        lambda event: event.data.get("in_reply_to") == asked or event.data.get("state") == "waiting",
    )
    asking.close()


def test_a_customer_is_answered_once_although_the_web_process_died_on_the_question(
    suite: Suite, customer: Customer
) -> None:
    question = customer.say(AFTERWARDS)
    suite.kill("support-web")
    suite.start("support-web")
    answer = customer.wait_for_message("the answer", seconds=90, author="bot", in_reply_to=question)
    other = Customer(suite.composition.web)
    other.ask(AFTERWARDS)
    other.close()
    answers = [event for event in customer.stream.seen if event.data.get("in_reply_to") == question]
    assert [event.id for event in answers] == [answer.id]


def test_without_the_model_server_customers_get_a_person_and_nothing_is_lost(suite: Suite, customer: Customer) -> None:
    suite.kill("models")
    question = customer.say(AFTERWARDS)
    assert customer.wait_for_state("waiting").data["reason"] == "engine_down"
    assert httpx.get(f"{suite.composition.web}/readyz").status_code == 200
    agent = Agent(suite.composition.web, username="agent", password=PASSWORD)
    kept = agent.get(f"/api/conversations/{customer.conversation}")["messages"]
    agent.close()
    assert question in [message["id"] for message in kept]

    suite.start("models")
    later = Customer(suite.composition.web)
    assert later.ask(AFTERWARDS)["rung"] == "template"
    later.close()


def _until(condition: Callable[[], bool], *, seconds: float) -> None:
    """Asked again and again; between two questions the services have the cores to themselves."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            pytest.fail(f"it did not come true within {seconds} seconds")
        time.sleep(0.2)
