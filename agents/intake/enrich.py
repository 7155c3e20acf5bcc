"""A valid submission becomes the canonical fact: priority, promise, ticket. Never a judgement."""

from typing import Any, NamedTuple

from agents.intake.fields import Checked
from agents.intake.redact import redact
from agents.intake.route import route
from contracts.catalogue import PRIORITIES, Catalogue, Priority, Service
from contracts.ids import ticket
from contracts.intake import RequestSubmitted
from contracts.requests import Origin, Place, RequestReceived


class Found(NamedTuple):
    """What a submission turned out to mean."""

    service: Service
    fields: Checked
    place: Place | None


def enrich(
    event: RequestSubmitted,
    found: Found,
    facts: dict[str, Any],
    catalogue: Catalogue,
    ticket_key: bytes,
) -> RequestReceived:
    """The canonical fact; `facts` are what all facts share, an `origin` among them."""
    service, place = found.service, found.place
    origin: Origin = facts["origin"]
    description = redact(event.description) if event.description is not None else None
    return RequestReceived(
        **facts,
        reference=event.reference,
        ticket=ticket(facts["request_id"], catalogue.city.ticket_prefix, ticket_key),
        service=service.code,
        kind=service.kind,
        channel=event.channel,
        description=description.text if description is not None else None,
        fields=found.fields.values,
        place=place,
        priority=priority(event, service),
        reporter_ref=event.reporter_ref,
        route=route(catalogue, service, origin.agency, place, found.fields.values),
        terms=catalogue.terms_of(service.code),
        confidential=service.confidential,
        masked=found.fields.masked + (description.masked if description is not None else 0),
    )


def priority(event: RequestSubmitted, service: Service) -> Priority:
    """By impact and urgency: the event's where it says, else the service's."""
    return PRIORITIES[event.impact or service.impact, event.urgency or service.urgency]
