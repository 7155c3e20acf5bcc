"""What a case remembers of a submission; of a confidential one nothing that it tells."""

from typing import Any

from agents.case.making import changed, made
from contracts.cases import Request
from contracts.requests import Claim, RequestReceived
from contracts.routing import Routable, Routed, Unrouted


def request_of(fact: RequestReceived) -> Request:
    """What was asked; of a confidential request nothing that it tells."""
    told: dict[str, Any] = {"route": _untold(fact.route)}
    if not fact.confidential:
        told = {
            "place": fact.place,
            "description": fact.description,
            "fields": fact.fields,
            "reporter_ref": fact.reporter_ref,
            "route": fact.route,
        }
    return made(
        Request,
        submitter=fact.origin.agency,
        reference=fact.reference,
        ticket=fact.ticket,
        service=fact.service,
        channel=fact.channel,
        priority=fact.priority,
        confidential=fact.confidential,
        backfilled=fact.origin.claim is Claim.BACKFILL,
        received_at=fact.origin.received_at,
        catalogue=fact.catalogue,
        **told,
    )


def _untold(route: Routed | Unrouted) -> Routed | Unrouted:
    """A route without what the citizen said."""
    facts = route.facts
    return changed(route, facts=Routable(service=facts.service, submitter=facts.submitter))
