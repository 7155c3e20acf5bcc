"""What a dashboard is made of, as plain values; knows no metric and no Grafana."""

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """How a panel draws: over time, one figure, a bar a series, or a row an agency."""

    LINES = "timeseries"
    FIGURE = "stat"
    BARS = "bargauge"
    TABLE = "table"


class Query(NamedTuple):
    """One expression of PromQL, and what its series are called; in a table, its column."""

    expr: str
    legend: str


class Steps(NamedTuple):
    """The colours of a value: the first from the bottom, each next from its value on."""

    first: str
    then: tuple[tuple[float, str], ...] = ()


class Link(NamedTuple):
    """Where one looks next: a dashboard, by its uid, with the choices made and the time shown."""

    title: str
    uid: str


class Column(NamedTuple):
    """One column of a table that has a row an agency."""

    query: Query
    unit: str
    steps: Steps


class Panel(NamedTuple):
    """One picture: a title for officials, a description for engineers, a unit Grafana knows."""

    title: str
    description: str
    unit: str
    steps: Steps
    queries: tuple[Query, ...]
    kind: Kind = Kind.LINES
    width: int = 8
    height: int = 8
    stacked: bool = False
    signed: bool = False
    """Whether its values may lie below zero."""
    opens: bool = False
    """Whether a series, or a row, opens the page of the agency it is of."""
    columns: tuple[Column, ...] = ()
    """Of a table that has a row an agency; its queries are theirs."""
    crossed: tuple[str, str] | None = None
    """Of a table that has a row for each value of the one label, a column for each of the other."""

    @property
    def asks(self) -> tuple[Query, ...]:
        """Its queries, or its columns'."""
        return self.queries or tuple(column.query for column in self.columns)


class Row(NamedTuple):
    """Panels under one heading, and where one looks next from any of them."""

    title: str
    panels: tuple[Panel, ...]
    links: tuple[Link, ...]


class Variable(NamedTuple):
    """A choice at the top, filled from a label of a metric."""

    name: str
    label: str
    query: str
    one: bool = False
    """Whether only one may be chosen at a time."""


class Mark(NamedTuple):
    """Moments that are marked on every panel over time, and what is said there."""

    name: str
    expr: str
    says: str
    colour: str


class Page(NamedTuple):
    """One dashboard, whole."""

    uid: str
    title: str
    description: str
    shows: str
    """How much time is shown at first, as Grafana writes it: `3h`, `7d`."""
    refresh: str
    """How often it asks again."""
    variables: tuple[Variable, ...]
    marks: tuple[Mark, ...]
    rows: tuple[Row, ...]
