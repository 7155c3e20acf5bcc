"""What an official of the city must still confirm, gathered from the pack's `assumed` marks."""

from collections.abc import Iterator

from contracts.catalogue import Catalogue, SlaTerm

BEGIN = "<!-- assumed: generated from the pack, never edited by hand -->"
END = "<!-- /assumed -->"


def assumed(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """(where in the pack, what is assumed) for every mark, file by file."""
    yield from _outlines(catalogue)
    yield from _hours(catalogue)
    yield from _terms(catalogue)
    yield from _escalation(catalogue)
    for channel in catalogue.channels:
        if channel.assumed:
            natives = ", ".join(f"`{row.native}` = {row.state}" for row in channel.statuses)
            yield f"agencies/{channel.operator}/channels.yaml", f"{channel.code}: {natives}"
    for service in catalogue.services:
        if service.assumed:
            yield f"agencies/{service.owner}/services.yaml", f"{service.code}: {service.names.id}"
    for mapping in catalogue.mappings:
        if mapping.assumed:
            natives = ", ".join(f"`{row.native}` = {row.state}" for row in mapping.rows)
            yield f"agencies/{mapping.agency}/statuses.yaml", natives


def _outlines(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    if catalogue.areas.assumed:
        yield "city.yaml", f"all outlines ({catalogue.areas.origin})"
    for zone in catalogue.areas.zones:
        if zone.assumed:
            yield "city.yaml", f"the outline of zone {zone.code}: {zone.name}"


def _hours(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    for calendar in catalogue.calendars:
        file = f"agencies/{calendar.agency}/calendar.yaml" if calendar.agency else "calendar.yaml"
        if calendar.hours.assumed:
            yield file, f"office hours of {calendar.id}"
        for season in calendar.seasons:
            if season.hours.assumed:
                yield file, f"office hours of {calendar.id} in {season.name}"


def _terms(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    for policy in catalogue.policies:
        for term in policy.terms:
            if term.assumed:
                at = f"agencies/{policy.agency}/" if policy.agency is not None else ""
                yield f"{at}policies.yaml", f"{policy.code}: {_told(term)} ({term.legal_basis})"


def _escalation(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    for chain in catalogue.chains:
        if chain.assumed:
            levels = ", ".join(f"{level.level} {level.role}" for level in chain.levels)
            yield "escalation.yaml", f"chain {chain.code}: {levels}"
    by_file: dict[str, list[str]] = {}
    for officer in catalogue.officers:
        if officer.assumed:
            at = f"agencies/{officer.agency}/officers.yaml" if officer.agency else "escalation.yaml"
            by_file.setdefault(at, []).append(f"{officer.role} = {officer.titles.id}")
    yield from ((at, ", ".join(found)) for at, found in by_file.items())


def _told(term: SlaTerm) -> str:
    """A term as `resolution 3 working days`, or by priority where they differ."""
    unit = term.unit.replace("_", " ")
    values = [f"{value}" for _, value in sorted(term.targets.items())]
    return f"{term.metric.replace('_', ' ')} {'/'.join(dict.fromkeys(values))} {unit}"


def with_assumed(readme: str, catalogue: Catalogue) -> str:
    """A pack's README with the table between its two marks written anew.

    Raises:
        ValueError: the marks are not there.
    """
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"the README has no place for what is assumed: {BEGIN} ... {END}")
    rows = [f"| {where} | {what} |" for where, what in assumed(catalogue)]
    table = "\n".join(["| where | to be confirmed |", "|---|---|", *rows])
    return f"{before}{BEGIN}\n{table}\n{END}{after}"
