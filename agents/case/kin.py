"""What a case tells others: numbered by the teller, keyed by who hears it; hears nothing itself."""

from datetime import datetime
from typing import Any

from agents.case.making import changed, made
from agents.case.telling import Aside, Said, Telling
from contracts.catalogue import Signal
from contracts.ids import case_event_id
from contracts.kin import KinFact, PartMoved, WholeMoved
from contracts.kinship import Part, whole_of
from contracts.lifecycle import REOPENED, State
from contracts.status import StatusChanged
from contracts.topics import REQUESTS

GO_BACK = frozenset({State.RESOLVED, *REOPENED})
"""States a part leaves when its whole is not done after all."""


def pass_on(telling: Telling, to: str, kind: type[KinFact], at: datetime, /, **fields: Any) -> int:
    """Tell another request something that happened at an instant; the number it was told under."""
    case, seq = telling.case, telling.number(REQUESTS)
    event_id = case_event_id(case.request_id, REQUESTS, seq)
    event = made(
        kind,
        fact_id=event_id,
        request_id=to,
        of=case.request_id,
        of_ticket=case.request.ticket if case.request is not None else "",
        seq=seq,
        occurred_at=at,
        cause=telling.moment.cause,
        **fields,
    )
    telling.said.append(Said(REQUESTS, event, seq, event_id, to))
    return seq


def tell_parts(telling: Telling, state: State, at: datetime, reason: str | None = None) -> None:
    """Tell every part where its whole stands now; what is to go back is taken to be at work."""
    parts = tuple(_told(telling, part, state, at, reason) for part in telling.case.parts)
    telling.change(parts=parts)


def tell_part(telling: Telling, part: Part, state: State, at: datetime) -> None:
    """Tell one part where its whole stands."""
    now = _told(telling, part, state, at, None)
    parts = telling.case.parts
    telling.change(parts=tuple(now if one is part else one for one in parts))


def _told(telling: Telling, part: Part, state: State, at: datetime, reason: str | None) -> Part:
    seq = pass_on(
        telling,
        part.request_id,
        WholeMoved,
        at,
        state=state,
        reason=telling.unless_confidential(reason),
        archive_due=None if state.is_open else telling.case.archive_due,
    )
    goes_back = state is State.IN_PROGRESS and part.state in GO_BACK
    return changed(part, told=seq, **{"state": state, "at": at} if goes_back else {})


def tell_whole(telling: Telling) -> None:
    """A part that did or heard something tells its whole where it stands; the last of a step."""
    case, whole = telling.case, whole_of(telling.case.links)
    if whole is None or case.state is None:
        return
    moved = [at for one in telling.said if (at := _moved_at(one)) is not None]
    heard = case.heard.get(whole.request_id, 0)
    signals = dict(telling.signals)
    responded, news = signals.get(Signal.RESPONDED), signals.get(Signal.NEWS)
    if moved or responded or news or heard != telling.before.heard.get(whole.request_id, 0):
        pass_on(
            telling,
            whole.request_id,
            PartMoved,
            moved[-1] if moved else telling.moment.received_at,
            state=case.state,
            agency=case.agency,
            outcome=case.outcome,
            responded_at=responded,
            news_at=news,
            knows=heard,
        )


def _moved_at(one: Said | Aside) -> datetime | None:
    event = one.event if isinstance(one, Said) else None
    return event.occurred_at if isinstance(event, StatusChanged) else None
