"""The last changes and the city's days in Indonesian, short enough for a line. Decides nothing."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import groupby

from contracts.calendar import DayOff, WorkingCalendar, WorkingTime
from contracts.catalogue import Catalogue
from contracts.lifecycle import OPEN, TABLE, State
from contracts.sla import ClockEvent
from deploy.local.demo.board import Board, News
from services.catalogue.words import metric

DAYS = ("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")

_BY = "{label} oleh {who}"
_WITH = "{label} ({who})"
PHRASES: dict[State, str] = {
    State.ROUTED: "Diteruskan ke {who}",
    State.ACKNOWLEDGED: "Diterima {who}",
    State.COORDINATING: _WITH,
    State.AWAITING_EXTERNAL: _WITH,
    State.NEEDS_INFORMATION: _WITH,
    State.SCHEDULED: _BY,
    State.IN_PROGRESS: _BY,
    State.RESOLVED: _BY,
    State.REJECTED: _BY,
    State.REFERRED_OUT: _BY,
}
"""How a state is told where an agency has the request; the others need no agency's name."""
_STILL_DUE = frozenset(OPEN) - {State.RESOLVED}


def tell(news: News, board: Board, catalogue: Catalogue) -> str:
    """One change in one sentence, with its city date."""
    name = catalogue.service[news.service].names.id
    return f"{moment(news.at)} - {news.ticket} {name}: {_what(news, board)}"


def tell_briefly(news: News, catalogue: Catalogue) -> str:
    """The same for a narrow screen: without its year, its ticket and when it is due."""
    name = catalogue.service[news.service].names.id
    return f"{short(news.at)}  {_state(news)}: {name}"


def tell_due(event: ClockEvent, board: Board, catalogue: Catalogue) -> str:
    """One clock that runs: when it is due, what is owed by whom, and of which request."""
    name = catalogue.service[event.service].names.id
    known = board.requests.get(event.request_id)
    who = (known.agency if known else event.agency) or "triase"
    return f"{short(event.due)}  {who.upper()} {metric(event.metric).id}: {name} {event.ticket}"


def _what(news: News, board: Board) -> str:
    said, promise = _state(news), board.dues.resolution(news.request_id)
    if promise is None or news.state not in _STILL_DUE:
        return said
    if promise.breached:
        return f"{said}, terlambat sejak {short(promise.at)}"
    return f"{said}, jatuh tempo {short(promise.at)}"


def _state(news: News) -> str:
    who = (news.agency or "").upper()
    if news.state is None:
        return f"Terlambat, {who} belum menyelesaikannya" if who else "Terlambat, masih di triase"
    label = TABLE[news.state].label_id
    return PHRASES.get(news.state, label).format(label=label, who=who) if who else label


def day(when: date) -> str:
    """A day: "Sen 16 Mar 2026"."""
    return f"{DAYS[when.weekday()]} {when.day} {MONTHS[when.month - 1]} {when.year}"


def moment(at: datetime) -> str:
    """A day and time: "Sen 16 Mar 2026 09.12"."""
    return f"{day(at)} {at:%H.%M}"


def short(at: datetime) -> str:
    """A day and time without its year: "Sel 31 Mar 16.00"."""
    return f"{DAYS[at.weekday()]} {at.day} {MONTHS[at.month - 1]} {at:%H.%M}"


def standing(time: WorkingTime, when: date) -> str:
    """Whether the offices work on a day: "hari kerja", "akhir pekan" or the holiday's name."""
    for special in time.calendar.special_days:
        if special.date == when:
            kind = "cuti bersama " if special.kind is DayOff.COLLECTIVE else ""
            return f"libur: {kind}{special.name}"
    return "hari kerja" if time.is_working_day(when) else "akhir pekan"


def skipped(calendar: WorkingCalendar, since: date, until: date) -> Iterator[str]:
    """The holidays from day to day, both included, neighbours of one name together."""
    names = {special.date: special.name for special in calendar.special_days}
    days = [since + timedelta(days=n) for n in range((until - since).days + 1)]
    for name, group in groupby(days, key=names.get):
        if name is not None:
            yield f"{_stretch(list(group))} {name}"


def _stretch(days: list[date]) -> str:
    """Neighbouring days: "18-19 Mar", "31 Mar-2 Apr" with a dash between, or one alone."""
    first, last = days[0], days[-1]
    end = f"{last.day} {MONTHS[last.month - 1]}"
    if first == last:
        return end
    begin = (
        f"{first.day}" if first.month == last.month else f"{first.day} {MONTHS[first.month - 1]}"
    )
    return f"{begin}\N{EN DASH}{end}"


def number(value: float, places: int = 0) -> str:
    """A number as people write it: "1.234,5"; `places` after the comma."""
    return f"{value:,.{places}f}".translate(str.maketrans(",.", ".,"))
