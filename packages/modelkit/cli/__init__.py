"""The command line. A verb is one module with `add_parser(subparsers)`, listed here."""

from argparse import ArgumentParser
from importlib import import_module

VERBS = ("train", "evaluate", "predict", "search", "serve", "models", "doctor")


def build_parser() -> ArgumentParser:
    """The parser of all verbs; none of them imports torch before it runs."""
    parser = ArgumentParser(prog="modelkit", description="Fine-tune small language models and run them fast.")
    subparsers = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    for verb in VERBS:
        import_module(f"modelkit.cli.{verb}").add_parser(subparsers)
    return parser
