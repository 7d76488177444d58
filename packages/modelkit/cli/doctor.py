"""`modelkit doctor`: what is here, what is missing, and what to do about it."""

import json
from argparse import Namespace
from typing import Any


def add_parser(subparsers: Any) -> None:
    """Add `doctor` to the command line."""
    parser = subparsers.add_parser("doctor", help="check this machine: versions, hardware, backbones, folders")
    parser.add_argument("--registry", help="folder of models (MODELKIT_REGISTRY, else ./models)")
    parser.add_argument("--indexes", help="folder of indexes (MODELKIT_INDEXES, else ./indexes)")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.set_defaults(func=doctor)


def doctor(args: Namespace) -> int:
    """Print every check; 1 when one of them found a problem."""
    from modelkit.inference.diagnosis import diagnose

    checks = diagnose(registry=args.registry, indexes=args.indexes)
    problems = [check for check in checks if check.remedy]
    if args.json:
        rows = [{"name": c.name, "found": c.found, "ok": not c.remedy, "remedy": c.remedy} for c in checks]
        print(json.dumps({"ok": not problems, "checks": rows}, ensure_ascii=False, indent=2))
        return 1 if problems else 0
    width = max(len(check.name) for check in checks)
    for check in checks:
        print(f"{'!!' if check.remedy else 'ok'}  {check.name:<{width}}  {check.found}")
        if check.remedy:
            print(f"    {'':<{width}}  {check.remedy}")
    print(f"{len(problems)} problem(s)." if problems else "All is well.")
    return 1 if problems else 0
