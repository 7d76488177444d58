"""What an event is allowed to look like. pydantic reads whole bodies of these without an object a row."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal, NotRequired

from pydantic import AwareDatetime, ConfigDict, Field, TypeAdapter, with_config
from typing_extensions import TypedDict

Key = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00]+$")]
EventId = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^\x00]+$")]
Short = Annotated[str, Field(max_length=60, pattern=r"^[^\x00]*$")]
Kind = Literal["browse", "click", "like", "comment", "share", "purchase", "dismiss", "impression"]

# Clocks that were never set say 1970; the oldest public logs of readers are younger than this.
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
# Clocks differ a little.
AHEAD = timedelta(minutes=5)


@with_config(ConfigDict(extra="forbid", strict=False))
class EventIn(TypedDict):
    """`position` and `propensity` belong to impressions, `value` to everything else."""

    id: EventId
    user: Key
    item: Key
    kind: Kind
    at: AwareDatetime
    value: NotRequired[Annotated[float, Field(ge=0, allow_inf_nan=False)] | None]
    surface: NotRequired[Short]
    request: NotRequired[Annotated[str, Field(max_length=64, pattern=r"^[^\x00]*$")]]
    position: NotRequired[Annotated[int, Field(ge=1, le=32_000)] | None]
    propensity: NotRequired[Annotated[float, Field(gt=0, le=1)] | None]


ONE: TypeAdapter[Any] = TypeAdapter(EventIn)
MANY: TypeAdapter[Any] = TypeAdapter(list[EventIn])
