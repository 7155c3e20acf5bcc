"""Escalation in a pack: what is named exists, and every chain ends with somebody."""

from collections.abc import Iterator

from contracts.catalogue import LEGAL, Chain
from services.catalogue.checks.names import unknown
from services.catalogue.draft import Draft, Entry, codes, sound
from services.catalogue.problems import Problem, Words


def chains_name_what_is_known(draft: Draft) -> Iterator[Problem]:
    """A term's chain, a chain's desk and roles, an officer's role: each is one that there is."""
    chains, agencies = codes(draft.chains), codes(draft.agencies)
    for entry, policy in sound(draft.policies):
        for place, term in enumerate(policy.terms):
            if term.on_breach is not None and term.on_breach not in chains:
                words = unknown("chain", term.on_breach, chains)
                yield entry.problem(words, "terms", place, "on_breach")
    roles = {officer.role for _, officer in sound(draft.officers)}
    for row, chain in sound(draft.chains):
        if chain.desk is not None and chain.desk not in agencies:
            yield row.problem(unknown("agency", chain.desk, agencies), "desk")
        for place, level in enumerate(chain.levels):
            if level.role not in roles:
                yield row.problem(unknown("role", level.role, roles), "levels", place, "role")
        yield from _ends_with_somebody(draft, row, chain)
    yield from _officers(draft)


def _ends_with_somebody(draft: Draft, row: Entry[Chain], chain: Chain) -> Iterator[Problem]:
    """Whoever is absent or missing is passed over upwards: the last must be the city's own."""
    citys = {officer.role for _, officer in sound(draft.officers) if officer.agency is None}
    ordinary = [(place, one) for place, one in enumerate(chain.levels) if one.level != LEGAL]
    for place, level in ordinary[-1:]:
        if level.role not in citys and citys:
            sentence = f"the last level is `{level.role}`'s, which is no officer of the city"
            remedy = f"End the chain with one of {', '.join(sorted(citys))}"
            yield row.problem(Words(sentence, remedy), "levels", place, "role")


def _officers(draft: Draft) -> Iterator[Problem]:
    """An agency has each role once, and some chain leads to it."""
    called = {level.role for _, chain in sound(draft.chains) for level in chain.levels}
    seen: set[tuple[str | None, str]] = set()
    for entry, officer in sound(draft.officers):
        if called and officer.role not in called:
            yield entry.problem(unknown("role", officer.role, called), "role")
        if (officer.agency, officer.role) in seen:
            words = Words(f"role `{officer.role}` stands here twice", "Keep one of the two")
            yield entry.problem(words, "role")
        seen.add((officer.agency, officer.role))
