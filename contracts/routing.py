"""Routing rules as data: the first rule that matches says which agency answers. Never a guess."""

from typing import Any

from pydantic import Field

from contracts.events import AgencyCode, ServiceCode, Value


class Routable(Value):
    """What a rule may look at: the facts a route is decided on."""

    service: ServiceCode
    submitter: AgencyCode
    kecamatan: str | None = None
    kelurahan: str | None = None
    fields: dict[str, Any] = Field(default_factory=dict)


class When(Value):
    """Conditions of a rule; an empty one asks nothing, several must all hold."""

    services: tuple[ServiceCode, ...] = ()
    submitters: tuple[AgencyCode, ...] = ()
    kecamatan: tuple[str, ...] = ()
    kelurahan: tuple[str, ...] = ()
    fields: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    def holds(self, request: Routable) -> bool:
        """Whether every condition holds for a request."""
        return (
            (not self.services or request.service in self.services)
            and (not self.submitters or request.submitter in self.submitters)
            and (not self.kecamatan or request.kecamatan in self.kecamatan)
            and (not self.kelurahan or request.kelurahan in self.kelurahan)
            and all(_has(request.fields.get(code), some) for code, some in self.fields.items())
        )


def _has(value: object, wanted: tuple[str, ...]) -> bool:
    """Whether a field holds one of these; any of several chosen values counts, absence never."""
    if isinstance(value, list | tuple):
        return any(_has(one, wanted) for one in value)
    if isinstance(value, bool):
        return str(value).lower() in wanted
    return value is not None and str(value) in wanted


class RuleExamples(Value):
    """Requests a rule must match, and one it must not."""

    match: tuple[Routable, ...] = Field(min_length=1)
    miss: Routable


class RoutingRule(Value):
    """One row of the ordered routing table."""

    code: str
    because: str
    when: When
    agency: AgencyCode
    co_agencies: tuple[AgencyCode, ...] = ()
    examples: RuleExamples


class Routed(Value):
    """Who answers for a request, and the rule that said so."""

    agency: AgencyCode
    co_agencies: tuple[AgencyCode, ...] = ()
    rule: str
    facts: Routable


class Unrouted(Value):
    """No rule matched: the request waits in triage."""

    considered: int
    facts: Routable


def route(request: Routable, rules: tuple[RoutingRule, ...]) -> Routed | Unrouted:
    """First matching rule wins; no match is triage."""
    for rule in rules:
        if rule.when.holds(request):
            return Routed(
                agency=rule.agency, co_agencies=rule.co_agencies, rule=rule.code, facts=request
            )
    return Unrouted(considered=len(rules), facts=request)
