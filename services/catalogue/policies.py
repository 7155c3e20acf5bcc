"""A file of policies beside a catalogue: its terms in the place of those of the same name."""

from pathlib import Path

from contracts.catalogue import Catalogue, Policy
from services.catalogue.checks.names import unknown
from services.catalogue.checks.terms import terms_name_what_is_known
from services.catalogue.draft import Draft, Entry, values
from services.catalogue.folder import owned
from services.catalogue.lines import read_lines
from services.catalogue.problems import PackRefused, Problem, Words


def with_policies(catalogue: Catalogue, file: Path) -> Catalogue:
    """The catalogue with the policies of a file, a pack's policies.yaml as far as it goes.

    Raises PackRefused with every problem of the file: a policy no service names is one.
    """
    draft = _draft(catalogue, file)
    problems = [*draft.problems, *terms_name_what_is_known(draft)]
    known = {policy.code for policy in catalogue.policies}
    problems += [
        entry.problem(unknown("policy", entry.code, known), "code")
        for entry in draft.policies
        if entry.code is not None and entry.code not in known
    ]
    if problems:
        raise PackRefused(tuple(sorted(set(problems))))
    new = {policy.code: policy for policy in values(draft.policies)}
    parts = {name: getattr(catalogue, name) for name in Catalogue.model_fields}
    policies = tuple(new.get(policy.code, policy) for policy in catalogue.policies)
    return Catalogue(**parts | {"policies": policies})


def _draft(catalogue: Catalogue, file: Path) -> Draft:
    draft, name = Draft(), file.name
    try:
        document = read_lines(name, file.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise PackRefused((Problem(name, 1, "is not UTF-8", "Save it again as UTF-8"),)) from None
    draft.problems += document.problems
    draft.calendars += [
        Entry(document, (), {"id": calendar.id}, calendar) for calendar in catalogue.calendars
    ]
    rows = document.value.get("policies") if isinstance(document.value, dict) else None
    if not isinstance(rows, list):
        words = Words("`policies` must be a list", "Begin it as a pack's policies.yaml does")
        draft.problems.append(document.problem((), words))
        return draft
    for place, row in enumerate(rows):
        if isinstance(row, dict):
            owned(row, row.get("agency"))
        draft.policies.append(draft.take(document, ("policies", place), Policy, row))
    return draft
