"""How the board says numbers, times and labels: Indonesian, with English beside it."""

from datetime import datetime, timedelta
from math import floor
from typing import Final

from contracts.calendar import tell_day
from contracts.catalogue import Catalogue, Metric
from contracts.events import Sentences
from contracts.metrics import NOBODY

CLOCKS: Final[dict[Metric, Sentences]] = {
    Metric.VERIFICATION: Sentences(id="Verifikasi", en="Verification"),
    Metric.FIRST_RESPONSE: Sentences(id="Tanggapan pertama", en="First response"),
    Metric.RESOLUTION: Sentences(id="Penyelesaian", en="Resolution"),
    Metric.UPDATE_INTERVAL: Sentences(id="Kabar perkembangan", en="Update"),
    Metric.REOPEN_RESPONSE: Sentences(id="Tanggapan pembukaan kembali", en="Reopen response"),
    Metric.REPORTER_ANSWER: Sentences(id="Jawaban pelapor", en="Reporter's answer"),
}
TRIAGE: Final = "Triase"
"""Whose a request is that nobody has yet."""
UNKNOWN: Final = "-"
_DAY, _HOUR, _MINUTE = 86_400, 3_600, 60
_LEAST = 1e-9  # what binary fractions may lack: 0.29 of a hundred are 29


def number(value: float | None) -> str:
    """A whole number as Indonesians write it: 12.345."""
    return UNKNOWN if value is None else f"{value:,.0f}".replace(",", ".")


def decimal(value: float | None, places: int = 1) -> str:
    """A number with so many places: 0,25."""
    return UNKNOWN if value is None else f"{value:.{places}f}".replace(".", ",")


def share(part: float | None) -> str:
    """A part of 1 as whole hundredths, "97 %"; never 100 % while something is missing."""
    return UNKNOWN if part is None else f"{floor(100 * part + _LEAST)} %"


def span(seconds: float | None) -> str:
    """How long, in the two greatest units: "2 hari 3 jam"."""
    if seconds is None:
        return UNKNOWN
    if 0 < seconds < 1:
        return f"{decimal(seconds, 3)} detik"
    if seconds < _MINUTE:
        return f"{decimal(seconds, 1 if seconds else 0)} detik"
    parts = (
        (int(seconds // _DAY), "hari"),
        (int(seconds % _DAY // _HOUR), "jam"),
        (int(seconds % _HOUR // _MINUTE), "menit"),
    )
    return " ".join([f"{count} {unit}" for count, unit in parts if count][:2])


def moment(at: datetime, catalogue: Catalogue | None) -> str:
    """An instant of city time, short: "Sen 30 Mar 2026 16.00"."""
    local = at if catalogue is None else at.astimezone(catalogue.city.zone)
    day, rest = tell_day(local.date()).id.split(", ")
    date, month, year = rest.split(" ")
    return f"{day[:3]} {date} {month[:3]} {year} {local:%H.%M}"


def overdue(due: datetime, now: datetime | None) -> str:
    """How long ago something was due, in city time."""
    return UNKNOWN if now is None else span(max(timedelta(0), now - due).total_seconds())


def agency_name(code: str | None, catalogue: Catalogue | None) -> str:
    """An agency by its name, less the city's; by its code where the catalogue knows none."""
    if code is None or code == NOBODY:
        return TRIAGE
    found = catalogue.agency.get(code) if catalogue is not None else None
    if catalogue is None or found is None:
        return code
    return found.names.id.removesuffix(f" {catalogue.city.name}")


def agency_code(code: str) -> str:
    """An agency in few letters, as people write it: DLH."""
    return TRIAGE if code == NOBODY else code.upper()


def service_name(code: str, catalogue: Catalogue | None) -> str:
    """A service by its name; by its code where the catalogue in force knows none."""
    found = catalogue.service.get(code) if catalogue is not None else None
    return found.names.id if found is not None else code
