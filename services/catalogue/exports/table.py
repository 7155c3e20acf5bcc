"""Services as a table for spreadsheets: a row a service, RFC 4180, UTF-8."""

import csv
from collections.abc import Callable
from datetime import date
from io import StringIO

from contracts.catalogue import Catalogue, Metric, Service
from services.catalogue.words import length, offered

_BETWEEN = "; "

COLUMNS: dict[str, Callable[[Catalogue, Service], str]] = {
    "code": lambda _, one: one.code,
    "name": lambda _, one: one.names.id,
    "name_en": lambda _, one: one.names.en or "",
    "description": lambda _, one: one.descriptions.id,
    "kind": lambda _, one: one.kind,
    "dimension": lambda _, one: one.dimension,
    "group": lambda _, one: one.group,
    "agency": lambda _, one: one.owner,
    "agency_name": lambda whole, one: whole.agency[one.owner].names.id,
    "native_codes": lambda _, one: _BETWEEN.join(one.native_codes),
    "keywords": lambda _, one: _BETWEEN.join(one.keywords),
    "location": lambda _, one: one.location,
    "required_fields": lambda _, one: _fields(one, required=True),
    "optional_fields": lambda _, one: _fields(one, required=False),
    "outcomes": lambda _, one: _BETWEEN.join(one.outcomes),
    "verification": lambda whole, one: _term(whole, one, Metric.VERIFICATION),
    "first_response": lambda whole, one: _term(whole, one, Metric.FIRST_RESPONSE),
    "resolution": lambda whole, one: _term(whole, one, Metric.RESOLUTION),
    "output": lambda _, one: one.output.id if one.output else "",
    "requirements": lambda _, one: _BETWEEN.join(text.id for text in one.requirements),
    "cost": lambda _, one: one.cost.id if one.cost else "",
    "open311": lambda _, one: one.external.open311 or "",
    "lapor_topic": lambda _, one: one.external.lapor_topic or "",
    "rabeg_category": lambda _, one: one.external.rabeg_category or "",
    "sicantik": lambda _, one: one.external.sicantik or "",
    "legal_basis": lambda _, one: _BETWEEN.join(one.legal_basis),
    "to_be_confirmed": lambda _, one: "ya" if one.assumed else "",
}
"""What stands in each column."""


def csv_table(catalogue: Catalogue, on: date) -> bytes:
    """The services on offer on a day; the first row names the columns."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for service in offered(catalogue, on):
        writer.writerow([cell(catalogue, service) for cell in COLUMNS.values()])
    return text.getvalue().encode()


def _fields(service: Service, *, required: bool) -> str:
    return _BETWEEN.join(rule.code for rule in service.fields if rule.required is required)


def _term(catalogue: Catalogue, service: Service, metric: Metric) -> str:
    terms = catalogue.terms_of(service.code)
    return _BETWEEN.join(length(term).id for term in terms if term.metric == metric)
