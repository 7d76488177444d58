"""`python -m modelkit VERB …`: one file a verb under `modelkit.cli`."""

import os
import sys
from collections.abc import Sequence

from modelkit.cli import build_parser
from modelkit.errors import ModelkitError, TrainingInterrupted

BAD_INPUT, FAILED, INTERRUPTED = 2, 1, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a verb; 0 done, 2 bad input, 130 interrupted, each failure one line on stderr with its remedy."""
    # Read when torch loads, which no verb does before it runs. Threads that spin while they wait take the cores from
    # the web server and workers beside them: on a busy machine that made everything two to three times slower.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    args = build_parser().parse_args(arguments)
    try:
        return int(args.func(args) or 0)
    except TrainingInterrupted as error:
        return _say(error, INTERRUPTED)
    except ModelkitError as error:
        return _say(error, BAD_INPUT)
    except KeyboardInterrupt:
        return _say("Interrupted.", INTERRUPTED)
    except OSError as error:
        return _say(error, FAILED)


def _say(error: object, code: int) -> int:
    print(f"error: {error}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
