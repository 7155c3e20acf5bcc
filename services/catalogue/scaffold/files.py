"""The files of a new agency's folder: templates beside it, filled in from the city's pack."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path, PurePosixPath
from string import Template
from typing import NamedTuple

import orjson

from contracts.catalogue import Catalogue, Metric, Text
from services.catalogue.pack_schemas import with_modeline

_HERE = Path(__file__).parent
_TEMPLATES = _HERE / "templates"
_CODE = re.compile(r"[a-z][a-z0-9]{1,19}")
_EXAMPLE_MONTH = 8
_USUAL_YEAR = 2026
_DAYS = (0, 1, 3, 4, 21, 24)
"""Days after the first that templates speak of, as `d0`, `d1` and so on."""

_STOPS = {
    Metric.VERIFICATION: "left_received",
    Metric.FIRST_RESPONSE: "responded, referred_out",
    Metric.RESOLUTION: "resolved, rejected, referred_out",
}
_TARGETS = {
    Metric.VERIFICATION: "P1: 3, P2: 3, P3: 3, P4: 3",
    Metric.FIRST_RESPONSE: "P1: 5, P2: 5, P3: 5, P4: 5",
    Metric.RESOLUTION: "P1: 1, P2: 3, P3: 5, P4: 5",
}
_FIRST = frozenset({Metric.VERIFICATION, Metric.FIRST_RESPONSE})


class Newcomer(NamedTuple):
    """An agency that is to be on the bus."""

    code: str
    name: str
    name_en: str | None


class NoCode(ValueError):
    """What was given cannot be a new agency's code; the message says why."""


def newcomer(
    catalogue: Catalogue, code: str, name: str | None = None, name_en: str | None = None
) -> Newcomer:
    """A new agency of a city, called after its code where no name is given.

    Raises:
        NoCode: the code is not of its form, or another agency's.
    """
    if not _CODE.fullmatch(code):
        raise NoCode(
            f"An agency's code has 2 to 20 small letters and digits and begins with a letter,"
            f" such as `dlh`; got `{code}`."
        )
    if code in catalogue.agency:
        raise NoCode(f"{catalogue.city.name} has an agency `{code}` already.")
    return Newcomer(code, name or f"{code.upper()} {catalogue.city.name}", name_en)


def scaffold(agency: Newcomer, catalogue: Catalogue) -> dict[str, str]:
    """The text of each file by its name in the agency's folder; examples have no story yet."""
    filled = _filling(agency, catalogue)
    home = PurePosixPath(catalogue.city.code, "agencies", agency.code)
    files = {}
    for path in sorted(_TEMPLATES.rglob("*.yaml")):
        name = path.relative_to(_TEMPLATES).as_posix()
        text = Template(path.read_text(encoding="utf-8")).substitute(filled)
        files[name] = with_modeline(home / name, text)
    return files


def _filling(agency: Newcomer, catalogue: Catalogue) -> dict[str, str]:
    """What stands for each placeholder."""
    first = _first_day(catalogue)
    place = catalogue.areas.kelurahan[0]
    borrowed = _borrowed(catalogue)
    own = f"{agency.code.upper()}-STANDAR"
    english = agency.name_en or ""
    return {
        "code": agency.code,
        "upper": agency.code.upper(),
        "name": _quoted(agency.name),
        "name_en": f"  en: {_quoted(english)}" if english else "  # en: optional",
        "offset": _offset(catalogue),
        "valid_from": f"{first.year}-01-01",
        "policies": ", ".join((*borrowed, own)),
        "terms": "\n".join(_terms(agency, catalogue, full=not borrowed)),
        "officers": "\n".join(_officers(catalogue)) or "  []",
        "kelurahan": place.code,
        "kecamatan": place.kecamatan,
        "other": catalogue.services[0].code,
        **{f"d{days}": f"{first + timedelta(days)}" for days in _DAYS},
    }


def _borrowed(catalogue: Catalogue) -> tuple[str, ...]:
    """The city's own policies for verification and first response; none where it lacks one."""
    by_metrics: dict[frozenset[Metric], str] = {}
    for policy in catalogue.policies:
        if policy.agency is None:
            by_metrics.setdefault(frozenset(term.metric for term in policy.terms), policy.code)
    if _FIRST in by_metrics:
        return (by_metrics[_FIRST],)
    parts = [by_metrics.get(frozenset({metric})) for metric in _STOPS if metric in _FIRST]
    return tuple(code for code in parts if code is not None) if all(parts) else ()


def _terms(agency: Newcomer, catalogue: Catalogue, *, full: bool) -> Iterator[str]:
    """The terms of the agency's own policy: all three only where the city has none to borrow."""
    template = Template((_HERE / "term.yaml").read_text(encoding="utf-8"))
    for metric in _STOPS if full else (Metric.RESOLUTION,):
        yield template.substitute(
            metric=metric.value,
            targets=_TARGETS[metric],
            stop_on=_STOPS[metric],
            calendar=catalogue.calendars[0].id,
            upper=agency.code.upper(),
        ).rstrip("\n")


def _officers(catalogue: Catalogue) -> Iterator[str]:
    """An officer for each role the city's chains call upon in an agency, called as elsewhere."""
    titles = {one.role: one.titles for one in catalogue.officers if one.agency is not None}
    citys = {one.role for one in catalogue.officers if one.agency is None}
    roles = (level.role for chain in catalogue.chains for level in chain.levels)
    for role in dict.fromkeys(one for one in roles if one not in citys):
        title = titles.get(role, Text(id=role))
        english = f", en: {_quoted(title.en)}" if title.en else ""
        yield f"  - role: {role}"
        yield f"    titles: {{id: {_quoted(title.id)}{english}}}"
        yield "    assumed: true"


def _first_day(catalogue: Catalogue) -> date:
    """The first Monday of August in the middle one of the years the city's calendar knows."""
    calendar = catalogue.calendars[0]
    known = calendar.known_from, calendar.known_until
    year = (known[0].year + known[1].year) // 2 if known[0] and known[1] else _USUAL_YEAR
    first = date(year, _EXAMPLE_MONTH, 1)
    return first + timedelta(-first.weekday() % 7)


def _offset(catalogue: Catalogue) -> str:
    """The city's offset from UTC, as RFC 3339 writes it."""
    hours = catalogue.city.zone.utcoffset(None)
    return f"+{int(hours.total_seconds()) // 3600:02}:00"


def _quoted(text: str) -> str:
    """A text as YAML holds any: in double quotes."""
    return orjson.dumps(text).decode()
