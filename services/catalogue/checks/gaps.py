"""Rules nothing reaches, and requests nothing routes: each told with what stands in the way."""

from collections.abc import Iterator

from contracts.catalogue import Service
from contracts.routing import Routable, Routed, RoutingRule, route
from services.catalogue.checks.reach import kinds_of_request
from services.catalogue.draft import Draft, Entry, LeftToTriage, sound, values
from services.catalogue.problems import Problem, Words


class _Tried:
    """What became of one request of every kind, for every published service."""

    def __init__(self, draft: Draft) -> None:
        self.reached: set[str] = set()
        self.behind: dict[str, set[str]] = {}
        """Per rule that could match, the rules that matched before it."""
        self.unrouted: dict[str, list[Routable]] = {}
        self.taken: set[str] = set()
        """Services some rule routes."""
        self._rules = tuple(values(draft.rules))
        for service in values(draft.services):
            for request in kinds_of_request(draft, service):
                self._try(request)

    def _try(self, request: Routable) -> None:
        found = route(request, self._rules)
        if not isinstance(found, Routed):
            self.unrouted.setdefault(request.service, []).append(request)
            return
        self.taken.add(request.service)
        self.reached.add(found.rule)
        for rule in self._rules:
            if rule.code != found.rule and rule.when.holds(request):
                self.behind.setdefault(rule.code, set()).add(found.rule)


def rules_and_requests_meet(draft: Draft) -> Iterator[Problem]:
    """Every rule is reached; every request is routed, or left to triage with its reason."""
    parts: tuple[list[Entry[Service]] | list[Entry[RoutingRule]] | list[Entry[LeftToTriage]], ...]
    parts = (draft.services, draft.rules, draft.triage)
    if any(entry.value is None for part in parts for entry in part) or not draft.rules:
        return  # what a broken one asks is not known
    tried = _Tried(draft)
    yield from _unreached(draft, tried)
    yield from _unrouted(draft, tried)
    for waiting, triage in sound(draft.triage):
        unrouted = (one for some in tried.unrouted.values() for one in some)
        if not any(triage.when.holds(one) for one in unrouted):
            words = Words("some rule routes all that is left to triage here", "Take it out")
            yield waiting.problem(words, "when")


def _unreached(draft: Draft, tried: _Tried) -> Iterator[Problem]:
    for entry, rule in sound(draft.rules):
        if rule.code not in tried.reached:
            yield entry.problem(_unreachable(draft, entry, rule, tried), "when")


def _unrouted(draft: Draft, tried: _Tried) -> Iterator[Problem]:
    left = [one.when for _, one in sound(draft.triage)]
    for entry, service in sound(draft.services):
        if service.status != "published" or service.verify_by != "rule":
            continue
        waits = tried.unrouted.get(service.code, ())
        gaps = [one for one in waits if not any(when.holds(one) for when in left)]
        if gaps:
            yield entry.problem(_gap(service, gaps, tried), "code")


def _unreachable(
    draft: Draft, entry: Entry[RoutingRule], rule: RoutingRule, tried: _Tried
) -> Words:
    earlier = tried.behind.get(rule.code)
    if not earlier:
        sentence = f"rule `{rule.code}` can never match: no request meets all its conditions"
        return Words(sentence, "Take out the condition that excludes the others")
    places = {other.code: other.seen_from(entry) for other in draft.rules}
    named = " and ".join(f"`{code}` ({places[code]})" for code in sorted(earlier))
    verb = "match" if len(earlier) > 1 else "matches"
    sentence = f"rule `{rule.code}` can never match: {named} {verb} everything it does"
    above = {other.document.file for other in draft.rules if other.code in earlier}
    remedy = "Move it above" if above == {entry.document.file} else "Narrow what stands above it"
    return Words(sentence, f"{remedy}, or take it out")


def _gap(service: Service, gaps: list[Routable], tried: _Tried) -> Words:
    if service.code not in tried.taken:
        sentence = f"no rule ever routes `{service.code}`; every request would wait in triage"
        return Words(sentence, f"Add a rule for it in routing.yaml, to {service.fallback}")
    sentence = f"no rule routes `{service.code}` {_told(gaps[0])}".rstrip()
    return Words(sentence, "Add a rule for it in routing.yaml, or name it there under `triage`")


def _told(request: Routable) -> str:
    """What tells a request from others of its service, in words."""
    facts = [f"{code} is {value}" for code, value in request.fields.items()]
    if request.kelurahan is not None:
        facts.append(f"kelurahan is {request.kelurahan}")
    if request.zones:
        facts.append(f"zone is {request.zones[0]}")
    if request.received_at is not None:
        facts.append(f"received {request.received_at:%A %H:%M}")
    if request.risk_level is not None:
        facts.append(f"risk is {request.risk_level}")
    return f"where {', '.join(facts)}" if facts else ""
