"""What a catalogue changes against another, told to who is concerned; compares, never decides."""

from collections.abc import Callable, Iterator

from contracts.catalogue import Catalogue
from services.catalogue.changes.agencies import agency_changes, channel_changes
from services.catalogue.changes.calendars import calendar_changes
from services.catalogue.changes.comparing import Change, Concerned
from services.catalogue.changes.escalation import escalation_changes
from services.catalogue.changes.offers import service_changes
from services.catalogue.changes.places import place_changes
from services.catalogue.changes.routes import route_changes
from services.catalogue.changes.terms import term_changes

__all__ = ["Change", "Concerned", "changes"]

_TELLERS: tuple[Callable[[Catalogue, Catalogue], Iterator[Change]], ...] = (
    service_changes,
    place_changes,
    agency_changes,
    channel_changes,
    route_changes,
    term_changes,
    escalation_changes,
    calendar_changes,
)


def changes(old: Catalogue, new: Catalogue) -> list[Change]:
    """Every difference in what two catalogues say, their versions aside; by whom it concerns."""
    found = [change for tell in _TELLERS for change in tell(old, new)]
    return sorted(found, key=lambda change: list(Concerned).index(change.concerns))
