"""What an app says of one request from beginning to end, and when. Values only; no Kafka."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from contracts.catalogue import Service
from contracts.envelope import encode
from contracts.intake import (
    AgencyEvent,
    ClosureConfirmed,
    ClosureRefused,
    NoteAdded,
    ReporterReplied,
    RequestSubmitted,
    RequestWithdrawn,
    StatusReported,
)
from contracts.lifecycle import State
from contracts.records import Message
from contracts.topics import events_topic
from deploy.local.demo.work import Step

CONFIRMED, DOUBTED, WITHDRAWN, NOTED = 0.3, 0.04, 0.05, 0.06
"""Shares of requests that the reporter confirms, says are not done or takes back, or of which
somebody makes a note."""


_AFTER = timedelta(seconds=20)
"""Between two reports of one request that an app publishes in one go."""


@dataclass(frozen=True)
class Saying:
    """One event as an app will publish it; `at` is city time, `about` the app's own name for it."""

    at: datetime
    event: AgencyEvent
    event_id: str
    about: str
    is_work: bool = False
    """Whether the office says it that has the request, not the one that took it in."""

    def message(self, city: str, agency: str) -> Message:
        """The record it becomes."""
        return encode(
            self.event,
            topic=events_topic(agency),
            key=self.about,
            event_id=self.event_id,
            source=f"/{city}/{agency}",
            at=self.at,
        )

    def later(self, at: datetime) -> "Saying":
        """The same, said at another time."""
        return replace(self, at=at)


def submitted(event: RequestSubmitted, at: datetime) -> Saying:
    """The first word of a request."""
    return Saying(at, event, f"{event.reference}-0", event.reference)


def shown(service: Service, about: str) -> dict[str, Any]:
    """What an office shows with the report that it is done: all that the service asks for."""
    rule, place = service.evidence, f"arsip/{about}"
    note = f"Selesai: {service.names.id}, sesuai permintaan pelapor."
    return {
        "note": note.ljust(rule.minimum_text, "."),
        "photo_before": f"{place}/sebelum.jpg" if rule.photo_before else None,
        "photo_after": f"{place}/sesudah.jpg" if rule.photo_after else None,
        "officer": f"P-{len(about):03}" if rule.officer_id else None,
    }


def reported(
    steps: Sequence[Step],
    service: Service,
    about: str,
    told: Callable[[datetime], datetime],
    *,
    own: bool,
) -> list[Saying]:
    """The steps of a request as reports, published in order when `told` says; `about` names it.

    It is a reference where the request is the agency's `own`, or else a request_id.
    """
    name: dict[str, Any] = {"reference": about} if own else {"request_id": about}
    found: list[Saying] = []
    for place, step in enumerate(steps, start=1):
        said: dict[str, Any] = {"note": step.row.example.get("note")}
        if step.row.state is State.RESOLVED:
            said = shown(service, about)
        event = StatusReported(
            **name,
            occurred_at=step.at,
            sequence=place,
            status=step.row.native,
            outcome=step.row.outcome,
            **said,
        )
        at = max(told(step.at), found[-1].at + _AFTER) if found else told(step.at)
        found.append(Saying(at, event, f"{about}-s{place}", about, is_work=True))
    return found


def answered(
    steps: Sequence[Step], reports: Sequence[Saying], reference: str, dice: Random
) -> list[Saying]:
    """The reporter's answers, each between a question and the report after it."""
    found = []
    for place, (step, asked, after) in enumerate(zip(steps, reports, reports[1:], strict=False), 1):
        if step.row.state is State.NEEDS_INFORMATION:
            at = asked.at + (after.at - asked.at) * dice.uniform(0.3, 0.9)
            reply = ReporterReplied(reference=reference, occurred_at=at, text="Sudah dilengkapi.")
            found.append(Saying(at, reply, f"{reference}-a{place}", reference))
    return found


def around(
    service: Service, first: Saying, steps: Sequence[Step], last: Saying, dice: Random
) -> list[Saying]:
    """What is said beside the work: a note, a withdrawal, a confirmation."""
    reference, since, end = first.about, first.at, last.at
    found = []
    if dice.random() < NOTED:
        at = since + (end - since) * dice.random()
        note = NoteAdded(
            reference=reference, occurred_at=at, text=f"Warga menanyakan {service.names.id}."
        )
        found.append(Saying(at, note, f"{reference}-n", reference))
    if dice.random() < WITHDRAWN:
        at = since + (end - since) * dice.uniform(0.2, 0.9)
        back = RequestWithdrawn(
            reference=reference, occurred_at=at, reason="Tidak diperlukan lagi."
        )
        found.append(Saying(at, back, f"{reference}-w", reference))
    elif steps[-1].row.state is State.RESOLVED:
        found += _judged(last, dice)
    return found


def _judged(last: Saying, dice: Random) -> list[Saying]:
    """What the reporter says of the end, if anything; where it is not done it is done again."""
    at, reference = last.at + timedelta(hours=dice.uniform(1, 20)), last.about
    says = dice.random()
    if says < CONFIRMED:
        done = ClosureConfirmed(reference=reference, occurred_at=at)
        return [Saying(at, done, f"{reference}-c", reference)]
    if says < CONFIRMED + DOUBTED:
        doubt = ClosureRefused(reference=reference, occurred_at=at, reason="Belum selesai.")
        again = at + timedelta(hours=dice.uniform(4, 60))
        sequence = getattr(last.event, "sequence", 0) + 1
        done_again = last.event.model_copy(update={"occurred_at": again, "sequence": sequence})
        return [
            Saying(at, doubt, f"{reference}-d", reference),
            Saying(again, done_again, f"{reference}-s{sequence}", reference, is_work=True),
        ]
    return []
