"""`modelkit predict`: one object a line in, the same object plus the model's predictions out."""

from argparse import Namespace
from pathlib import Path
from typing import Any


def add_parser(subparsers: Any) -> None:
    """Add `predict` to the command line."""
    parser = subparsers.add_parser("predict", help="add a model's predictions to a JSONL file")
    parser.add_argument("model", metavar="MODEL", help="a directory, name, name@version or (to encode) a backbone")
    parser.add_argument("--input", required=True, type=Path, metavar="FILE.jsonl")
    parser.add_argument("--output", required=True, type=Path, metavar="FILE.jsonl")
    parser.add_argument("--registry", help="folder of models (MODELKIT_REGISTRY, else ./models)")
    parser.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda"))
    parser.set_defaults(func=predict)


def predict(args: Namespace) -> int:
    """Write the output file, all of it or nothing."""
    from modelkit.inference.lines import predict_lines
    from modelkit.inference.loading import Loader
    from modelkit.registry import Registry

    loader = Loader(Registry(args.registry), device=args.device)
    model = loader.load(loader.where(args.model))
    count = predict_lines(model, args.input, args.output)
    print(f"{count} lines written to {args.output}")
    return 0
