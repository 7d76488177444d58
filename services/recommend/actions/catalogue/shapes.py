"""What items and users are allowed to look like."""

from decimal import Decimal
from typing import Annotated, Any, NotRequired

from pydantic import ConfigDict, Field, TypeAdapter, with_config
from typing_extensions import TypedDict

from services.recommend.actions.ingest.shapes import Key
from shared.api.text import PlainText
from shared.moments import Moment

_Word = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00]+$")]
_Number = Annotated[float, Field(allow_inf_nan=False)]
_Text = Annotated[str, Field(max_length=20_000, pattern=r"^[^\x00]*$")]
Price = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2, allow_inf_nan=False)]


@with_config(ConfigDict(extra="forbid"))
class ItemIn(TypedDict):
    """Only the key is needed; an item without text can still be recommended by what users do with it."""

    key: Key
    title: NotRequired[Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")]]
    description: NotRequired[_Text]
    tags: NotRequired[Annotated[list[_Word], Field(max_length=50)]]
    language: NotRequired[Annotated[str, Field(max_length=12, pattern=r"^[A-Za-z-]*$")]]
    category: NotRequired[Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")]]
    owner: NotRequired[Annotated[str, Field(max_length=120, pattern=r"^[^\x00]*$")]]
    available: NotRequired[bool]
    price: NotRequired[Price | None]
    published_at: NotRequired[Moment | None]
    expires_at: NotRequired[Moment | None]


@with_config(ConfigDict(extra="forbid"))
class UserIn(TypedDict):
    """`attributes` are the sender's own: plain values by name."""

    user: Key
    language: NotRequired[Annotated[str, Field(max_length=12, pattern=r"^[A-Za-z-]*$")]]
    attributes: NotRequired[Annotated[dict[_Word, PlainText | _Number | bool | None], Field(max_length=50)]]


ITEMS: TypeAdapter[Any] = TypeAdapter(list[ItemIn])
USERS: TypeAdapter[Any] = TypeAdapter(list[UserIn])
