"""The open data of a month: counts that name nobody, no place finer than a kelurahan; pure."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

import orjson

from contracts.catalogue import Catalogue
from contracts.metrics import group_of
from deploy.report.files import Files
from deploy.report.judged import decided
from deploy.report.places import NOWHERE, Places
from deploy.report.reading import NothingToTell, Read
from deploy.report.suppression import LEAST, Key, Total, hidden
from deploy.report.tables import table
from deploy.report.whole import PromiseRow, Report, Scope

ALL: Final = "semua"
"""The total over whatever stands there."""
_PLACE, _OFFICE = "place", "office"
_MEASURES: Final = ("decided", "kept", "breached", "exempt")
_SHARE_DIGITS = 2


def opened(report: Report, found: Read, places: Places) -> Files:
    """Three tables and what they say of themselves.

    Raises:
        NothingToTell: the books are open; two versions would tell by what differs between them.
    """
    if not report.sources.final:
        raise NothingToTell(
            f"The books of {report.month} close on {found.books.closes(found.month):%d-%m-%Y}:"
            " open data are made once, from then on."
        )
    by_place, by_office = _requests(report, found.catalogue, places)
    return {
        "permohonan-kelurahan.csv": by_place,
        "permohonan-layanan.csv": by_office,
        "janji-waktu.csv": _promises(report),
        "metadata.json": _metadata(report),
    }


def _requests(report: Report, catalogue: Catalogue, places: Places) -> tuple[str, str]:
    """One system of counts: the groups of both tables have the same totals."""
    counts: Counter[Key] = Counter()
    for (kelurahan, service), count in places.items():
        group = _group(catalogue, service)
        for place in (kelurahan, ALL):
            counts[_PLACE, place, group] += count
            counts[_PLACE, place, ALL] += count
    for row in report.requests:
        if row.agency is not None:
            accepted = int(row.figures["accepted"] or 0)
            counts[_OFFICE, row.agency, row.service or ALL] += accepted
    secret = hidden(counts, list(_totals(counts, catalogue)))
    return _by_place(counts, secret, catalogue), _by_office(report, counts, secret)


def _totals(counts: Counter[Key], catalogue: Catalogue) -> Iterator[Total]:
    places = sorted({key[1] for key in counts if key[0] == _PLACE} - {ALL})
    groups = sorted({key[2] for key in counts if key[0] == _PLACE} - {ALL})
    offices = sorted({key[1] for key in counts if key[0] == _OFFICE})
    offers = [key for key in sorted(counts) if key[0] == _OFFICE and key[2] != ALL]
    everything = (_PLACE, ALL, ALL)
    for place in (*places, ALL):
        yield Total((_PLACE, place, ALL), tuple((_PLACE, place, one) for one in groups))
    for group in (*groups, ALL):
        yield Total((_PLACE, ALL, group), tuple((_PLACE, one, group) for one in places))
    for office in offices:
        yield Total((_OFFICE, office, ALL), tuple(one for one in offers if one[1] == office))
    yield Total(everything, tuple((_OFFICE, one, ALL) for one in offices))
    for group in groups:
        mine = (one for one in offers if _group(catalogue, one[2]) == group)
        yield Total((_PLACE, ALL, group), tuple(mine))


def _group(catalogue: Catalogue, service: str) -> str:
    offer = catalogue.service.get(service)
    return group_of(offer.group) if offer is not None else service


def _by_place(counts: Counter[Key], secret: frozenset[Key], catalogue: Catalogue) -> str:
    kecamatan = {one.code: one.name for one in catalogue.areas.kecamatan}
    rows = []
    for key in sorted(key for key in counts if key[0] == _PLACE):
        _, place, group = key
        area = catalogue.areas.by_code.get(place)
        name = area.name if area is not None else {ALL: ALL, NOWHERE: "tanpa lokasi"}.get(place)
        district = kecamatan.get(area.kecamatan) if area is not None else None
        rows.append((place, name or place, district, group, *_shown(counts, secret, key)))
    heading = (
        "kode_kelurahan",
        "kelurahan",
        "kecamatan",
        "kelompok",
        "permohonan",
        "disembunyikan",
    )
    return table(heading, rows)


def _by_office(report: Report, counts: Counter[Key], secret: frozenset[Key]) -> str:
    rows = [
        (*_named(row), *_shown(counts, secret, (_OFFICE, row.agency, row.service or ALL)))
        for row in report.requests
        if row.agency is not None
    ]
    heading = ("kode_opd", "opd", "kode_layanan", "layanan", "permohonan", "disembunyikan")
    return table(heading, rows)


def _named(row: Scope) -> tuple[str, ...]:
    names = row.agency, row.agency_name, row.service, row.service_name
    return tuple(name or ALL for name in names)


def _shown(counts: Counter[Key], secret: frozenset[Key], key: Key) -> tuple[int | None, str]:
    """A count, or nothing and that it is hidden."""
    return (None, "ya") if key in secret else (counts[key], "tidak")


def _promises(report: Report) -> str:
    heading = (
        "kode_opd", "opd", "kode_layanan", "layanan", "tenggat",
        "diputuskan", "ditepati", "dilanggar", "dikecualikan", "tepat_waktu",
    )  # fmt: skip
    secret: set[Key] = set()
    for clock in sorted({row.clock for row in report.promises}):
        mine = [row for row in report.promises if row.clock is clock]
        secret |= hidden(dict(_measured(mine)), list(_measured_totals(mine)))
    rows = [(*_named(row), row.clock.value, *_promise(row, secret)) for row in report.promises]
    return table(heading, rows)


def _key(row: PromiseRow, measure: str) -> Key:
    return row.clock.value, row.agency or ALL, row.service or ALL, measure


def _measured(rows: list[PromiseRow]) -> Iterator[tuple[Key, int]]:
    for row in rows:
        broken, exempt = (int(row.figures[one] or 0) for one in ("breached", "exempt"))
        values = decided(row.figures), decided(row.figures) - broken, broken, exempt
        for measure, value in zip(_MEASURES, values, strict=True):
            yield _key(row, measure), value


def _measured_totals(rows: list[PromiseRow]) -> Iterator[Total]:
    """Decided is kept and broken; an agency is its services, the city its agencies."""
    for row in rows:
        yield Total(_key(row, "decided"), (_key(row, "kept"), _key(row, "breached")))
        parts = [one for one in rows if _is_part(one, row)]
        for measure in _MEASURES if parts else ():
            yield Total(_key(row, measure), tuple(_key(one, measure) for one in parts))


def _is_part(one: PromiseRow, whole: PromiseRow) -> bool:
    if whole.agency is None:
        return one.agency is not None and one.service is None
    return whole.service is None and one.agency == whole.agency and one.service is not None


def _promise(row: PromiseRow, secret: set[Key]) -> tuple[int | float | None, ...]:
    """Its counts, those that are hidden left empty; no share that would tell one of them."""
    values = dict(_measured([row]))
    shown = [None if key in secret else value for key, value in values.items()]
    whole = all(_key(row, one) not in secret for one in ("decided", "kept", "breached"))
    share = row.figures["met_share"] if whole else None
    return (*shown, None if share is None else round(share, _SHARE_DIGITS))


def _metadata(report: Report) -> str:
    told = {
        "judul": f"Layanan publik {report.city}, {report.month}",
        "title": f"Public services of {report.city}, {report.month}",
        "month": report.month,
        "rule": {
            "id": f"Kelompok berisi satu sampai {LEAST - 1} tidak ditampilkan; jumlah lain ikut"
            " disembunyikan agar tidak dapat dihitung balik: selnya kosong. Lokasi paling rinci:"
            " kelurahan.",
            "en": f"Groups of one to {LEAST - 1} are not shown; other counts are hidden with them"
            " so that they cannot be worked out: their cells are empty. No place is finer than"
            " a kelurahan.",
        },
        "definitions": [one.model_dump(mode="json") for one in report.definitions],
        "sources": report.sources.model_dump(mode="json"),
    }
    return orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
