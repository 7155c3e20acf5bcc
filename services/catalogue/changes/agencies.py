"""What changes for agencies: who is on the bus, and what their own statuses mean."""

from collections.abc import Iterator

from contracts.catalogue import Agency, Catalogue, StatusMapping, StatusRow
from services.catalogue.changes.comparing import Change, Concerned, Told, differing, sides

_AGENCIES = Concerned.AGENCIES

TOLD: dict[str, Told] = {
    "names": Told(_AGENCIES, "it is called"),
    "claim_skew_hours": Told(_AGENCIES, "the oldest claim taken as said, in hours, is"),
    "backfills": Told(_AGENCIES, "it may claim the past in"),
    "state": Told(_AGENCIES, "it means"),
    "gives_outcome": Told(_AGENCIES, "it gives the outcome"),
    "human": Told(Concerned.CLOCKS, "whether it counts as a human response:"),
    "label": Told(_AGENCIES, "it is labelled"),
}
"""How a field's change is told."""

_NOT_TOLD = ("example",)


def agency_changes(old: Catalogue, new: Catalogue) -> Iterator[Change]:
    """Agency by agency, each followed by its statuses."""
    found = sides(old.agency, new.agency)
    for code in found.added:
        sentence = f"{code.upper()} is new on the bus; `simpul topics apply` makes its topics."
        yield Change(_AGENCIES, code, "added", sentence)
    for code in found.removed:
        sentence = f"{code.upper()} leaves the bus: its records are no longer read."
        yield Change(_AGENCIES, code, "removed", sentence)
    for code in found.both:
        yield from _agency(old.agency[code], new.agency[code])
        yield from _statuses(code, old.mapping.get(code), new.mapping.get(code))


def channel_changes(old: Catalogue, new: Catalogue) -> Iterator[Change]:
    """Channel by channel: the ways requests come in that are no office."""
    before = {channel.code: channel for channel in old.channels}
    after = {channel.code: channel for channel in new.channels}
    found = sides(before, after)
    for code in found.added:
        owner = after[code].operator.upper()
        yield Change(_AGENCIES, code, "added", f"Channel {code} is new, on {owner}'s topic.")
    for code in found.removed:
        sentence = f"Channel {code} is gone: requests cannot name it any more."
        yield Change(_AGENCIES, code, "removed", sentence)
    for code in found.both:
        for pair in differing(before[code], after[code]):
            yield pair.told(f"Channel {code}", {}, _AGENCIES)._replace(about=code)


def _agency(old: Agency, new: Agency) -> Iterator[Change]:
    for pair in differing(old, new):
        yield pair.told(new.code.upper(), TOLD, _AGENCIES)


def _statuses(
    agency: str, old: StatusMapping | None, new: StatusMapping | None
) -> Iterator[Change]:
    before, after = _rows(old), _rows(new)
    found = sides(before, after)
    for name in found.added:
        sentence = f"{agency.upper()}'s status {name} is known now: {after[name].state}."
        yield Change(_AGENCIES, agency, "added", sentence)
    for name in found.removed:
        sentence = (
            f"{agency.upper()}'s status {name} is no longer known:"
            " it is kept as reported and moves nothing."
        )
        yield Change(_AGENCIES, agency, "removed", sentence)
    for name in found.both:
        for pair in differing(before[name], after[name], but=_NOT_TOLD):
            told = pair.told(f"{agency.upper()}'s status {name}", TOLD, _AGENCIES)
            yield told._replace(about=agency)


def _rows(mapping: StatusMapping | None) -> dict[str, StatusRow]:
    return {_named(row): row for row in (mapping.rows if mapping else ())}


def _named(row: StatusRow) -> str:
    return f"{row.native} with {row.outcome}" if row.outcome else row.native
