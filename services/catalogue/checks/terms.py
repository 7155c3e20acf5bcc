"""Terms in a pack: their calendars exist, and a service has each clock once."""

from collections.abc import Iterator

from contracts.calendar import ROUND_THE_CLOCK
from contracts.catalogue import Metric, Priority
from services.catalogue.checks.names import unknown
from services.catalogue.draft import Draft, codes, sound, values
from services.catalogue.problems import Problem, Words


def terms_name_what_is_known(draft: Draft) -> Iterator[Problem]:
    """A term's calendar exists, each priority has a target, no metric stands twice."""
    calendars = codes(draft.calendars) | {ROUND_THE_CLOCK.id}
    for entry, policy in sound(draft.policies):
        metrics: set[Metric] = set()
        for place, term in enumerate(policy.terms):
            if draft.calendars and term.calendar not in calendars:
                words = unknown("calendar", term.calendar, calendars)
                yield entry.problem(words, "terms", place, "calendar")
            if missing := [p.value for p in Priority if p not in term.targets]:
                words = Words(
                    f"`targets` has nothing for {', '.join(missing)}",
                    "Give every priority from P1 to P4 a number",
                )
                yield entry.problem(words, "terms", place, "targets")
            if list(term.warn_at) != sorted(set(term.warn_at)):
                words = Words("`warn_at` must rise", "Write the smallest share first")
                yield entry.problem(words, "terms", place, "warn_at")
            if term.metric in metrics:
                words = Words(
                    f"`{term.metric}` stands twice in {policy.code}", "Keep one of the two terms"
                )
                yield entry.problem(words, "terms", place, "metric")
            metrics.add(term.metric)


def services_have_their_clocks(draft: Draft) -> Iterator[Problem]:
    """A published service has verification, first_response and resolution, each from one policy."""
    policies = {policy.code: policy for policy in values(draft.policies)}
    for entry, service in sound(draft.services):
        if not set(service.policies) <= policies.keys():
            continue
        source: dict[Metric, str] = {}
        for place, code in enumerate(service.policies):
            for term in policies[code].terms:
                other = source.setdefault(term.metric, code)
                if other != code or service.policies.index(code) != place:
                    sentence = f"`{term.metric}` comes from {other} and from {code}; one must go"
                    words = Words(sentence, f"Take {code} out, or the one it repeats")
                    yield entry.problem(words, "policies", place)
        missing = [metric.value for metric in Metric if metric not in source]
        if missing and service.status == "published":
            sentence = f"no policy of `{service.code}` sets {', '.join(missing)}"
            remedy = "Add a policy that does"
            yield entry.problem(Words(sentence, remedy), "policies")
