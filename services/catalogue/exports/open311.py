"""Services as Open311 GeoReport v2 lists and defines them (wiki.open311.org/GeoReport_v2)."""

from datetime import date
from typing import Any

from contracts.catalogue import Catalogue, FieldRule, Service
from services.catalogue.words import offered

Json = dict[str, Any]

DATATYPES = {"date": "string", "boolean": "singlevaluelist"}
"""GeoReport has neither; all other datatypes are its own."""
_NOTES = {"date": "Tanggal, YYYY-MM-DD", "boolean": "Ya atau tidak"}
_BOOLEAN = ({"key": "true", "name": "Ya"}, {"key": "false", "name": "Tidak"})
_PERSONAL = "Data pribadi: disimpan terpisah dari permohonan"


def service_code(service: Service) -> str:
    """What Open311 clients call a service: the city's code for them, else the catalogue's."""
    return service.external.open311 or service.code


def service_list(catalogue: Catalogue, on: date) -> list[Json]:
    """What is offered on a day: the answer to GET services."""
    return [_listed(service) for service in offered(catalogue, on)]


def service_definition(service: Service) -> Json:
    """What is asked of somebody who wants a service: the answer to GET services/{code}."""
    attributes = [_attribute(order, rule) for order, rule in enumerate(service.fields, 1)]
    return {"service_code": service_code(service), "attributes": attributes}


def _listed(service: Service) -> Json:
    return {
        "service_code": service_code(service),
        "service_name": service.names.id,
        "description": service.descriptions.id,
        "metadata": bool(service.fields),
        "type": "realtime",
        "keywords": ",".join(service.keywords),
        "group": service.group,
    }


def _attribute(order: int, rule: FieldRule) -> Json:
    values = [{"key": value, "name": value.replace("_", " ")} for value in rule.values]
    notes = [_NOTES.get(rule.datatype), _PERSONAL if rule.pii else None]
    attribute: Json = {
        "variable": True,
        "code": rule.code,
        "datatype": DATATYPES.get(rule.datatype, rule.datatype),
        "required": rule.required,
        "datatype_description": ". ".join(note for note in notes if note) or None,
        "order": order,
        "description": rule.help.id,
    }
    if rule.datatype == "boolean":
        values = list(_BOOLEAN)
    return {**attribute, "values": values} if values else attribute
