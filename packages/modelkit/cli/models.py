"""`modelkit models`: list, show, promote and roll back published versions."""

import json
from argparse import Namespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from modelkit.registry import Registry, Version


def add_parser(subparsers: Any) -> None:
    """Add `models` and its verbs to the command line."""
    parser = subparsers.add_parser("models", help="list, show, promote and roll back published models")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    listing = _verb(verbs, "list", list_models, "every version of every model")
    listing.add_argument("name", nargs="?", help="only this model")
    showing = _verb(verbs, "show", show_model, "the card of a version")
    showing.add_argument("model", metavar="NAME[@VERSION]")
    promoting = _verb(verbs, "promote", promote, "put a version in force, if it is no worse")
    promoting.add_argument("name")
    promoting.add_argument("version", type=int)
    promoting.add_argument("--force", action="store_true", help="even if it is worse")
    _verb(verbs, "rollback", rollback, "put the version before back in force").add_argument("name")


def _verb(verbs: Any, name: str, function: Any, help_text: str) -> Any:
    parser = verbs.add_parser(name, help=help_text)
    parser.add_argument("--registry", help="folder of models (MODELKIT_REGISTRY, else ./models)")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.set_defaults(func=function)
    return parser


def list_models(args: Namespace) -> int:
    """Print every version, the one in force marked."""
    registry = _registry(args)
    names = [args.name] if args.name else registry.names()
    versions = [version for name in names for version in registry.list(name)]
    if args.json:
        print(json.dumps({"models": [_as_dict(version) for version in versions]}, ensure_ascii=False))
        return 0
    for version in versions:
        print(f"{'*' if version.live else ' '} {version.name}@{version.number}  {_summary(version)}")
    if not versions:
        print("No models are published here.")
    return 0


def show_model(args: Namespace) -> int:
    """Print a card."""
    from modelkit.errors import ModelNotFound

    name, at, number = args.model.partition("@")
    if at and not number.isdecimal():
        raise ModelNotFound(f"{number!r} is no version of {name!r}.", remedy="Write for example name@3.")
    print(_registry(args).card(name, int(number) if at else None).to_json(), end="")
    return 0


def promote(args: Namespace) -> int:
    """Put a version in force."""
    return _say_live(_registry(args).promote(args.name, args.version, force=args.force), args)


def rollback(args: Namespace) -> int:
    """Put the version before back in force."""
    return _say_live(_registry(args).rollback(args.name), args)


def _say_live(version: "Version", args: Namespace) -> int:
    print(json.dumps(_as_dict(version)) if args.json else f"{version.name}@{version.number} is in force.")
    return 0


def _registry(args: Namespace) -> "Registry":
    from modelkit.registry import Registry

    return Registry(args.registry)


def _as_dict(version: "Version") -> dict[str, Any]:
    return {
        "name": version.name,
        "version": version.number,
        "live": version.live,
        "task": version.card.task,
        "created_at": version.card.created_at.isoformat(),
        "metrics": version.metrics,
    }


def _summary(version: "Version") -> str:
    figures = [f"{name} {figure['value']:.3f}" for name, figure in list(version.metrics.items())[:3]]
    return "  ".join([version.card.task, f"{version.card.created_at:%Y-%m-%d %H:%M}", *figures])
