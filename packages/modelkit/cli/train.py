"""`modelkit train`: records in, a calibrated and documented model directory out."""

import tempfile
from argparse import Namespace
from contextlib import ExitStack
from pathlib import Path
from typing import Any


def add_parser(subparsers: Any) -> None:
    """Add `train` to the command line."""
    parser = subparsers.add_parser("train", help="fine-tune a model on records")
    parser.add_argument("recipe", metavar="RECIPE", help="a shipped recipe's name, or a TOML file")
    parser.add_argument("--train", required=True, metavar="FILE", help="records: CSV, JSONL or Parquet")
    parser.add_argument("--validation", metavar="FILE", help="held-out records (else a share of --train)")
    parser.add_argument("--output", metavar="DIR", help="the model directory to write (else only --name keeps it)")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="change a key of the recipe")
    parser.add_argument("--progress", metavar="FILE", help="write events as JSON lines; - for standard output")
    parser.add_argument("--name", metavar="NAME", help="publish in the registry; it goes live through the gate")
    parser.add_argument("--registry", metavar="DIR", help="the registry (MODELKIT_REGISTRY, else ./models)")
    parser.set_defaults(func=train)


def train(args: Namespace) -> int:
    """Read everything that can be wrong before the long part starts; then train, and publish if a name is given."""
    from modelkit.config import load_recipe
    from modelkit.data.readers import read_records
    from modelkit.errors import RecipeError

    if not args.output and not args.name:
        raise RecipeError("There is nowhere to put the model.", remedy="Give --output DIR, --name NAME, or both.")
    recipe = load_recipe(args.recipe, args.set)
    records = read_records(args.train, task=recipe.task)
    validation = read_records(args.validation, task=recipe.task) if args.validation else None
    with ExitStack() as stack:
        output = Path(args.output or stack.enter_context(tempfile.TemporaryDirectory(prefix="modelkit-")))
        emit = stack.enter_context(_reporter(args.progress))
        # Imported late: a wrong recipe or record should not wait seconds for torch.
        from modelkit.cli.making import make_model

        metrics = make_model(recipe, records, validation=validation, output=output, emit=emit)
        published = _publish(args, output, emit) if args.name else {}
        emit({"event": "done", "metrics": metrics, "output": args.output, **published})
    return 0


def _reporter(progress: str | None) -> Any:
    from modelkit.cli.progress import bar, json_lines

    return bar() if progress is None else json_lines(progress)


def _publish(args: Namespace, output: Path, emit: Any) -> dict[str, Any]:
    from modelkit.registry import Registry

    emit({"event": "stage", "name": "publish"})
    version = Registry(args.registry).publish(args.name, output, promote="gate")
    return {
        "name": version.name,
        "version": version.number,
        "live": version.live,
        "refusals": list(version.refusals),
    }
