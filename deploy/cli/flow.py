"""`simpul flow`: the arrow line and the topic table, from the code that everything else reads."""

from collections.abc import Iterable, Sequence

from rich.table import Table

from contracts.topics import AGENCY_TOPICS, BUS_TOPICS, Topic
from deploy.cli.answers import Json, console, print_json

TOPICS = (*AGENCY_TOPICS, *BUS_TOPICS)
HOPS = ("intake", "case")
SOURCE = "that agency"


def flow(as_json: Json = False) -> None:
    """Print how an event travels, and every topic: who writes it, who reads it, what it keeps."""
    if as_json:
        print_json({"line": arrow_line(TOPICS), "topics": [_described(one) for one in TOPICS]})
        return
    out = console()
    out.print(f"[bold]{arrow_line(TOPICS)}[/]\n")
    out.print(_table(TOPICS))


def arrow_line(topics: Sequence[Topic]) -> str:
    """Agencies' topics, then each hop and what goes on from it, each topic where it first shows."""
    shown = [topic for topic in topics if SOURCE in topic.writers]
    steps = [_names(shown)]
    for hop, later in zip(HOPS, (*HOPS[1:], None), strict=True):
        written = [topic for topic in topics if hop in topic.writers and topic not in shown]
        onward = [topic for topic in written if later is None or later in topic.readers]
        shown += onward
        steps += [hop, _names(onward)]
    return " > ".join(steps)


def _names(topics: Iterable[Topic]) -> str:
    return " · ".join(topic.name for topic in topics)


def _table(topics: Sequence[Topic]) -> Table:
    table = Table()
    for column in ("topic", "key", "writers > readers", "keeps", "partitions", "carries"):
        table.add_column(column, overflow="fold")
    for topic in topics:
        table.add_row(
            topic.name + (" [dim](personal data)[/]" if topic.personal_data else ""),
            topic.key,
            f"{', '.join(topic.writers)} > {', '.join(topic.readers)}",
            _keeps(topic),
            str(topic.partitions),
            topic.meaning,
        )
    return table


def _keeps(topic: Topic) -> str:
    return "compacted" if topic.retention_days is None else f"{topic.retention_days} d"


def _described(topic: Topic) -> dict[str, object]:
    return {**topic._asdict(), "events": [event.TYPE for event in topic.events]}
