"""What an agency's own folder may decide: its own services' routes and terms, nobody else's."""

from collections.abc import Iterator

from contracts.routing import When
from services.catalogue.draft import Draft, Entry, V, codes, sound
from services.catalogue.problems import Problem, Words


def agencies_keep_to_their_own(draft: Draft) -> Iterator[Problem]:
    """Rules in an agency's folder are about its own services; its policies are for them alone."""
    owners = {service.code: service.owner for _, service in sound(draft.services)}
    for row, rule in sound(draft.rules):
        yield from _about_its_own(draft, row, rule.when, owners)
    for left, triage in sound(draft.triage):
        yield from _about_its_own(draft, left, triage.when, owners)
    yield from _policies(draft)


def _about_its_own(
    draft: Draft, row: Entry[V], when: When, owners: dict[str, str]
) -> Iterator[Problem]:
    agency = _folder_of(row)
    if agency is None:
        return
    if not when.services:
        sentence = f"a rule of {agency} must say which of its services it is about"
        words = Words(sentence, "Name them in `services`, or move it to the city's routing.yaml")
        yield row.problem(words, "when")
    for place, code in enumerate(when.services):
        if code in codes(draft.services) and owners.get(code, agency) != agency:
            sentence = f"a rule of {agency} cannot route `{code}`, which is {owners[code]}'s"
            words = Words(sentence, "Move it to the city's routing.yaml")
            yield row.problem(words, "when", "services", place)


def _policies(draft: Draft) -> Iterator[Problem]:
    owners = {policy.code: policy.agency for _, policy in sound(draft.policies)}
    for entry, service in sound(draft.services):
        for place, code in enumerate(service.policies):
            agency = owners.get(code)
            if agency not in {None, service.owner}:
                sentence = f"the policy `{code}` is {agency}'s own"
                words = Words(sentence, "Name another, or move it to the city's policies.yaml")
                yield entry.problem(words, "policies", place)


def _folder_of(entry: Entry[V]) -> str | None:
    """Whose folder an entry stands in; None where it is the city's."""
    parts = entry.document.file.split("/")
    return parts[1] if parts[0] == "agencies" else None
