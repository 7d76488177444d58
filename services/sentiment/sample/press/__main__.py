"""`python -m services.sentiment.sample.press --port 8005`: the outlets on this machine, until stopped."""

import argparse
import contextlib
import signal
import sys

from services.sentiment.sample.press.newsroom import Newsroom, utc_now
from services.sentiment.sample.press.server import PressServer


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8005)
    chosen = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    server = PressServer(port=chosen.port, newsroom=Newsroom(start=utc_now()))
    sys.stdout.write(f"The press is out at {server.base}\n")
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()
    server.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
