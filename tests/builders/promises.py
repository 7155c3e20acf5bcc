"""A city without holidays, whose services differ in what they promise and ask for."""

from functools import cache
from typing import Any

from contracts.calendar import TermUnit, WorkingCalendar
from contracts.catalogue import Catalogue, Closure, Metric, Policy, Signal, SlaTerm, Text
from contracts.lifecycle import State
from tests.builders.calendars import a_calendar
from tests.builders.catalogue import a_catalogue, a_service, a_term, having
from tests.builders.facts import VERSION

ENDS = {"cancel_on": (Signal.WITHDRAWN, Signal.ENDED), "warn_at": ()}
PAUSED = {"pause_on": ({"state": State.NEEDS_INFORMATION},)}
CAPPED = (
    {"state": "needs_information", "cap_working_days": 2},
    {
        "state": "awaiting_external",
        "reasons": ["material"],
        "owner": "third_party",
        "cap_working_days": 1,
    },
)
"""Two working days for an answer, one for what somebody else must bring."""
MORE_TIME = {
    "max_days": 5,
    "approver": "kepala-opd",
    "notice": {"id": "Kami perlu {days} hari lagi, sampai {due}."},
}
DONE = (Signal.RESOLVED, Signal.REJECTED, Signal.REFERRED_OUT)


def terms(policy: str, **changed: Any) -> tuple[SlaTerm, ...]:
    """Verified in one working day, answered in two, resolved in three; all pause for an answer."""
    days = {
        Metric.VERIFICATION: (1, Signal.LEFT_RECEIVED),
        Metric.FIRST_RESPONSE: (2, Signal.RESPONDED),
        Metric.RESOLUTION: (3, Signal.RESOLVED),
    }
    usual: dict[Metric, dict[str, Any]] = {
        metric: {"stop_on": (stop,), "warn_at": (), **PAUSED} for metric, (_, stop) in days.items()
    }
    usual[Metric.RESOLUTION] |= {"stop_on": DONE, "warn_at": (0.5, 0.75)}
    return tuple(
        _term(metric, value, policy)(**usual[metric] | changed)
        for metric, (value, _) in days.items()
    )


def _term(metric: Metric, value: int, policy: str) -> Any:  # noqa: ANN401 - a maker of terms
    def made(**more: Any) -> SlaTerm:
        said = {"metric": metric, "policy": policy, "targets": dict.fromkeys(_ALL, value)}
        return a_term(**ENDS | said | more)

    return made


_ALL = ("P1", "P2", "P3", "P4")


def _more(policy: str) -> tuple[SlaTerm, ...]:
    """News every two days, an answer to a reopening in one, two days for the reporter's own."""
    return (
        _term(Metric.UPDATE_INTERVAL, 2, policy)(
            start_on=(Signal.ROUTED,), renew_on=(Signal.NEWS,), stop_on=DONE, **PAUSED
        ),
        _term(Metric.REOPEN_RESPONSE, 1, policy)(
            start_on=(Signal.REOPENED,), stop_on=(Signal.RESPONDED,)
        ),
        _term(Metric.REPORTER_ANSWER, 2, policy)(
            start_on=(Signal.ASKED,), stop_on=(Signal.ANSWERED,)
        ),
    )


def _feasts() -> WorkingCalendar:
    """The same office with the feasts of March 2026, shorter hours before them, and one to come."""
    names: dict[str, Any] = {"name": "Idul Fitri", "name_en": "Eid al-Fitr", "decree": "SK"}
    off = [{"date": f"2026-03-{day}", "kind": "collective", **names} for day in range(18, 25)]
    off.append({"date": "2026-04-03", "kind": "national", "provisional": True, **names})
    ramadan = {
        "name": "Ramadan",
        "name_en": "Ramadan",
        "hours": {"source": "a test", **{day: [["08:00", "14:00"]] for day in _WEEKDAYS}},
        "spans": [{"first": "2026-03-09", "last": "2026-03-17"}],
    }
    return a_calendar(id="FEASTS", special_days=off, seasons=[ramadan])


_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


SETS: dict[str, tuple[SlaTerm, ...]] = {
    "OWN": terms("OWN", kind="ola", start_on=(Signal.ROUTED,))[1:2],
    "DAYS": terms("DAYS"),
    "HOURS": terms("HOURS", unit=TermUnit.ELAPSED_HOURS),
    "WORKING": terms("WORKING", unit=TermUnit.WORKING_HOURS),
    "MINUTES": terms("MINUTES", unit=TermUnit.WORKING_MINUTES),
    "CALENDAR": terms("CALENDAR", unit=TermUnit.CALENDAR_DAYS),
    "REASONED": terms(
        "REASONED", pause_on=({"state": "needs_information", "reasons": ["berkas"]},)
    ),
    "CAPPED": terms("CAPPED", pause_on=CAPPED),
    "LONGER": terms("LONGER", extension=MORE_TIME, pause_on=CAPPED),
    "FEAST": terms("FEAST", calendar="FEASTS", pause_on=CAPPED, extension=MORE_TIME),
    "FEAST-HOURS": terms(
        "FEAST-HOURS", calendar="FEASTS", unit=TermUnit.WORKING_HOURS, pause_on=CAPPED
    ),
    "STATUTE": terms("STATUTE", kind="law", targets=dict.fromkeys(_ALL, 5), pause_on=())[2:],
    "MORE": _more("MORE"),
    "PARTS": terms("PARTS", kind="ola", start_on=(Signal.ROUTED,), warn_at=())[1:],
    "PARTS-DISHUB": terms(
        "PARTS-DISHUB",
        kind="ola",
        start_on=(Signal.ROUTED,),
        unit=TermUnit.WORKING_HOURS,
        pause_on=CAPPED,
    )[1:],
}
"""The terms of each policy; the last are of parts, Dishub's its own."""

REOPENS = Closure(silent_consent_working_days=10, reopen_window_working_days=5)

OFFERED: dict[str, dict[str, Any]] = {
    "dlh.bulky-waste": {"policies": ("DAYS",)},
    "dlh.by-the-clock": {"policies": ("HOURS",)},
    "dlh.in-working-hours": {"policies": ("WORKING",)},
    "dlh.in-working-minutes": {"policies": ("MINUTES",)},
    "dlh.in-calendar-days": {"policies": ("CALENDAR",)},
    "dlh.with-papers": {"policies": ("REASONED",)},
    "dlh.stands-still-so-long": {"policies": ("CAPPED",)},
    "dlh.may-take-longer": {"policies": ("LONGER",)},
    "dlh.over-the-feasts": {"policies": ("FEAST", "MORE"), "closure": REOPENS},
    "dlh.in-hours-over-the-feasts": {"policies": ("FEAST-HOURS",)},
    "dlh.by-law-and-promise": {"policies": ("STATUTE", "DAYS")},
    "dlh.with-every-clock": {"policies": ("DAYS", "MORE"), "closure": REOPENS},
    "dlh.must-be-shown": {
        "policies": ("DAYS",),
        "evidence": {"photo_after": True, "minimum_text": 12, "officer_id": True},
    },
    "dlh.seen-by-an-office": {
        "policies": ("DAYS",),
        "closure": Closure(confirm_by="office", silent_consent_working_days=10),
    },
    "dlh.looked-at-first": {"policies": ("DAYS",), "verify_by": "operator"},
    "dlh.in-confidence": {"policies": ("DAYS",), "confidential": True},
    "dlh.may-be-reopened": {"policies": ("DAYS", "OWN"), "closure": REOPENS},
    "dlh.with-others": {
        "policies": ("DAYS", "MORE", "OWN"),
        "closure": REOPENS,
        "co_agencies": ("dishub", "dpmptsp"),
    },
}
"""What each service promises and asks for."""


@cache
def the_city() -> Catalogue:
    """The city itself."""
    return having(
        a_catalogue(),
        version=VERSION,
        calendars=(a_calendar(), _feasts()),
        policies=tuple(
            Policy(
                code=code,
                names=Text(id=code),
                terms=rows,
                parts=code.startswith("PARTS"),
                agency="dishub" if code == "PARTS-DISHUB" else None,
            )
            for code, rows in SETS.items()
        ),
        services=tuple(
            a_service(code=code, native_codes=(code,), **more) for code, more in OFFERED.items()
        ),
    )
