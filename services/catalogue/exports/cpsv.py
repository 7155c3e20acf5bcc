"""Services as linked data by CPSV-AP 3 (semiceu.github.io/CPSV-AP), its context inside."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from contracts.calendar import TermUnit
from contracts.catalogue import Catalogue, Metric, Service, SlaTerm, Text
from services.catalogue.words import metric, offered, promise

Json = dict[str, Any]

CONTEXT: Json = {
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dct": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "eli": "http://data.europa.eu/eli/ontology#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_INDONESIAN = "http://publications.europa.eu/resource/authority/language/IND"


def public_services(catalogue: Catalogue, on: date) -> Json:
    """A graph of the offices, what each offers, and the rules and laws it is offered under."""
    writer = _Writer(catalogue)
    return {"@context": CONTEXT, "@graph": [*writer.offices(), *writer.services(on)]}


class _Writer:
    """Writes one catalogue; every name is a URN below the city's."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._city = f"urn:simpul:{catalogue.city.code}"

    def offices(self) -> Iterator[Json]:
        for agency in self._catalogue.agencies:
            yield {
                "@id": self._office(agency.code),
                "@type": "cv:PublicOrganisation",
                "dct:identifier": agency.code,
                "dct:title": _said(agency.names),
                "skos:prefLabel": _said(agency.names),
                "dct:spatial": self._place(),
            }

    def services(self, on: date) -> Iterator[Json]:
        for service in offered(self._catalogue, on):
            yield self._service(service)

    def _service(self, service: Service) -> Json:
        found: Json = {
            "@id": self._named(service),
            "@type": "cpsv:PublicService",
            "dct:identifier": service.code,
            "dct:title": _said(service.names),
            "dct:description": _said(service.descriptions),
            "dct:language": {"@id": _INDONESIAN},
            "dct:type": _concept(f"{self._city}:kind:{service.kind}", service.kind),
            "cv:thematicArea": _concept(f"{self._city}:theme:{service.dimension}", service.group),
            "cv:hasCompetentAuthority": {"@id": self._office(service.owner)},
            "cv:hasLegalResource": [self._law(law) for law in service.legal_basis],
            "cpsv:follows": [
                self._rule(service, term) for term in self._catalogue.terms_of(service.code)
            ],
            "cpsv:hasInput": [*self._required(service), *self._asked(service)],
            "cpsv:produces": list(self._outputs(service)),
            "cv:hasCost": self._cost(service),
            "dcat:keyword": [_word(keyword) for keyword in service.keywords],
            "cv:processingTime": self._processing_time(service),
        }
        return {name: part for name, part in found.items() if part not in ([], None)}

    def _rule(self, service: Service, term: SlaTerm) -> Json:
        said = promise(term)
        return {
            "@id": f"{self._named(service)}:term:{term.metric}",
            "@type": "cpsv:Rule",
            "dct:identifier": f"{term.policy}/{term.metric}",
            "dct:title": _said(Text(**metric(term.metric).model_dump())),
            "dct:description": _said(Text(id=said.id, en=said.en)),
            "cpsv:implements": self._law(term.legal_basis),
        }

    def _processing_time(self, service: Service) -> Json | None:
        """Only where the promise is a stretch of plain time: no xsd:duration holds working days."""
        for term in self._catalogue.terms_of(service.code):
            plain = term.unit == TermUnit.ELAPSED_HOURS and len(set(term.targets.values())) == 1
            if term.metric == Metric.RESOLUTION and plain:
                hours = next(iter(term.targets.values()))
                return {"@type": "xsd:duration", "@value": f"PT{hours}H"}
        return None

    def _required(self, service: Service) -> Iterator[Json]:
        for number, requirement in enumerate(service.requirements, 1):
            yield self._input(service, f"requirement-{number}", requirement)

    def _asked(self, service: Service) -> Iterator[Json]:
        for rule in service.fields:
            yield self._input(service, rule.code, rule.help)

    def _input(self, service: Service, code: str, words: Text) -> Json:
        return {
            "@id": f"{self._named(service)}:input:{code}",
            "@type": "cv:Evidence",
            "dct:identifier": code,
            "dct:title": _said(words),
        }

    def _outputs(self, service: Service) -> Iterator[Json]:
        """What one holds in hand at the end, else how it may end."""
        if service.output is not None:
            yield self._output(service, "output", _said(service.output))
            return
        for outcome in service.outcomes:
            yield self._output(service, outcome, [_word(outcome.replace("_", " "), "en")])

    def _output(self, service: Service, code: str, title: list[Json]) -> Json:
        return {
            "@id": f"{self._named(service)}:output:{code}",
            "@type": "cv:Output",
            "dct:identifier": code,
            "dct:title": title,
        }

    def _cost(self, service: Service) -> Json | None:
        if service.cost is None:
            return None
        return {
            "@id": f"{self._named(service)}:cost",
            "@type": "cv:Cost",
            "dct:identifier": f"{service.code}/cost",
            "dct:description": _said(service.cost),
        }

    def _law(self, law: str) -> Json:
        return {"@type": "eli:LegalResource", "dct:title": [_word(law)]}

    def _place(self) -> Json:
        city = self._catalogue.city
        return {
            "@id": f"{self._city}:place",
            "@type": "dct:Location",
            "dct:identifier": city.region,
            "dct:title": [_word(city.name)],
        }

    def _office(self, code: str) -> str:
        return f"{self._city}:agency:{code}"

    def _named(self, service: Service) -> str:
        return f"{self._city}:service:{service.code}"


def _concept(name: str, label: str) -> Json:
    return {"@id": name, "@type": "skos:Concept", "skos:prefLabel": label}


def _said(text: Text) -> list[Json]:
    return [
        _word(words, language)
        for language, words in (("id", text.id), ("en", text.en))
        if words is not None
    ]


def _word(words: str, language: str = "id") -> Json:
    return {"@value": words, "@language": language}
