"""A small city to test in: three agencies, five services, four square kelurahan, two namesakes."""

from functools import cache
from typing import Any

from shapely import box

from contracts.areas import Areas, Kecamatan, Kelurahan
from contracts.calendar import TermUnit
from contracts.catalogue import (
    Agency,
    Catalogue,
    City,
    Closure,
    FieldRule,
    Kind,
    Metric,
    Policy,
    Priority,
    Service,
    Signal,
    SlaTerm,
    StatusMapping,
    StatusRow,
    Text,
)
from contracts.lifecycle import State
from contracts.routing import Routable, RoutingRule, RuleExamples, When
from tests.builders.calendars import a_calendar

WEST, SOUTH, SIDE = 106.15, -6.12, 0.01
"""The south-west corner and the side of each kelurahan, in degrees."""


def a_kelurahan(code: str, name: str, column: int) -> Kelurahan:
    """A square kelurahan, `column` places east of the first."""
    west = WEST + column * SIDE
    outline = box(west, SOUTH, west + SIDE, SOUTH + SIDE)
    return Kelurahan(
        code=code, name=name, kecamatan=code.rpartition(".")[0], outline=outline.wkb_hex
    )


def some_areas() -> Areas:
    """Kota Baru and Sukawana in Serang, Curug and another Sukawana in Curug, from west to east."""
    return Areas(
        kecamatan=(
            Kecamatan(code="36.73.01", name="Serang"),
            Kecamatan(code="36.73.04", name="Curug"),
        ),
        kelurahan=(
            a_kelurahan("36.73.01.1004", "Kota Baru", 0),
            a_kelurahan("36.73.01.1008", "Sukawana", 1),
            a_kelurahan("36.73.04.1001", "Curug", 2),
            a_kelurahan("36.73.04.1007", "Sukawana", 3),
        ),
        origin="drawn for tests",
    )


def a_field(code: str, datatype: str, **changed: Any) -> FieldRule:
    """A field rule a service may have."""
    rule: dict[str, Any] = {"code": code, "datatype": datatype, "help": {"id": code}}
    return FieldRule.model_validate(rule | changed)


def a_term(**changed: Any) -> SlaTerm:
    """Resolution within three working days, warned of at three quarters."""
    term: dict[str, Any] = {
        "metric": Metric.RESOLUTION,
        "kind": "promise",
        "policy": "THREE-DAYS",
        "targets": dict.fromkeys(Priority, 3),
        "unit": TermUnit.WORKING_DAYS,
        "calendar": "OFFICE",
        "start_on": (Signal.ACCEPTED,),
        "stop_on": (Signal.RESOLVED, Signal.REJECTED),
        "cancel_on": (Signal.WITHDRAWN, Signal.ENDED),
        "warn_at": (0.75,),
        "legal_basis": "a test",
    }
    return SlaTerm.model_validate(term | changed)


def a_service(**changed: Any) -> Service:
    """Bulky waste collection by DLH."""
    service: dict[str, Any] = {
        "code": "dlh.bulky-waste",
        "native_codes": ("ANGKUT-BESAR",),
        "names": Text(id="Angkut sampah besar"),
        "descriptions": Text(id="Petugas mengambil perabot."),
        "kind": Kind.SERVICE_REQUEST,
        "dimension": "environment",
        "group": "Kebersihan",
        "owner": "dlh",
        "fallback": "dlh",
        "fields": (
            a_field("item_kind", "multivaluelist", required=True, values=("kasur", "perabot")),
            a_field("item_count", "number", required=True),
            a_field("preferred_date", "date"),
            a_field("remark", "text"),
            a_field("contact_phone", "string", pii=True),
        ),
        "location": "required",
        "outcomes": ("done", "not_found"),
        "policies": ("THREE-DAYS",),
        "closure": Closure(silent_consent_working_days=10),
    }
    return Service.model_validate(service | changed)


def a_lamp_service() -> Service:
    """Street lights by Dishub: a complaint that must say where."""
    return a_service(
        code="dishub.street-light",
        native_codes=("PJU-PADAM",),
        kind=Kind.COMPLAINT,
        owner="dishub",
        fallback="dishub",
        impact="neighbourhood",
        urgency="worsening",
        fields=(
            a_field("fault", "singlevaluelist", required=True, values=("padam", "kedip")),
            a_field("pole_number", "string"),
            a_field("seen_at", "datetime"),
            a_field("sparks", "boolean"),
        ),
    )


def a_licence_service(**changed: Any) -> Service:
    """A practice licence by DPMPTSP: a place may be given, a NIK must not stand in the event."""
    service: dict[str, Any] = {
        "code": "dpmptsp.practice-licence",
        "native_codes": ("SIP",),
        "kind": Kind.LICENCE,
        "owner": "dpmptsp",
        "fallback": "dpmptsp",
        "location": "optional",
        "fields": (
            a_field("practice_place", "string", required=True),
            a_field("nik", "string", pii=True, required=True),
        ),
        "outcomes": ("granted", "refused"),
    }
    return a_service(**(service | changed))


def some_services() -> tuple[Service, ...]:
    """One of each kind of place: required, optional, none; and one that is retired."""
    return (
        a_service(),
        a_lamp_service(),
        a_licence_service(),
        a_licence_service(
            code="dpmptsp.licence-information",
            native_codes=("INFO",),
            kind=Kind.INFORMATION,
            location="none",
            fields=(),
        ),
        a_service(code="dlh.street-sweeping", native_codes=("SAPU",), fields=(), status="retired"),
    )


def a_rule(code: str, service: str, agency: str, **when: Any) -> RoutingRule:
    """A rule that sends a service to an agency."""
    match = Routable(service=service, submitter=agency)
    miss = Routable(service="none.such", submitter=agency)
    return RoutingRule(
        code=code,
        because="a test",
        when=When(services=(service,), **when),
        agency=agency,
        examples=RuleExamples(match=(match,), miss=miss),
    )


def a_row(native: str, state: State, **changed: Any) -> StatusRow:
    """A row of an agency's status table."""
    row: dict[str, Any] = {"native": native, "label": native, "state": state, "example": {}}
    return StatusRow.model_validate(row | changed)


def some_mappings() -> tuple[StatusMapping, ...]:
    """The three agencies' status tables, short."""
    rows = {
        "dlh": (
            a_row("TERJADWAL", State.SCHEDULED),
            a_row("ANGKUT", State.IN_PROGRESS),
            a_row("TERANGKUT", State.RESOLVED, gives_outcome="done"),
        ),
        "dishub": (
            a_row("DITERIMA", State.ACKNOWLEDGED, human=False, reason="automatic receipt"),
            a_row("SELESAI", State.RESOLVED),
            a_row("SELESAI", State.REJECTED, outcome="not_found"),
        ),
        "dpmptsp": (a_row("berkas dikembalikan", State.NEEDS_INFORMATION),),
    }
    return tuple(
        StatusMapping.model_validate(
            {"agency": agency, "version": 1, "effective_from": "2026-01-01", "rows": table}
        )
        for agency, table in rows.items()
    )


def an_agency(code: str, **changed: Any) -> Agency:
    """An agency that may claim as much as three days back."""
    agency: dict[str, Any] = {"code": code, "names": Text(id=code.upper()), "claim_skew_hours": 72}
    return Agency.model_validate(agency | changed)


@cache
def a_catalogue(**changed: Any) -> Catalogue:
    """The small city's catalogue."""
    catalogue: dict[str, Any] = {
        "version": "2026-03-01-a",
        "city": City(code="kota-serang", region="36.73", name="Kota Serang", ticket_prefix="KS"),
        "agencies": tuple(an_agency(code) for code in ("dlh", "dishub", "dpmptsp")),
        "services": some_services(),
        "policies": (
            Policy(code="THREE-DAYS", names=Text(id="Tiga hari kerja"), terms=(a_term(),)),
        ),
        "mappings": some_mappings(),
        "routing": (
            a_rule("lamp-serang", "dishub.street-light", "dishub", kecamatan=("36.73.01",)),
            a_rule("bulky", "dlh.bulky-waste", "dlh"),
        ),
        "calendars": (a_calendar(),),
        "areas": some_areas(),
    }
    return Catalogue.model_validate(catalogue | changed)


def having(old: Catalogue, **parts: Any) -> Catalogue:
    """Another catalogue with these parts; a copy would remember what was looked up in the old."""
    same = {name: getattr(old, name) for name in Catalogue.model_fields}
    return Catalogue.model_construct(**(same | parts))
