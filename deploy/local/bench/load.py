"""The load: whole stories of every agency, many under way at once. Values only; no Kafka."""

from collections.abc import Iterator, Sequence
from itertools import chain, count, cycle, islice
from typing import NamedTuple

from agents.intake.take import Under, take
from contracts.catalogue import StatusRow
from contracts.envelope import encode
from contracts.intake import AgencyEvent, RequestSubmitted, StatusReported
from contracts.lifecycle import State
from contracts.records import Message, StoredRecord
from contracts.requests import RequestReceived
from contracts.routing import Routed
from contracts.topics import events_topic
from deploy.clock import epoch_ms
from deploy.local.demo.asking import Asking
from deploy.local.demo.chance import chance
from deploy.local.demo.stage import begin_of

EVENTS_A_STORY = 4
"""A submission and three status reports, the last of them `resolved`."""
AT_ONCE = 500
"""Stories under way at the same time."""
_TEMPLATES = 300
_AWAY = frozenset({State.REJECTED, State.REFERRED_OUT, State.DUPLICATE, State.RESOLVED})


class Template(NamedTuple):
    """A story to be told again and again under new references."""

    agency: str
    submission: RequestSubmitted
    reports: tuple[StatusRow, ...]


def load(under: Under, events: int, only: Sequence[str] = ()) -> Iterator[Message]:
    """So many events of all agencies or of `only` some, in whole stories; the same every time."""
    stories = -(-events // EVENTS_A_STORY)
    agencies = cycle(templates(under, agency) for agency in only or _serving(under))
    told = (_told(under, next(next(agencies)), f"B-{number:07d}") for number in range(stories))
    while window := list(islice(told, AT_ONCE)):
        yield from chain.from_iterable(zip(*window, strict=True))


def _serving(under: Under) -> list[str]:
    owners = {service.owner for service in under.catalogue.services}
    return [agency for agency in under.catalogue.mapping if agency in owners]


def templates(under: Under, agency: str) -> Iterator[Template]:
    """Requests an agency takes in and answers itself, over and over."""
    dice = chance("bench", agency)
    asking, begin = Asking(under.catalogue, agency, dice), begin_of(under.catalogue.city)
    asked = (asking.ask(begin)[0].model_copy(update={"occurred_at": None}) for _ in count())
    own = (one for one in asked if _is_own(under, agency, one))
    reports = _reports(under.catalogue.mapping[agency].rows)
    return cycle([Template(agency, one, reports) for one in islice(own, _TEMPLATES)])


def _is_own(under: Under, agency: str, submission: RequestSubmitted) -> bool:
    message = _message(under, agency, submission, submission.reference, "e")
    arrived = epoch_ms(begin_of(under.catalogue.city))
    record = StoredRecord(message.topic, 0, 0, arrived, message.key, message.value, message.headers)
    found = take(record, under)
    route = found.route if isinstance(found, RequestReceived) else None
    return isinstance(route, Routed) and route.agency == agency


def _reports(rows: Sequence[StatusRow]) -> tuple[StatusRow, ...]:
    """Two of the agency's own steps and its usual end."""
    end = next(row for row in rows if row.state is State.RESOLVED)
    middle = [row for row in rows if row.state not in _AWAY | {State.NEEDS_INFORMATION}]
    return (*middle[:2], end)


def _told(under: Under, template: Template, reference: str) -> list[Message]:
    events: list[AgencyEvent] = [template.submission.model_copy(update={"reference": reference})]
    events += [
        StatusReported(reference=reference, status=row.native, outcome=row.outcome, sequence=place)
        for place, row in enumerate(template.reports, start=1)
    ]
    return [
        _message(under, template.agency, event, reference, f"{reference}-{place}")
        for place, event in enumerate(events)
    ]


def _message(
    under: Under, agency: str, event: AgencyEvent, reference: str, event_id: str
) -> Message:
    return encode(
        event,
        topic=events_topic(agency),
        key=reference,
        event_id=event_id,
        source=f"/{under.catalogue.city.code}/{agency}",
        at=begin_of(under.catalogue.city),
    )
