"""Terms in a pack: their calendars exist, and a service has each clock once."""

from collections.abc import Iterator

from contracts.calendar import ROUND_THE_CLOCK
from contracts.catalogue import Metric, Policy, Priority, Signal, SlaTerm
from services.catalogue.checks.names import unknown
from services.catalogue.draft import Draft, Entry, codes, sound, values
from services.catalogue.problems import Problem, Words

ALWAYS = (Metric.VERIFICATION, Metric.FIRST_RESPONSE, Metric.RESOLUTION)
"""What every service promises; the other clocks are a policy's to have or not."""


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
            yield from _pauses(entry, place, term)
            yield from _recurs(entry, place, term)
            yield from _told(entry, place, term)
            if term.metric in metrics:
                words = Words(
                    f"`{term.metric}` stands twice in {policy.code}", "Keep one of the two terms"
                )
                yield entry.problem(words, "terms", place, "metric")
            metrics.add(term.metric)


def _pauses(entry: Entry[Policy], place: int, term: SlaTerm) -> Iterator[Problem]:
    """A pause ends by itself: it has a cap."""
    for nth, pause in enumerate(term.pause_on):
        if pause.cap_working_days is None or pause.cap_working_days < 1:
            words = Words(
                f"a pause in `{pause.state}` needs a cap, in working days above 0",
                "Write `cap_working_days`, such as 10",
            )
            yield entry.problem(words, "terms", place, "pause_on", nth)


def _recurs(entry: Entry[Policy], place: int, term: SlaTerm) -> Iterator[Problem]:
    """An interval of updates begins anew with each of them."""
    if term.metric is Metric.UPDATE_INTERVAL and Signal.NEWS not in term.renew_on:
        words = Words("`update_interval` must begin anew with news", "Write `renew_on: [news]`")
        yield entry.problem(words, "terms", place, "renew_on")


def _told(entry: Entry[Policy], place: int, term: SlaTerm) -> Iterator[Problem]:
    """What the citizen is told of an extension has no gaps but those that are filled."""
    if term.extension is None:
        return
    for language, words in (("id", term.extension.notice.id), ("en", term.extension.notice.en)):
        try:
            (words or "").format(days=1, due="")
        except (KeyError, IndexError, ValueError, AttributeError):
            told = Words(
                f"`notice.{language}` has a gap that is not {{days}} or {{due}}",
                "Write {days} and {due}, and no other braces",
            )
            yield entry.problem(told, "terms", place, "extension", "notice", language)


def services_have_their_clocks(draft: Draft) -> Iterator[Problem]:
    """A published service has the clocks every service has, each of a kind from one policy.

    The law's term and the city's promise for one clock run side by side.
    """
    policies = {policy.code: policy for policy in values(draft.policies)}
    for entry, service in sound(draft.services):
        if not set(service.policies) <= policies.keys():
            continue
        source: dict[tuple[Metric, str], str] = {}
        for place, code in enumerate(service.policies):
            for term in policies[code].terms:
                other = source.setdefault((term.metric, term.kind), code)
                if other != code or service.policies.index(code) != place:
                    sentence = f"`{term.metric}` comes from {other} and from {code}; one must go"
                    words = Words(sentence, f"Take {code} out, or the one it repeats")
                    yield entry.problem(words, "policies", place)
        measured = {metric for metric, _ in source}
        missing = [metric.value for metric in ALWAYS if metric not in measured]
        if missing and service.status == "published":
            sentence = f"no policy of `{service.code}` sets {', '.join(missing)}"
            remedy = "Add a policy that does"
            yield entry.problem(Words(sentence, remedy), "policies")
