"""Two values side by side: what came, went, or says something else, and how that is told."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Generic, Literal, NamedTuple, TypeVar

from contracts.catalogue import Text
from contracts.events import Value

K = TypeVar("K", bound=str)
What = Literal["added", "removed", "changed"]

_MOST_SHOWN = 120
_FEW = 5


class Concerned(StrEnum):
    """Whom a change concerns first."""

    CITIZENS = "citizens"
    AGENCIES = "agencies"
    CLOCKS = "clocks"


class Change(NamedTuple):
    """One difference, as a sentence; `about` is the code of what changes."""

    concerns: Concerned
    about: str
    what: What
    sentence: str


class Told(NamedTuple):
    """Whom a field concerns, and the words before its value."""

    concerns: Concerned
    words: str


class Pair(NamedTuple):
    """One field that says something else."""

    name: str
    before: object
    after: object

    def told(self, about: str, tell: Mapping[str, Told], otherwise: Concerned) -> Change:
        """By the table, or by the field's own name where the table has nothing."""
        found = tell.get(self.name, Told(otherwise, f"its `{self.name}` is"))
        sentence = f"{about}: {found.words} {shown(self.after)}, was {shown(self.before)}."
        if max(len(shown(self.after)), len(shown(self.before))) > _MOST_SHOWN:
            sentence = f"{about}: {found.words} changed."
        return Change(found.concerns, about, "changed", sentence)


class Sides(NamedTuple, Generic[K]):
    """What two collections have, by key, in the order of the newer one where it has it."""

    added: list[K]
    removed: list[K]
    both: list[K]


def sides(old: Iterable[K], new: Iterable[K]) -> Sides[K]:
    """Which keys are new, gone, or in both."""
    before, after = list(old), list(new)
    return Sides(
        added=[key for key in after if key not in before],
        removed=[key for key in before if key not in after],
        both=[key for key in after if key in before],
    )


def differing(old: Value, new: Value, *, but: Iterable[str] = ()) -> Iterator[Pair]:
    """The fields in which two values of one class differ, but for those told elsewhere."""
    for name in type(new).model_fields:
        before, after = getattr(old, name), getattr(new, name)
        if before != after and name not in but:
            yield Pair(name, before, after)


def shown(value: object) -> str:
    """A value as a sentence may hold it."""
    if isinstance(value, Text):
        return f'"{value.id}"'
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Value):
        value = value.model_dump(mode="json", exclude_defaults=True)
    if isinstance(value, Mapping):
        value = [f"{key} {shown(part)}" for key, part in value.items()]
    if isinstance(value, tuple | list):
        value = ", ".join(map(shown, value))
    return "nothing" if value in {None, ""} else str(value)


def a_few(codes: Iterable[str]) -> str:
    """Codes as a sentence lists them, the first few by name."""
    known = list(codes)
    more = len(known) - _FEW
    return ", ".join(known[:_FEW]) + (f" and {more} more" if more > 0 else "")
