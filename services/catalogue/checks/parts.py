"""Policies for agencies' parts of a split request: what offices owe each other, and no promise."""

from collections.abc import Iterator

from services.catalogue.draft import Draft, sound
from services.catalogue.problems import Problem, Words


def parts_run_by_what_offices_owe(draft: Draft) -> Iterator[Problem]:
    """A policy for parts has terms of kind `ola` alone, and no service names it."""
    for entry, policy in sound(draft.policies):
        for place, term in enumerate(policy.terms):
            if policy.parts and term.kind != "ola":
                sentence = f"a part of a split request promises nobody anything: got `{term.kind}`"
                words = Words(sentence, "Write `kind: ola`, or take `parts: true` out")
                yield entry.problem(words, "terms", place, "kind")
    marked = {policy.code for _, policy in sound(draft.policies) if policy.parts}
    for row, service in sound(draft.services):
        for place, code in enumerate(service.policies):
            if code in marked:
                sentence = f"`{code}` is for the parts of split requests, of whatever service"
                yield row.problem(Words(sentence, "Take it out here"), "policies", place)
