"""Terms and services in plain words, Indonesian and English; tables, no arithmetic on time."""

from datetime import date

from contracts.calendar import TermUnit
from contracts.catalogue import Catalogue, Kind, Metric, Priority, Service, SlaTerm
from contracts.events import Sentences

METRICS: dict[str, Sentences] = {
    Metric.VERIFICATION: Sentences(id="verifikasi", en="verification"),
    Metric.FIRST_RESPONSE: Sentences(id="tanggapan pertama", en="first response"),
    Metric.RESOLUTION: Sentences(id="penyelesaian", en="resolution"),
    Metric.UPDATE_INTERVAL: Sentences(id="kabar perkembangan", en="news"),
    Metric.REOPEN_RESPONSE: Sentences(id="tanggapan atas pembukaan kembali", en="reopen response"),
    Metric.REPORTER_ANSWER: Sentences(id="jawaban pelapor", en="the reporter's answer"),
}
"""What a clock measures."""

UNITS: dict[str, Sentences] = {
    TermUnit.WORKING_HOURS: Sentences(id="jam kerja", en="working hours"),
    TermUnit.WORKING_MINUTES: Sentences(id="menit kerja", en="working minutes"),
    TermUnit.CALENDAR_DAYS: Sentences(id="hari kalender", en="calendar days"),
    TermUnit.WORKING_DAYS: Sentences(id="hari kerja", en="working days"),
    TermUnit.ELAPSED_HOURS: Sentences(id="jam, siang dan malam", en="hours, day and night"),
}
"""What a term counts."""


def metric(code: str) -> Sentences:
    """A metric's name; one not in the table is told by its code."""
    return METRICS.get(code) or Sentences(id=_plain(code), en=_plain(code))


def length(term: SlaTerm) -> Sentences:
    """How long a term is: `3 working days`, or by priority where they differ."""
    unit = UNITS.get(term.unit) or Sentences(id=_plain(term.unit), en=_plain(term.unit))
    values = [term.targets[one] for one in Priority if one in term.targets]
    if len(set(values)) == 1:
        return Sentences(id=f"{values[0]} {unit.id}", en=f"{values[0]} {_one(values[0], unit.en)}")
    told = "/".join(map(str, values))
    by = "/".join(one for one in Priority if one in term.targets)
    return Sentences(id=f"{told} {unit.id} ({by})", en=f"{told} {unit.en} ({by})")


def promise(term: SlaTerm) -> Sentences:
    """A term as one reads it on a notice board: `resolution within 3 working days`."""
    name, long = metric(term.metric), length(term)
    return Sentences(id=f"{name.id} dalam {long.id}", en=f"{name.en} within {long.en}")


def offered(catalogue: Catalogue, on: date) -> list[Service]:
    """What citizens can ask for on a day, city time; the city's own duties are none of it."""
    return [
        service
        for service in catalogue.services
        if is_offered(service, on) and service.kind is not Kind.INTERNAL
    ]


def is_offered(service: Service, on: date) -> bool:
    """Whether a service is published, and a day lies between its first and its last."""
    return service.status == "published" and service.offered_on(on)


def _one(value: int, unit: str) -> str:
    """`1 working day`, not `1 working days`."""
    plural = ("days", "hours", "minutes")
    singular = next((unit.replace(one, one[:-1]) for one in plural if one in unit), unit)
    return singular if value == 1 else unit


def _plain(code: str) -> str:
    return code.replace("_", " ")
