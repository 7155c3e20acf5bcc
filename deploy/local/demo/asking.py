"""What simulated citizens ask for, drawn from the pack's own services, fields and places."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from shapely import Point, from_wkb

from contracts.areas import Kelurahan
from contracts.catalogue import Catalogue, FieldRule, Service
from contracts.intake import Location, RequestSubmitted

FOREIGN = 0.12
"""Share of requests an agency takes in for another, where the routing rules know of such."""
_OPTIONAL = 0.6
_BY_COORDINATES = 0.6
_TRIES = 20
_LAST_NUMBER = re.compile(r"\d+$")


class Asking:
    """What people ask of one agency, its own services and some of others."""

    def __init__(self, catalogue: Catalogue, agency: str, dice: Random, taken: int = 0) -> None:
        self.taken = taken
        self._catalogue = catalogue
        self._dice = dice
        self._own = [s for s in catalogue.services if s.owner == agency]
        self._foreign = [
            catalogue.service[code] for code in dict.fromkeys(_taken_in(catalogue, agency))
        ]
        self._reference = references(catalogue, agency)
        self._examples = _examples(catalogue)

    def ask(self, at: datetime) -> tuple[RequestSubmitted, Service]:
        """A request somebody makes at an instant of city time, and the service it is for."""
        dice = self._dice
        foreign = bool(self._foreign) and dice.random() < FOREIGN
        service = dice.choice(self._foreign if foreign else self._own)
        place = dice.choice(self._catalogue.areas.kelurahan)
        self.taken += 1
        event = RequestSubmitted(
            occurred_at=at,
            reference=self._reference(self.taken),
            service=service.code if foreign else dice.choice(service.native_codes),
            description=f"{service.names.id}, {place.name}: {dice.choice(service.keywords)}",
            location=None if service.location == "none" else self._location(place),
            fields=self._fields(service, at),
        )
        return event, service

    def ask_somewhere(self, at: datetime) -> RequestSubmitted:
        """A request with a place, so far as people ask the agency for any such."""
        tries = (self.ask(at)[0] for _ in range(_TRIES))
        event = next(tries)
        while event.location is None and (other := next(tries, None)) is not None:
            event = other
        return event

    def _location(self, place: Kelurahan) -> Location:
        if self._dice.random() >= _BY_COORDINATES:
            return Location(kelurahan=place.code)
        point = _point_in(place, self._dice)
        return Location(latitude=round(point.y, 6), longitude=round(point.x, 6))

    def _fields(self, service: Service, at: datetime) -> dict[str, Any]:
        asked = [rule for rule in service.fields if not rule.pii]
        return {
            rule.code: self._value(rule, at)
            for rule in asked
            if rule.required or self._dice.random() < _OPTIONAL
        }

    def _value(self, rule: FieldRule, at: datetime) -> object:
        if rule.code in self._examples and not rule.values:
            return self._dice.choice(self._examples[rule.code])
        return VALUES[rule.datatype](self._dice, rule, at)


VALUES: dict[str, Callable[[Random, FieldRule, datetime], object]] = {
    "string": lambda dice, rule, _: f"{rule.help.id} {dice.randint(1, 90)}",
    "text": lambda dice, rule, _: f"{rule.help.id} {dice.randint(1, 90)}",
    "number": lambda dice, _rule, _at: dice.randint(1, 9),
    "boolean": lambda dice, _rule, _at: dice.choice((True, False)),
    "date": lambda dice, _, at: (at + timedelta(days=dice.randint(-2, 5))).date().isoformat(),
    "datetime": lambda dice, _, at: (at - timedelta(minutes=dice.randint(1, 90))).isoformat(),
    "singlevaluelist": lambda dice, rule, _: dice.choice(rule.values),
    "multivaluelist": lambda dice, rule, _: dice.sample(
        rule.values, dice.randint(1, min(2, len(rule.values)))
    ),
}
"""What people fill in, by datatype."""


def _taken_in(catalogue: Catalogue, agency: str) -> Iterator[str]:
    """Services of others that the routing rules' examples show this agency taking requests for."""
    for rule in catalogue.routing:
        for example in rule.examples.match:
            owner = catalogue.service[example.service].owner
            if example.submitter == agency != owner:
                yield example.service


def _examples(catalogue: Catalogue) -> dict[str, list[Any]]:
    """Values the routing rules' examples give to fields."""
    found: dict[str, list[Any]] = {}
    for rule in catalogue.routing:
        for example in rule.examples.match:
            for code, value in example.fields.items():
                found.setdefault(code, []).append(value)
    return found


def references(catalogue: Catalogue, agency: str) -> Callable[[int], str]:
    """References in the pattern of the agency's own examples, from the next thousand on."""
    example = str(catalogue.mapping[agency].rows[0].example["reference"])
    number = _LAST_NUMBER.search(example)
    stem, digits = (example[: number.start()], number.group()) if number else (f"{example}-", "0")
    before = (int(digits) // 1000 + 1) * 1000 - 1
    return lambda serial: f"{stem}{before + serial:0{len(digits)}d}"


def _point_in(place: Kelurahan, dice: Random) -> Point:
    """A point inside an outline; its middle where the dice miss it too often."""
    outline = from_wkb(place.outline)
    west, south, east, north = outline.bounds
    for _ in range(_TRIES):
        point = Point(dice.uniform(west, east), dice.uniform(south, north))
        if outline.contains(point):
            return point
    return outline.representative_point()
