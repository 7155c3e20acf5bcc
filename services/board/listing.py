"""A list of requests narrowed by agency and service, and what it may be narrowed to; pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from contracts.metrics import NOBODY
from services.board.alarms import Seen
from services.board.pages import MOST_LISTED, SHOWS, RequestRow, Show, listed, row
from services.board.standing import Standing
from services.board.words import agency_name, service_name


class Choice(NamedTuple):
    """One thing a list may be narrowed to."""

    value: str
    name: str
    is_chosen: bool


class ListPage(NamedTuple):
    """A list of requests."""

    show: Show
    shows: Sequence[Choice]
    agencies: Sequence[Choice]
    services: Sequence[Choice]
    rows: Sequence[RequestRow]
    total: int


def list_page(seen: Seen, asked: Mapping[str, str], now: datetime | None) -> ListPage:
    """The list asked for by `show`, `agency` and `service`; what it does not know it leaves out."""
    show = next((one for one in SHOWS if one.code == asked.get("show")), SHOWS[0])
    every = listed(seen.digest, show.code)
    agency, service = asked.get("agency", ""), asked.get("service", "")
    found = [one for one in every if _is_such(one, agency, service)]
    catalogue = seen.catalogue
    agencies = {one.agency or NOBODY: agency_name(one.agency, catalogue) for one in every}
    services = {one.service: service_name(one.service, catalogue) for one in every}
    return ListPage(
        show=show,
        shows=[Choice(one.code, one.name.id, one == show) for one in SHOWS],
        agencies=_choices(agencies, agency),
        services=_choices(services, service),
        rows=[row(one, show.code, catalogue, now) for one in found[:MOST_LISTED]],
        total=len(found),
    )


def _is_such(one: Standing, agency: str, service: str) -> bool:
    return agency in {"", one.agency or NOBODY} and service in {"", one.service}


def _choices(names: Mapping[str, str], chosen: str) -> list[Choice]:
    ordered = sorted(names.items(), key=lambda one: one[1])
    return [Choice(code, name, code == chosen) for code, name in ordered]
