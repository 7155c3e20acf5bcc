"""What each address answers: parts of the catalogue in force as bytes; knows no HTTP."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from contracts.areas import Kecamatan
from contracts.calendar import WorkingCalendar
from contracts.catalogue import (
    Agency,
    Catalogue,
    Channel,
    City,
    Kind,
    Policy,
    Service,
    SlaTerm,
    StatusMapping,
    Text,
)
from contracts.events import AgencyCode, Value
from contracts.ids import digest
from contracts.routing import RoutingRule
from services.catalogue.exports import EXPORTS, as_json
from services.catalogue.exports.open311 import service_code, service_definition
from services.catalogue.following import InForce
from services.catalogue.words import is_offered, offered

JSON = "application/json"


class Page(NamedTuple):
    """An answer: its bytes, their media type, and a name that changes when they do."""

    body: bytes
    media: str

    @property
    def etag(self) -> str:
        """A strong entity tag."""
        return f'"{digest(self.body)}"'


class Place(Value):
    """A kelurahan without its outline."""

    code: str
    name: str
    kecamatan: str


class WholePage(Value):
    """The catalogue in force, but for the outlines of places."""

    version: str
    effective_at: datetime
    city: City
    agencies: tuple[Agency, ...]
    services: tuple[Service, ...]
    policies: tuple[Policy, ...]
    mappings: tuple[StatusMapping, ...]
    routing: tuple[RoutingRule, ...]
    calendars: tuple[WorkingCalendar, ...]
    channels: tuple[Channel, ...]
    kecamatan: tuple[Kecamatan, ...]
    kelurahan: tuple[Place, ...]


class Summary(Value):
    """A service as a list shows it."""

    code: str
    names: Text
    kind: Kind
    dimension: str
    group: str
    owner: AgencyCode
    keywords: tuple[str, ...]
    status: str


class ListPage(Value):
    """Services by code, and the version that says so."""

    version: str
    services: tuple[Summary, ...]


class ServicePage(Value):
    """One service whole, with its terms by value and its office's name."""

    version: str
    service: Service
    owner: Agency
    terms: tuple[SlaTerm, ...]


class Wanted(BaseModel):
    """Which services a list is to show; every condition given must hold."""

    model_config = ConfigDict(extra="forbid")

    agency: AgencyCode | None = Field(default=None, description="Its owner's code, such as dlh.")
    kind: Kind | None = Field(
        default=None, description="The city's own duties are listed for `internal` alone."
    )
    dimension: (
        Literal["governance", "branding", "economy", "living", "society", "environment"] | None
    ) = None
    q: str | None = Field(
        default=None, max_length=100, description="Words in its code, name or keywords."
    )
    status: Literal["published", "retired"] = "published"

    def holds(self, service: Service, today: date) -> bool:
        """Whether a service is wanted; one that is published also has to be on offer today."""
        return (
            service.status == self.status
            and (self.status == "retired" or is_offered(service, today))
            and self.agency in {None, service.owner}
            and (
                service.kind is not Kind.INTERNAL
                if self.kind is None
                else self.kind is service.kind
            )
            and self.dimension in {None, service.dimension}
            and _speaks_of(service, self.q)
        )


def whole_page(now: InForce) -> Page:
    """The catalogue in force."""
    catalogue = now.catalogue
    shared = {name: getattr(catalogue, name) for name in Catalogue.model_fields if name in _SHARED}
    places = (
        Place(code=one.code, name=one.name, kecamatan=one.kecamatan)
        for one in catalogue.areas.kelurahan
    )
    return _page(
        WholePage(
            **shared,
            effective_at=datetime.fromtimestamp(now.effective_at / 1000, UTC),
            kecamatan=catalogue.areas.kecamatan,
            kelurahan=tuple(places),
        )
    )


_SHARED = WholePage.model_fields.keys()


def list_page(now: InForce, wanted: Wanted) -> Page:
    """The services that are wanted."""
    found = (_summary(one) for one in now.catalogue.services if wanted.holds(one, now.today))
    return _page(ListPage(version=now.catalogue.version, services=tuple(found)))


def service_page(now: InForce, code: str) -> Page | None:
    """One service; None where there is none, or it is a draft."""
    service = _known(now, code)
    if service is None:
        return None
    return _page(
        ServicePage(
            version=now.catalogue.version,
            service=service,
            owner=now.catalogue.agency[service.owner],
            terms=now.catalogue.terms_of(code),
        )
    )


def definition_page(now: InForce, code: str) -> Page | None:
    """One service's GeoReport v2 definition, by its Open311 code; None where it is not on offer."""
    for service in offered(now.catalogue, now.today):
        if code in {service_code(service), service.code}:
            return Page(as_json(service_definition(service)), JSON)
    return None


def export_page(now: InForce, name: str) -> Page:
    """The catalogue in another format, by its name."""
    export = EXPORTS[name]
    return Page(export.write(now.catalogue, now.today), export.media)


def _known(now: InForce, code: str) -> Service | None:
    service = now.catalogue.service.get(code)
    return service if service is not None and service.status != "draft" else None


def _summary(service: Service) -> Summary:
    return Summary(**{name: getattr(service, name) for name in Summary.model_fields})


def _page(answer: Value) -> Page:
    return Page(answer.model_dump_json(exclude_none=True).encode(), JSON)


def _speaks_of(service: Service, words: str | None) -> bool:
    names: Iterable[str | None] = (service.code, service.names.id, service.names.en)
    text = " ".join([*(name or "" for name in names), *service.keywords]).casefold()
    return all(word in text for word in (words or "").casefold().split())
