"""A valid submission becomes the canonical fact: priority, promise, ticket. Never a judgement."""

from typing import Any, NamedTuple

from agents.intake.fields import Checked
from agents.intake.redact import redact
from agents.intake.route import Asked, route
from contracts.catalogue import Catalogue, Service
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
        priority=service.priority(event.impact, event.urgency),
        reporter_ref=event.reporter_ref,
        route=route(
            catalogue,
            Asked(service, place, found.fields.values),
            origin.agency,
            origin.received_at,
        ),
        terms=catalogue.terms_of(service.code),
        confidential=service.confidential,
        masked=found.fields.masked + (description.masked if description is not None else 0),
    )
