"""Figures of requests: how many came, where they went, what is left."""

from typing import Final

from contracts.kpis.formulas import Count, Series, Standing
from contracts.kpis.kinds import Kpi, Unit, said
from contracts.lifecycle import REOPENED, State
from contracts.metrics import (
    ESCALATIONS,
    LATE,
    OPEN_CASES,
    OPEN_PROMISES,
    TRANSITIONS,
)
from contracts.metrics import REQUESTS as ACCEPTED

_RECEIVED = said("saat permohonan diterima bus", "the instant the bus received the request")
_CHANGED = said("saat status berubah", "the instant the state changed")
_REACHED = said("saat tingkatnya tercapai", "the instant the level was reached")
_AT_END = said("akhir bulan", "the end of the month")

_OFFICE = ("agency",)


def _to(*states: State, since: tuple[State, ...] = ()) -> Count:
    """Changes to some states, from anywhere or from some."""
    origin = (("from", tuple(map(str, since))),) if since else ()
    return Count(Series(TRANSITIONS, (*origin, ("to", tuple(map(str, states))))))


REQUESTS: Final[tuple[Kpi, ...]] = (
    Kpi(
        "accepted",
        said("Permohonan diterima", "Requests accepted"),
        said(
            "Permohonan yang diterima bus, menurut OPD yang menyampaikannya.",
            "Requests the bus accepted, by the agency that submitted them.",
        ),
        _RECEIVED,
        Unit.REQUESTS,
        Count(Series(ACCEPTED)),
        ("agency", "group"),
    ),
    Kpi(
        "routed",
        said("Diteruskan ke OPD", "Sent to the agency"),
        said(
            "Berapa kali permohonan diteruskan ke OPD ini; yang dialihkan terhitung lagi.",
            "How often a request was sent to this agency; one handed on counts again.",
        ),
        _CHANGED,
        Unit.REQUESTS,
        _to(State.ROUTED),
        _OFFICE,
    ),
    Kpi(
        "resolved",
        said("Selesai ditindaklanjuti", "Resolved"),
        said(
            "Berapa kali permohonan dinyatakan selesai ditindaklanjuti, yang kemudian dikembalikan"
            " ikut terhitung.",
            "How often a request was reported as resolved; those sent back later count too.",
        ),
        _CHANGED,
        Unit.REQUESTS,
        _to(State.RESOLVED),
        _OFFICE,
    ),
    Kpi(
        "turned_down",
        said("Ditolak atau bukan kewenangan kota", "Rejected or outside the city's authority"),
        said(
            "Permohonan yang berakhir ditolak atau diteruskan ke luar kota.",
            "Requests that ended as rejected, or as somebody else's than the city's.",
        ),
        _CHANGED,
        Unit.REQUESTS,
        _to(State.REJECTED, State.REFERRED_OUT),
        _OFFICE,
    ),
    Kpi(
        "dropped",
        said("Dicabut atau duplikat", "Withdrawn or duplicate"),
        said(
            "Permohonan yang dicabut pelapor atau digabung sebagai duplikat.",
            "Requests the reporter took back, or that were merged as duplicates.",
        ),
        _CHANGED,
        Unit.REQUESTS,
        _to(State.WITHDRAWN, State.DUPLICATE),
        _OFFICE,
    ),
    Kpi(
        "sent_back",
        said("Dikembalikan atau dibuka lagi", "Sent back or reopened"),
        said(
            "Berapa kali yang sudah selesai dikerjakan lagi: dikembalikan pemeriksa atau pelapor,"
            " atau dibuka kembali setelah ditutup atau ditolak.",
            "How often finished work was taken up again: sent back, or opened again after its end.",
        ),
        _CHANGED,
        Unit.REQUESTS,
        _to(State.IN_PROGRESS, State.ROUTED, since=(State.RESOLVED, *REOPENED)),
        _OFFICE,
    ),
    Kpi(
        "escalations",
        said("Eskalasi", "Escalations"),
        said(
            "Tingkat eskalasi yang tercapai, menurut OPD yang memegang permohonan.",
            "Levels of escalation reached, by who had the request.",
        ),
        _REACHED,
        Unit.LEVELS,
        Count(Series(ESCALATIONS)),
        _OFFICE,
        ("agency_level:simpul_escalations:increase7d",),
    ),
    Kpi(
        "open",
        said("Masih terbuka", "Still open"),
        said(
            "Permohonan yang masih menjadi tanggungan kota, menurut OPD yang memegangnya.",
            "Requests the city still owes something, by who has them.",
        ),
        _AT_END,
        Unit.REQUESTS,
        Standing(Series(OPEN_CASES)),
        _OFFICE,
        ("agency_state:simpul_open_cases:sum",),
    ),
    Kpi(
        "open_late",
        said("Terbuka dan terlambat", "Open and late"),
        said(
            "Permohonan terbuka dengan tenggat sejenis yang sudah lewat dan belum dipenuhi.",
            "Open requests with a promise of that kind that is past its due date and still owed.",
        ),
        _AT_END,
        Unit.REQUESTS,
        Standing(Series(OPEN_PROMISES, (("standing", (LATE,)),))),
        ("clock", "agency", "group"),
        ("agency_clock_group_standing:simpul_open_promises:sum",),
    ),
)
"""In the order people read them."""
