"""`modelkit evaluate`: the figures of a model on held-out records, with their intervals."""

import json
from argparse import Namespace
from typing import Any


def add_parser(subparsers: Any) -> None:
    """Add `evaluate` to the command line."""
    parser = subparsers.add_parser("evaluate", help="measure a model on held-out records")
    parser.add_argument("model", metavar="MODEL", help="a directory, name, name@version or (to encode) a backbone")
    parser.add_argument("--data", required=True, metavar="FILE", help="records: CSV, JSONL or Parquet")
    parser.add_argument("--registry", help="folder of models (MODELKIT_REGISTRY, else ./models)")
    parser.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda"))
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.set_defaults(func=evaluate)


def evaluate(args: Namespace) -> int:
    """Print the report."""
    from modelkit.data.readers import read_records
    from modelkit.evaluation.reports import evaluate_model
    from modelkit.inference.loading import Loader
    from modelkit.registry import Registry

    loader = Loader(Registry(args.registry), device=args.device)
    model = loader.load(loader.where(args.model))
    report = evaluate_model(model, read_records(args.data, task=model.task))  # type: ignore[arg-type]
    if args.json:
        print(json.dumps(report.as_dict(), ensure_ascii=False))
        return 0
    print(f"{args.model}: {report.task}, {report.n} records")
    width = max(map(len, report.metrics), default=0)
    for name, figure in report.metrics.items():
        low, high = figure["low"], figure["high"]
        print(f"  {name:<{width}}  {figure['value']:.4f}  (95 % interval {low:.4f} to {high:.4f})")
    return 0
