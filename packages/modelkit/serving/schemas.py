"""What the server accepts. Limits keep one request from holding everybody else up."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from modelkit.models.backbones.embedded import EMBEDDED

MAX_ITEMS = 2_048
MAX_HITS = 1_000


def _known_backbone(name: str) -> str:
    """A stranger must not make this machine fetch whatever lies on the Hub."""
    if "/" in name and name not in EMBEDDED:
        raise ValueError(f"of backbones, only {', '.join(EMBEDDED)} can be named here; publish others first")
    return name


# A registry name, optionally with a version, or an embedded backbone's. Never a path on this machine.
ModelName = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*(@\d+|/[A-Za-z0-9._-]+)?$", max_length=200),
    AfterValidator(_known_backbone),
]
Texts = Annotated[list[str], Field(max_length=MAX_ITEMS)]
Pair = tuple[str, str]


class Request(BaseModel):
    """Unknown fields are let pass, since clients of the same protocols send fields of their own."""

    model_config = ConfigDict(extra="ignore", protected_namespaces=())


class EmbeddingsIn(Request):
    """OpenAI's embeddings; `kind` is an addition, as retrieval models treat questions and passages apart."""

    model: ModelName
    input: str | Texts
    encoding_format: Literal["float", "base64"] = "float"
    kind: Literal["query", "passage"] = "query"


class EmbedIn(Request):
    """text-embeddings-inference; `model` may be left out where one fits."""

    inputs: str | Texts
    model: ModelName | None = None
    prompt_name: Literal["query", "passage"] = "query"
    normalize: Literal[True] = True
    truncate: bool = True


class RerankIn(Request):
    query: str
    texts: Texts
    model: ModelName | None = None
    raw_scores: bool = False
    return_text: bool = False


class PredictIn(Request):
    inputs: str | Texts
    model: ModelName | None = None
    raw_scores: bool = False


class ClassifyIn(Request):
    """`inputs` are texts, or pairs of an entity and a text about it."""

    model: ModelName
    inputs: Annotated[list[str | Pair], Field(max_length=MAX_ITEMS)]


class ScoreIn(Request):
    model: ModelName
    pairs: Annotated[list[Pair], Field(max_length=MAX_ITEMS)]


class SearchIn(Request):
    """Texts, vectors (base64 of float32, or numbers), or both: texts with vectors save the encoder's pass."""

    queries: Texts | None = None
    vectors: Annotated[list[str] | list[list[float]], Field(max_length=MAX_ITEMS)] | None = None
    k: Annotated[int, Field(ge=1, le=MAX_HITS)] = 10


class PromoteIn(Request):
    version: Annotated[int, Field(ge=1)]
    force: bool = False


class ChatIn(Request):
    """OpenAI's chat completions, handed on to the configured generator."""

    model: str
    messages: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=MAX_ITEMS)]
    stream: bool = False
