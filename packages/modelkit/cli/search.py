"""`modelkit search`: ask a published index from the command line."""

import json
from argparse import Namespace
from dataclasses import asdict
from typing import Any


def add_parser(subparsers: Any) -> None:
    """Add `search` to the command line."""
    parser = subparsers.add_parser("search", help="search a published index")
    parser.add_argument("index", help="the index's name")
    parser.add_argument("queries", nargs="+", metavar="QUERY")
    parser.add_argument("-k", type=int, default=10, help="documents a query (10)")
    parser.add_argument("--registry", help="folder of models (MODELKIT_REGISTRY, else ./models)")
    parser.add_argument("--indexes", help="folder of indexes (MODELKIT_INDEXES, else ./indexes)")
    parser.add_argument("--url", help="ask a model server instead (MODELKIT_URL)")
    parser.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda"))
    parser.add_argument("--json", action="store_true", help="one JSON object a query")
    parser.set_defaults(func=search)


def search(args: Namespace) -> int:
    """Print the hits of each query."""
    from modelkit.serving.connect import connect

    with connect(args.url, registry=args.registry, indexes=args.indexes, device=args.device) as engine:
        found = engine.search(args.index, args.queries, k=args.k)
    for query, hits in zip(args.queries, found, strict=True):
        if args.json:
            print(json.dumps({"query": query, "hits": [asdict(hit) for hit in hits]}, ensure_ascii=False))
            continue
        print(query)
        for hit in hits:
            print(f"  {hit.score:8.4f}  dense {hit.dense:.4f}  lexical {hit.lexical:6.2f}  {hit.id}")
    return 0
