"""`modelkit serve`: the engine behind HTTP."""

from argparse import ArgumentDefaultsHelpFormatter, Namespace
from typing import Any

DEFAULT_PORT = 8009


def add_parser(subparsers: Any) -> None:
    """Add `serve` to the command line."""
    parser = subparsers.add_parser(
        "serve", help="serve models and indexes over HTTP", formatter_class=ArgumentDefaultsHelpFormatter
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    parser.add_argument("--registry", help="folder of models (MODELKIT_REGISTRY, else ./models)")
    parser.add_argument("--indexes", help="folder of indexes (MODELKIT_INDEXES, else ./indexes)")
    parser.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda"))
    parser.add_argument("--preload", default="all", metavar="NAME,…", help="models to load at once, `all` or `none`")
    parser.add_argument("--timeout", type=float, default=10.0, help="seconds a model may take to answer")
    parser.add_argument("--patience", type=float, default=1.0, help="seconds of waiting work before 429")
    parser.add_argument("--requests", type=int, default=64, help="requests worked on at once before 429")
    parser.set_defaults(func=serve)


def serve(args: Namespace) -> int:
    """Serve until interrupted."""
    import torch

    from modelkit.hardware import plan
    from modelkit.inference.local import LocalEngine
    from modelkit.serving import logs, running
    from modelkit.serving.app import create_app
    from modelkit.serving.gate import Limits
    from modelkit.serving.keys import configured_key

    logs.configure()
    torch.set_num_threads(plan(args.device).threads)
    key = configured_key()
    engine = LocalEngine(
        args.registry,
        args.indexes,
        device=args.device,
        timeout=args.timeout,
        patience=args.patience,
        paths=False,
    )
    app = create_app(engine, key=key, preload=args.preload.split(","), limits=Limits(requests=args.requests))
    running.run(app, host=args.host, port=args.port, key=key)
    return 0
