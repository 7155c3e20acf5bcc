"""A pack as read, entry by entry, before it is known to be sound; holds places, decides nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from contracts.areas import Areas
from contracts.calendar import WorkingCalendar
from contracts.catalogue import (
    Agency,
    Chain,
    Channel,
    City,
    Officer,
    Policy,
    Service,
    StatusMapping,
)
from contracts.events import Value
from contracts.routing import RoutingRule, When
from services.catalogue.histories import History
from services.catalogue.lines import Document, Path
from services.catalogue.problems import Problem, Words
from services.catalogue.sentences import problem_of

V = TypeVar("V", bound=Value)


@dataclass
class Entry(Generic[V]):
    """One thing of the pack and where it stands; `value` is None where it did not validate."""

    document: Document
    path: Path
    raw: Any
    value: V | None

    @property
    def code(self) -> str | None:
        """Its code as written, valid or not, so that others may name it."""
        code = self.raw.get("code", self.raw.get("id")) if isinstance(self.raw, dict) else None
        return code if isinstance(code, str) else None

    def seen_from(self, other: "Entry[Any]", *below: str | int) -> str:
        """Where it stands, for a sentence about another entry: the file only where they differ."""
        line = f"line {self.document.line((*self.path, *below))}"
        same = self.document.file == other.document.file
        return line if same else f"{self.document.file} {line}"

    def problem(self, words: Words, *below: str | int) -> Problem:
        """A problem with this entry, or with a part of it."""
        return self.document.problem((*self.path, *below), words)


class LeftToTriage(Value):
    """Requests no rule is meant to route, and why a person must decide."""

    because: str
    when: When


@dataclass
class Draft:
    """Everything found in a pack's folder."""

    cities: list[Entry[City]] = field(default_factory=list)
    agencies: list[Entry[Agency]] = field(default_factory=list)
    services: list[Entry[Service]] = field(default_factory=list)
    policies: list[Entry[Policy]] = field(default_factory=list)
    mappings: list[Entry[StatusMapping]] = field(default_factory=list)
    rules: list[Entry[RoutingRule]] = field(default_factory=list)
    triage: list[Entry[LeftToTriage]] = field(default_factory=list)
    calendars: list[Entry[WorkingCalendar]] = field(default_factory=list)
    channels: list[Entry[Channel]] = field(default_factory=list)
    chains: list[Entry[Chain]] = field(default_factory=list)
    officers: list[Entry[Officer]] = field(default_factory=list)
    histories: list[Entry[History]] = field(default_factory=list)
    areas: Areas | None = None
    problems: list[Problem] = field(default_factory=list)

    def take(self, document: Document, path: Path, model: type[V], raw: Any) -> Entry[V]:  # noqa: ANN401
        """Validate one thing; what is wrong with it becomes problems."""
        try:
            value = model.model_validate(raw)
        except ValidationError as error:
            found = error.errors(include_url=False)
            self.problems += [problem_of(document, path, each) for each in found]
            value = None
        return Entry(document, path, raw, value)


def values(entries: list[Entry[V]]) -> list[V]:
    """What did validate."""
    return [entry.value for entry in entries if entry.value is not None]


def sound(entries: list[Entry[V]]) -> Iterator[tuple[Entry[V], V]]:
    """The entries that did validate, with their values."""
    for entry in entries:
        if entry.value is not None:
            yield entry, entry.value


def codes(entries: list[Entry[V]]) -> set[str]:
    """The codes there are, those of unsound entries included."""
    return {entry.code for entry in entries if entry.code is not None}
