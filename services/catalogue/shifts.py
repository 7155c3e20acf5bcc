"""The calendars of a pack: the city's own, and agencies' that leave its days off to it."""

from typing import Any

from contracts.calendar import Season, WorkingCalendar
from services.catalogue.draft import Draft, Entry, values
from services.catalogue.lines import Document
from services.catalogue.problems import Words

THE_CITYS = "city"
"""Stands for the city's own special days, or for its spans of a season of the same name."""

Raw = dict[str, Any]

_UNSAID = Words(
    "does not say which `special_days` its agency has off",
    "Write `special_days: city`, rows of its own, or `[]` for a crew that works on holidays too",
)
_KNOWN = ("known_from", "known_until")
_NOBODYS = Words("`agency` is not written in a calendar", "Take it out: the folder says it")


def office_hours(draft: Draft, document: Document) -> Entry[WorkingCalendar]:
    """The calendar of the city itself."""
    _without_agency(draft, document)
    _with_bounds(draft, document)
    return draft.take(document, (), WorkingCalendar, document.value)


def shifts(
    draft: Draft, document: Document, agency: str, city: Entry[WorkingCalendar] | None
) -> Entry[WorkingCalendar]:
    """The calendar of an agency's folder, with what it leaves to the city filled in.

    Where the city's own is unsound, that is told there and not again here.
    """
    raw = document.value
    _without_agency(draft, document)
    if "special_days" not in raw:
        draft.problems.append(document.problem((), _UNSAID))
    if raw.get("special_days") != THE_CITYS:
        _with_bounds(draft, document)
    known = city.value if city is not None else None
    if known is None and _leans(raw):
        return Entry(document, (), raw, None)
    filled = {**_of_city(draft), **raw, "agency": agency}
    if known is not None:
        filled = _with_days(_with_spans(draft, document, filled, known.seasons), known)
    return draft.take(document, (), WorkingCalendar, filled)


def _of_city(draft: Draft) -> Raw:
    """The city's time zone, which a calendar need not repeat."""
    cities = values(draft.cities)
    return {"time_zone": cities[0].time_zone} if cities else {}


def _without_agency(draft: Draft, document: Document) -> None:
    if "agency" in document.value:
        draft.problems.append(document.problem(("agency",), _NOBODYS))


def _with_bounds(draft: Draft, document: Document) -> None:
    """How far its days are known is always said: what is left out would look like certainty."""
    for name in _KNOWN:
        if name not in document.value:
            remedy = "Add it: a date, or `null` where no decree is waited for"
            draft.problems.append(document.problem((), Words(f"`{name}` is missing", remedy)))


def _leans(raw: Raw) -> bool:
    """Whether a calendar leaves anything to the city's."""
    seasons = (season for _, season in _seasons(raw))
    spans = [season.get("spans") for season in seasons]
    return THE_CITYS in [raw.get("special_days"), *spans]


def _seasons(raw: Raw) -> list[tuple[int, Raw]]:
    """The seasons that are tables, with their places."""
    seasons = raw.get("seasons")
    written = seasons if isinstance(seasons, list) else []
    return [(place, season) for place, season in enumerate(written) if isinstance(season, dict)]


def _with_days(raw: Raw, city: WorkingCalendar) -> Raw:
    """The city's days off, their decrees, and how far they are known."""
    if raw.get("special_days") != THE_CITYS:
        return raw
    known = {"known_from": city.known_from, "known_until": city.known_until}
    days = {"special_days": city.special_days, "decrees": city.decrees}
    return {**known, **raw, **days}


def _with_spans(draft: Draft, document: Document, raw: Raw, citys: tuple[Season, ...]) -> Raw:
    """When a season of the city's is, for hours of one's own in it."""
    spans = {season.name: season.spans for season in citys}
    filled = list(raw["seasons"]) if isinstance(raw.get("seasons"), list) else []
    for place, season in _seasons(raw):
        if season.get("spans") != THE_CITYS:
            continue
        name = str(season.get("name"))
        if name not in spans:
            remedy = f"Name one of the city's ({', '.join(spans)}), or write its own `spans`"
            words = Words(f"the city has no season `{name}`", remedy)
            draft.problems.append(document.problem(("seasons", place, "name"), words))
        filled[place] = {**season, "spans": spans.get(name, ())}
    return {**raw, "seasons": filled} if filled else raw
