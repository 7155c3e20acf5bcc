"""What every event has in common: frozen, strict when written, lenient when read back."""

from typing import Annotated, Any, ClassVar, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints

AgencyCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]{1,19}$")]
ServiceCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$")]
RequestId = Annotated[
    str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
]
Instant = AwareDatetime


class Value(BaseModel):
    """A frozen value; a field nobody agreed on is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Sentences(Value):
    """The same thing said to people in Indonesian and in English."""

    id: str
    en: str

    @classmethod
    def alike(cls, text: str) -> Self:
        """What reads the same in both: a name, a code, a number."""
        return cls(id=text, en=text)


class Event(Value):
    """A past-tense fact about one request: the class names its type, the docstring its meaning."""

    TYPE: ClassVar[str]

    def to_bytes(self) -> bytes:
        """The JSON body as it goes on the wire, without absent optional parts."""
        return self.__pydantic_serializer__.to_json(self, exclude_none=True)

    @classmethod
    def read(cls, body: bytes) -> Self:
        """Read a body of our own topics; fields a newer release added are passed over."""
        found: Self = cls.__pydantic_validator__.validate_json(body, extra="ignore")
        return found

    @classmethod
    def read_strictly(cls, body: bytes) -> Self:
        """Read a body somebody else wrote; an unknown field is an error."""
        found: Self = cls.__pydantic_validator__.validate_json(body)
        return found


Attributes = dict[str, Any]
