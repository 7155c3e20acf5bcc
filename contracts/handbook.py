"""The generated parts of contracts/README.md: examples and reason codes, as the code reads them."""

import re
from collections.abc import Callable, Iterable, Mapping

import orjson

from contracts.events import Event
from contracts.inbox import (
    Accepted,
    Ask,
    Assign,
    Escalate,
    NotApplied,
    Rejected,
    Remind,
    Withdraw,
)
from contracts.intake import AGENCY_EVENTS, AgencyEvent
from contracts.reasons import REMEDIES, SENTENCES, Reason
from contracts.unapplied import SENTENCES as UNAPPLIED

Samples = Mapping[str, bytes]
"""Stored example bodies by event type."""

_PART = re.compile(r"(<!-- (?P<name>[a-z-]+) -->\n).*?(<!-- /(?P=name) -->)", re.DOTALL)


def fill(text: str, samples: Samples) -> str:
    """The page with every generated part written anew; all else stays as it is."""
    return _PART.sub(lambda part: part[1] + PARTS[part["name"]](samples) + part[3], text)


def _reasons(_samples: Samples) -> str:
    rows = [
        "| code | the sentence in your inbox | what to do |",
        "|---|---|---|",
        *(f"| `{reason}` | {_said(reason)} | {REMEDIES[reason]} |" for reason in Reason),
    ]
    return "\n".join(rows) + "\n"


def _said(reason: Reason) -> str:
    words = SENTENCES[reason]
    return f"{words.id.format(detail='…')}<br>{words.en.format(detail='…')}"


def _sent(samples: Samples) -> str:
    return "\n".join(_example(event, samples) for event in AGENCY_EVENTS.values())


def _example(event: type[AgencyEvent], samples: Samples) -> str:
    """One event as a record: key, headers, body."""
    body = samples[event.TYPE]
    key = event.read_strictly(body).names()[1]
    time = orjson.loads(body)["occurred_at"]
    number = list(AGENCY_EVENTS).index(event.TYPE) + 1
    lines = (
        f"key             {key}",
        "",
        "ce_specversion  1.0",
        f"ce_id           dlh-2026-{number:06}",
        "ce_source       /kota-serang/dlh",
        f"ce_type         {event.TYPE}",
        f"ce_time         {time}",
        "content-type    application/json",
        "",
        body.decode().rstrip(),
    )
    return "\n".join((_title(event), "", "```", *lines, "```", ""))


def _title(event: type[Event]) -> str:
    meaning = (event.__doc__ or "").partition("\n")[0]
    return f"### `{event.TYPE}`\n\n{meaning} [Schema](schemas/{event.TYPE}.json)"


def _told(samples: Samples) -> str:
    events: Iterable[type[Event]] = (
        *(Accepted, Assign, Withdraw, Ask, Remind, Escalate),
        *(NotApplied, Rejected),
    )
    return "\n".join(
        "\n".join((_title(event), "", "```json", samples[event.TYPE].decode().rstrip(), "```", ""))
        for event in events
    )


def _unapplied(_samples: Samples) -> str:
    rows = ["| code | the sentence in your inbox |", "|---|---|"]
    for reason, words in UNAPPLIED.items():
        said = (one.format(detail="…", state="…") for one in (words.id, words.en))
        rows.append(f"| `{reason}` | {'<br>'.join(said)} |")
    return "\n".join(rows) + "\n"


PARTS: dict[str, Callable[[Samples], str]] = {
    "sent": _sent,
    "told": _told,
    "reasons": _reasons,
    "unapplied": _unapplied,
}
"""What may be generated, by the name its markers carry."""
