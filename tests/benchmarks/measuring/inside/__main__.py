"""One verb, one line of JSON on standard output."""

import importlib
import json
import sys

import django


def main() -> None:
    verb, *arguments = sys.argv[1:]
    django.setup()
    module = importlib.import_module(f"tests.benchmarks.measuring.inside.{verb}")
    print(json.dumps(module.run(*arguments), ensure_ascii=False))


if __name__ == "__main__":
    main()
