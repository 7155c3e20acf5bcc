"""Random histories: what agencies may do to a few requests, in any order, twice, late, or early."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from contracts.catalogue import Priority
from contracts.ids import request_id
from contracts.lifecycle import NOT_OURS, State
from contracts.orders import (
    ORDERS,
    DeclineOrdered,
    ExtendOrdered,
    LinkOrdered,
    MergeOrdered,
    Order,
    RecomputeOrdered,
    RouteOrdered,
    SplitOrdered,
)
from contracts.records import StoredRecord
from contracts.requests import Claim, Fact, Origin
from contracts.routing import Routable, Routed, Unrouted
from tests.builders import facts
from tests.builders.calendars import at
from tests.builders.climbing import a_climbing_city
from tests.builders.facts import an_origin
from tests.builders.later import LATER
from tests.builders.partitions import Log
from tests.property.late_words import ask_late

SUBMITTERS = {f"{agency}-{n}": agency for n, agency in enumerate(("dlh", "dishub", "dlh"))}
REQUESTS = {name: request_id("kota-serang", agency, name) for name, agency in SUBMITTERS.items()}
AGENCIES = ("dlh", "dishub", "dpmptsp")
WORKERS = dict(zip(REQUESTS, AGENCIES, strict=True))
"""Whom a request is routed to, where it is."""
STATES = (*(state for state in State if state.is_open and state.rank > 1), *State)
SERVICES = tuple(service.code for service in a_climbing_city().services)
OTHERS = (
    *(facts.an_answer, facts.a_withdrawal, facts.a_confirmation, facts.a_note),
    *(facts.an_objection, facts.an_objection, facts.an_extension, facts.an_extension),
)
OTHER = request_id("kota-serang", "dlh", "other")
"""A request nobody ever submitted."""
DETAILS: dict[type[Order], dict[str, Any]] = {
    RouteOrdered: {"agency": "dishub", "co_agencies": ("dlh",)},
    ExtendOrdered: {"role": "kepala-opd"},
    DeclineOrdered: {"role": "kepala-opd"},
    MergeOrdered: {"into": OTHER, "into_ticket": "KS-1"},
    SplitOrdered: {"agencies": ("dishub",)},
    LinkOrdered: {"kind": "follow_on", "to": OTHER, "to_ticket": "KS-1"},
}
"""What some orders need besides."""
RECOMPUTED = (
    *({"policy": policy.code, "catalogue": LATER} for policy in a_climbing_city().policies),
    {"policy": "DAYS", "catalogue": facts.VERSION},
    {"policy": "NONE", "catalogue": LATER},
    {"calendar": "OFFICE", "catalogue": LATER},
    {"calendar": "OFFICE", "catalogue": LATER},
    {"calendar": "FEASTS", "catalogue": LATER},
    {"calendar": "24x7", "catalogue": LATER},
)
"""What an operator has computed anew."""
SHOWN = {"photo_after": "arsip/1.jpg", "note": "Sudah dikerjakan.", "officer": "P-7"}
"""What a service may ask to be shown."""
GAPS = st.sampled_from([30, 1, 0, 600, 1_500, 3_000, 60_000])
"""Minutes between two records: the same minute, to two days on, or after what ended is put away."""


STEPS = "rrrrrrrrroootdxcshbvevmq"
"""What happens next, by how often: reports, other words, time, repeats, holds, orders ..."""
RULED = "rrbvenenotsmmmq"
"""Requests that wait for papers or are handed on, and terms computed anew, over and over."""


@st.composite
def histories(draw: st.DrawFn, *, longest: int = 30, steps: str = STEPS) -> list[StoredRecord]:
    """A partition of bus.requests.v1."""
    history = History(draw, steps)
    for _ in range(draw(st.integers(1, longest))):
        history.go_on()
    return history.log.records


class History:
    """A history in the making."""

    def __init__(self, draw: st.DrawFn, steps: str) -> None:
        self.log = Log()
        self._steps = steps
        self.draw = draw
        self._now = at(facts.MONDAY)
        self._facts: list[Fact] = []
        self._asked: set[str] = set()
        self._offset = 0

    def go_on(self) -> None:
        """One more record."""
        self.take(self.step())

    def step(self) -> str:
        """What is to happen next."""
        return self.draw(st.sampled_from(self._steps))

    def later(self) -> None:
        """Some time passes."""
        self.pass_minutes(self.draw(GAPS))

    @property
    def now(self) -> datetime:
        """The instant it is."""
        return self._now

    def pass_minutes(self, minutes: int) -> None:
        """So much of it."""
        self._now += timedelta(minutes=minutes)

    def take(self, step: str) -> None:
        """A record of such a kind."""
        self.later()
        if step == "t":
            lag = timedelta(minutes=self.draw(GAPS))  # the horizon may be behind
            self.log.advance(_minute(self._now - lag), self.time())
        elif step in "vm":
            order = self._order() if step == "v" else self._anew()
            self.log.order(order, self.time())
        elif step == "e":
            self._ask_for_more()
        elif step == "q":
            name = self.draw(st.sampled_from(tuple(REQUESTS)))
            ask_late(self, REQUESTS[name], SUBMITTERS[name], WORKERS[name])
        elif step == "c" and self._facts:
            self.log.put(self.draw(st.sampled_from(self._facts)), self.time())
        else:
            self._put(step)

    def _ask_for_more(self) -> None:
        """An agency asks for more time and gets it, a day later or at once."""
        name = self.draw(st.sampled_from(tuple(REQUESTS)))
        self.log.put(self.fact("e", name, WORKERS[name]), self.time())
        self._now += timedelta(minutes=self.draw(GAPS))
        order: dict[str, Any] = {"order_id": f"more-{self.number()}", "by": "siti", "why": "x"}
        order |= {"request_id": REQUESTS[name]} | DETAILS[ExtendOrdered]
        self.log.order(ExtendOrdered(**order), self.time())

    def _put(self, step: str) -> None:
        request = self.draw(st.sampled_from(tuple(REQUESTS)))
        if request not in self._asked and self.draw(st.sampled_from((True, True, True, False))):
            step = "s"
        fact = self.fact(step, request, self._speaker(step, request))
        self._facts.append(fact)
        self.log.put(fact, self.time())

    def _speaker(self, step: str, request: str) -> str:
        if step == "s":
            self._asked.add(request)
            return SUBMITTERS[request]
        usual = SUBMITTERS[request] if step == "o" else WORKERS[request]
        return self.draw(st.sampled_from((usual, usual, usual, usual, *AGENCIES)))

    def _order(self) -> Order:
        """An operator orders something of some request, known or not; or says it again."""
        kinds: tuple[type[Order], ...] = (*ORDERS.values(), ExtendOrdered)
        kind = self.draw(st.sampled_from(kinds))
        request = self.draw(st.sampled_from(tuple(REQUESTS.values())))
        number = self.draw(st.integers(0, 9))
        names = {"order_id": f"order-{number}", "request_id": request, "by": "siti", "why": "x"}
        if kind is RecomputeOrdered:
            return self._anew()
        return kind(**names | DETAILS.get(kind, {}))

    def _anew(self) -> Order:
        """Open clocks are computed anew; the same of one request twice is one order."""
        named = self.draw(st.sampled_from(RECOMPUTED))
        request = self.draw(st.sampled_from(tuple(REQUESTS.values())))
        told = {"order_id": f"anew-{named}-{request}", "by": "siti", "why": "x"}
        return RecomputeOrdered(**told, **named, request_id=request)

    def fact(self, step: str, name: str, speaker: str) -> Fact:
        origin = an_origin(self.number(), self.time(), speaker, **self.said(step))
        told: dict[str, Any] = {"request_id": REQUESTS[name]}
        if step == "s":
            return facts.a_submission(origin, **told, **self.submission(name, speaker))
        if step == "e":
            return facts.an_extension(origin, **told)
        if step == "h":
            return facts.a_hold(origin, **told)
        if step == "o":
            other: Fact = self.draw(st.sampled_from(OTHERS))(origin, **told)
            return other
        return self._report(step, origin, told)

    def _report(self, step: str, origin: Origin, told: dict[str, Any]) -> Fact:
        state = self.draw(st.sampled_from((*STATES, None)))
        human = self.draw(st.booleans())
        if step == "n":
            return facts.a_report(origin, State.NEEDS_INFORMATION, **told, reason="berkas")
        if step == "b":
            heir = self.draw(st.sampled_from((None, *AGENCIES)))
            told |= {"reason": NOT_OURS, "hand_to": heir}
            return facts.a_report(origin, State.ROUTED, **told)
        reason = self.draw(st.sampled_from((None, "material", "berkas")))
        told |= self.draw(st.sampled_from((SHOWN, SHOWN, {})))
        return facts.a_report(origin, state, **told, human=human, outcome="hasil", reason=reason)

    def said(self, step: str) -> dict[str, Any]:
        """When it claims to have happened; and sometimes it is an event that was sent before."""
        earlier = timedelta(minutes=self.draw(GAPS))
        said: dict[str, Any] = {
            "occurred_at": self._now - earlier,
            "sequence": self.draw(st.none() | st.integers(0, 3)),
            "claim": self.draw(st.sampled_from((*[Claim.TAKEN] * 9, Claim.BACKFILL))),
        }
        if step in "dx" and self._facts:
            twin = self.draw(st.sampled_from(self._facts)).origin
            said |= {"event_id": twin.event_id, "source": twin.source}
            if step == "d":
                said["digest"] = twin.digest
        return said

    def submission(self, name: str, speaker: str) -> dict[str, Any]:
        service = self.draw(st.sampled_from(SERVICES))
        asked = Routable(service=service, submitter=speaker)
        helper = self.draw(st.sampled_from(AGENCIES))
        routed = Routed(agency=WORKERS[name], co_agencies=(helper,), rule="any", facts=asked)
        route = self.draw(
            st.sampled_from((routed, routed, routed, Unrouted(considered=1, facts=asked)))
        )
        confidential = service == "dlh.in-confidence"
        priority = self.draw(st.sampled_from((Priority.P3, Priority.P3, Priority.P1)))
        return {
            "service": service,
            "reference": name,
            "route": route,
            "confidential": confidential,
            "priority": priority,
        }

    def number(self) -> int:
        self._offset += 1
        return self._offset

    def time(self) -> str:
        return _minute(self._now)


def _minute(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%d %H:%M")
