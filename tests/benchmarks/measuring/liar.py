"""A generator that repeats what its sources say and falsifies some of it, as an OpenAI-compatible endpoint."""

import json
import random
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_SOURCE = re.compile(r"^\[(\d+)\] (.*?)(?=^\[\d+\] |\Z|^Question: )", re.MULTILINE | re.DOTALL)
_SENTENCE = re.compile(r"[^.!?。！？\n]{12,}[.!?。！？]")
_NUMBER = re.compile(r"\d+")


@contextmanager
def speaking(seed: int) -> Iterator[str]:
    """The endpoint's address; a request is answered from its own text and the seed."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            prompt = json.loads(asked)["messages"][-1]["content"]
            piece = {"choices": [{"delta": {"content": _written(prompt, random.Random(f"{seed} {prompt}"))}}]}
            body = f"data: {json.dumps(piece)}\n\ndata: [DONE]\n\n".encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _written(prompt: str, chance: random.Random) -> str:
    sources = {int(n): text for n, text in _SOURCE.findall(prompt)}
    said = [(n, sentence.strip()) for n, text in sources.items() for sentence in _SENTENCE.findall(text)]
    chosen = chance.sample(said, min(3, len(said)))
    return " ".join(chance.choice(_LIES)(sentence, n, sources, chance) for n, sentence in chosen)


def _true(sentence: str, n: int, _sources: dict[int, str], _chance: random.Random) -> str:
    return f"{sentence} [{n}]"


def _other_number(sentence: str, n: int, _sources: dict[int, str], chance: random.Random) -> str:
    return f"{_NUMBER.sub(lambda found: str(int(found[0]) + chance.randint(1, 9)), sentence)} [{n}]"


def _other_source(sentence: str, n: int, sources: dict[int, str], chance: random.Random) -> str:
    return f"{sentence} [{chance.choice([*sources, n + len(sources)])}]"


def _invented_price(sentence: str, n: int, _sources: dict[int, str], chance: random.Random) -> str:
    return f"{sentence[:-1]} for {chance.randint(3, 999)}.{chance.randint(10, 99)} EUR. [{n}]"


def _invented_date(sentence: str, n: int, _sources: dict[int, str], chance: random.Random) -> str:
    return f"{sentence[:-1]} until {chance.randint(1, 28)} March 2{chance.randint(100, 999)}. [{n}]"


def _invented_link(sentence: str, n: int, _sources: dict[int, str], chance: random.Random) -> str:
    return f"{sentence[:-1]}, see https://pay-{chance.randint(10, 99)}.example/now. [{n}]"


def _uncited(sentence: str, _n: int, _sources: dict[int, str], _chance: random.Random) -> str:
    return sentence


_LIES: list[Callable[[str, int, dict[int, str], random.Random], str]] = [
    _true,
    _other_number,
    _other_source,
    _invented_price,
    _invented_date,
    _invented_link,
    _uncited,
]
