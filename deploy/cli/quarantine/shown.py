"""One record in quarantine as an operator reads it: place, headers, body, reason, remedy."""

from rich.console import Console

from contracts.calendar import tell_instant
from contracts.reasons import REMEDIES
from deploy.cli.quarantine.names import Whole
from deploy.quarantine.decided import Decided
from deploy.quarantine.masked import Shown, body_lines, shown

MOST_HEADERS = 40
MOST_LINES = 200


def as_json_of(whole: Whole) -> dict[str, object]:
    """The same as one JSON value, masked alike and never cut."""
    what = whole.what
    told = what.model_dump(mode="json", exclude={"original"})
    told["decided"] = decided_as_json(whole.decided)
    told["put_aside_at"] = whole.clock.city(whole.logged_ms).isoformat()
    told["remedy"] = REMEDIES[what.reason]
    told["original"] = shown(what.original).model_dump(mode="json")
    return told


def decided_as_json(decided: Decided | None) -> dict[str, object] | None:
    """Who decided what of a record, why and when."""
    return None if decided is None else {**decided._asdict(), "at": decided.at.isoformat()}


def tell_whole(whole: Whole, out: Console, age: str) -> None:
    """Print it: who and why first, then the record as it came."""
    what, original = whole.what, shown(whole.what.original)
    put_aside = tell_instant(whole.clock.city(whole.logged_ms)).id
    out.print(f"[bold]{what.quarantine_id}[/]  {what.reason} by {what.hop}, {age} ago")
    rows = {
        "agency": what.agency or "unknown",
        "event": what.event_id,
        "request": what.request_id,
        "field": what.field,
        "received": tell_instant(what.received_at).id,
        "put aside": put_aside,
        "stood at": f"{original.topic} partition {original.partition} offset {original.offset}",
        "key": original.key,
    }
    for name, value in rows.items():
        if value is not None:
            out.print(f"{name:<10} {value}", markup=False)
    out.print(f"\n{what.sentences.id}\n{what.sentences.en}", markup=False)
    out.print(f"Remedy: {REMEDIES[what.reason]}\n", markup=False)
    if whole.decided is not None:
        verb, by, why, at = whole.decided
        out.print(f"{verb.capitalize()} by {by}, {tell_instant(at).id}: {why}\n", markup=False)
    _tell_headers(original, out)
    _tell_body(original, out)


def _tell_headers(original: Shown, out: Console) -> None:
    for header in original.headers[:MOST_HEADERS]:
        out.print(f"{header.name}: {header.value}", markup=False)
    more = len(original.headers) + original.headers_cut - MOST_HEADERS
    if more > 0:
        out.print(f"... and {more} more headers", markup=False)
    out.print()


def _tell_body(original: Shown, out: Console) -> None:
    if not original.kept:
        out.print(f"Its topic no longer keeps it; its digest is {original.value_digest}.")
        return
    lines = body_lines(original, MOST_LINES)
    if original.head is not None:
        out.print(f"The first of {original.size:,} bytes, which are no JSON:")
    for line in lines.shown:
        out.print(line, markup=False)
    if lines.more:
        out.print(f"... and {lines.more:,} more lines; --json has them all", markup=False)
