"""A service's own standard: dates that run forwards, licences whole, an own place in the matrix."""

from collections.abc import Iterator

from contracts.catalogue import Cell, Kind, Service
from services.catalogue.draft import Draft, Entry, sound, values
from services.catalogue.problems import Problem, Words

_OF_A_LICENCE = ("risk_level", "requirements", "stages", "cost", "output")
_DECISIONS = {"granted", "refused"}


def services_keep_their_standard(draft: Draft) -> Iterator[Problem]:
    """Validity runs forwards, a licence names what it takes, the usual priority is allowed."""
    for entry, service in sound(draft.services):
        if service.valid_from and service.valid_to and service.valid_to < service.valid_from:
            sentence = f"`valid_to` {service.valid_to} lies before `valid_from`"
            yield entry.problem(Words(sentence, "Swap the two, or correct one"), "valid_to")
        own = Cell(impact=service.impact, urgency=service.urgency)
        if service.priorities and own not in service.priorities:
            sentence = f"the service's own {own.impact}/{own.urgency} is not among `priorities`"
            yield entry.problem(Words(sentence, "Add it there"), "priorities")
        if service.kind is Kind.LICENCE:
            yield from _licence(entry, service)


def _licence(entry: Entry[Service], service: Service) -> Iterator[Problem]:
    for name in _OF_A_LICENCE:
        if not getattr(service, name):
            sentence = f"the licence `{service.code}` has no `{name}`"
            yield entry.problem(Words(sentence, "Add it: applicants must know it"), "code")
    if missing := sorted(_DECISIONS - set(service.outcomes)):
        sentence = f"the licence `{service.code}` cannot end as {' or '.join(missing)}"
        yield entry.problem(Words(sentence, "Add it to `outcomes`"), "outcomes")


def zones_of_time_agree(draft: Draft) -> Iterator[Problem]:
    """Calendars keep the city's own time."""
    zones = {city.time_zone for city in values(draft.cities)}
    for entry, calendar in sound(draft.calendars):
        if zones and calendar.time_zone not in zones:
            city = next(iter(zones))
            sentence = f"{calendar.id} keeps {calendar.time_zone}, the city {city}"
            yield entry.problem(Words(sentence, f"Write `{city}`"), "time_zone")
