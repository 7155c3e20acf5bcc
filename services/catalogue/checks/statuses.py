"""Native statuses in a pack: one row for an input, and examples that mean what their row says."""

from collections.abc import Iterator

from pydantic import ValidationError

from contracts.catalogue import StatusMapping, StatusRow
from contracts.intake import StatusReported
from contracts.lifecycle import NOT_OURS, State
from services.catalogue.draft import Draft, Entry, codes, sound, values
from services.catalogue.problems import Problem, Words
from services.catalogue.sentences import problem_of


def statuses_map(draft: Draft) -> Iterator[Problem]:
    """Rows do not overlap, outcomes are ones a service has, and examples map to their own row."""
    for entry, mapping in sound(draft.mappings):
        outcomes = {
            o for s in values(draft.services) if s.owner == mapping.agency for o in s.outcomes
        }
        seen: dict[tuple[str, str | None], int] = {}
        for place, row in enumerate(mapping.rows):
            other = seen.setdefault((row.native, row.outcome), place)
            if other != place:
                line = entry.document.line(("rows", other))
                words = Words(
                    f"`{row.native}` has a row on line {line} already",
                    "Take one out, or give them different outcomes",
                )
                yield entry.problem(words, "rows", place)
            for name in ("outcome", "gives_outcome"):
                outcome = getattr(row, name)
                if outcome is not None and outcomes and outcome not in outcomes:
                    sentence = f"no service of {mapping.agency} has the outcome `{outcome}`"
                    remedy = f"Write one of {', '.join(sorted(outcomes))}"
                    yield entry.problem(Words(sentence, remedy), "rows", place, name)
            if row.reason == NOT_OURS and row.state is not State.ROUTED:
                sentence = f"what is `{NOT_OURS}` goes to another agency, not to `{row.state}`"
                words = Words(sentence, f"Write `state: {State.ROUTED}`, or another reason")
                yield entry.problem(words, "rows", place, "state")
            yield from _example(entry, mapping, row, place)


def _example(
    entry: Entry[StatusMapping], mapping: StatusMapping, row: StatusRow, place: int
) -> Iterator[Problem]:
    path = (*entry.path, "rows", place, "example")
    try:
        report = StatusReported.model_validate(row.example)
    except ValidationError as error:
        for found in error.errors(include_url=False):
            yield problem_of(entry.document, path, found)
        return
    found_row = mapping.find(report.status, report.outcome)
    if found_row is None:
        words = Words(f"the example's status `{report.status}` has no row", f"Write `{row.native}`")
        yield entry.document.problem((*path, "status"), words)
    elif (found_row.native, found_row.outcome) != (row.native, row.outcome):
        sentence = f"the example of `{row.native}` shows `{found_row.native}`, another row"
        words = Words(sentence, f"Show a report of `{row.native}`")
        yield entry.document.problem((*path, "status"), words)


def agencies_are_whole(draft: Draft) -> Iterator[Problem]:
    """Every agency's services stand in its own folder, and belong to it."""
    folders = {entry.document.file.rpartition("/")[0] for entry in draft.agencies}
    for entry, service in sound(draft.services):
        folder = entry.document.file.rpartition("/")[0]
        home = f"agencies/{service.owner}"
        if service.owner in codes(draft.agencies) and folder in folders and folder != home:
            sentence = f"`{service.code}` belongs to {service.owner}; it must stand in {home}"
            yield entry.problem(Words(sentence, f"Move it to {home}/services.yaml"), "owner")
