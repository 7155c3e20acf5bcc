"""A page as Grafana 11 reads it, by the models of its own SDK; decides nothing."""

import json
from collections.abc import Iterable, Sequence

from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import dashboard as grafana
from grafana_foundation_sdk.models import prometheus

from deploy.grafana.fields import OPTIONS, REFS, arranged, fields
from deploy.grafana.panels import Kind, Link, Mark, Page, Panel, Query, Row, Variable

_SOURCE = grafana.DataSourceRef(type_val="prometheus", uid="${source}")
_WIDTH = 24
_LABEL_VALUES = 1  # what Grafana's Prometheus source calls a question for a label's values
_TAG = "simpul"
_TIMEZONE = "Asia/Jakarta"


def drawn(page: Page) -> grafana.Dashboard:
    """The dashboard, with a choice of the data source before its own choices."""
    return grafana.Dashboard(
        uid=page.uid,
        title=page.title,
        description=page.description,
        tags=[_TAG],
        timezone=_TIMEZONE,
        editable=False,
        graph_tooltip=grafana.DashboardCursorSync.CROSSHAIR,
        refresh=page.refresh,
        time=grafana.DashboardDashboardTime(from_val=f"now-{page.shows}", to="now"),
        templating=grafana.DashboardDashboardTemplating(
            [_source(), *(_variable(one) for one in page.variables)]
        ),
        annotations=grafana.AnnotationContainer([_Said.of(mark) for mark in page.marks]),
        links=[_to_the_others()],
        panels=_laid_out(page.rows),
    )


def as_json(page: Page) -> str:
    """The file's text."""
    whole = json.dumps(drawn(page), cls=JSONEncoder, indent=2, ensure_ascii=False)
    return whole + "\n"


class _Said(grafana.AnnotationQuery):
    """A mark with what Grafana's Prometheus source says at it, which the SDK's model lacks."""

    says = ""

    @classmethod
    def of(cls, mark: Mark) -> "_Said":
        found = cls(name=mark.name, datasource=_SOURCE, icon_color=mark.colour, expr=mark.expr)
        found.says = mark.says
        return found

    def to_json(self) -> dict[str, object]:
        return super().to_json() | {"titleFormat": self.name, "textFormat": self.says}


def _source() -> grafana.VariableModel:
    return grafana.VariableModel(
        type_val=grafana.VariableType.DATASOURCE,
        name="source",
        label="Sumber data",
        query="prometheus",
    )


def _variable(variable: Variable) -> grafana.VariableModel:
    """All at first; one that may be only one begins with the first there is."""
    every = grafana.VariableOption(text="All", value="$__all")
    return grafana.VariableModel(
        type_val=grafana.VariableType.QUERY,
        name=variable.name,
        label=variable.label,
        datasource=_SOURCE,
        query={"query": variable.query, "qryType": _LABEL_VALUES, "refId": variable.name},
        refresh=grafana.VariableRefresh.ON_TIME_RANGE_CHANGED,
        sort=grafana.VariableSort.ALPHABETICAL_ASC,
        multi=not variable.one,
        include_all=not variable.one,
        all_value=None if variable.one else ".*",
        current=None if variable.one else every,
    )


def _to_the_others() -> grafana.DashboardLink:
    return grafana.DashboardLink(
        title="Papan lain",
        type_val=grafana.DashboardLinkType.DASHBOARDS,
        tags=[_TAG],
        include_vars=True,
        keep_time=True,
    )


def _laid_out(rows: Sequence[Row]) -> list[grafana.Panel | grafana.RowPanel]:
    """Rows from the top, each with its heading and the lines its panels fill."""
    panels: list[grafana.Panel | grafana.RowPanel] = []
    top = 0
    for row in rows:
        place = grafana.GridPos(h=1, w=_WIDTH, x=0, y=top)
        panels.append(grafana.RowPanel(title=row.title, id_val=len(panels) + 1, grid_pos=place))
        top += 1
        for line in _lines_of(row.panels):
            left = 0
            for panel in line:
                place = grafana.GridPos(h=panel.height, w=panel.width, x=left, y=top)
                panels.append(_panel(panel, row.links, len(panels) + 1, place))
                left += panel.width
            top += max(panel.height for panel in line)
    return panels


def _lines_of(panels: Iterable[Panel]) -> list[list[Panel]]:
    """Panels from the left, a new line where one is full."""
    lines: list[list[Panel]] = [[]]
    for panel in panels:
        if sum(each.width for each in lines[-1]) + panel.width > _WIDTH:
            lines.append([])
        lines[-1].append(panel)
    return lines


def _panel(
    panel: Panel, links: Sequence[Link], number: int, place: grafana.GridPos
) -> grafana.Panel:
    return grafana.Panel(
        type_val=panel.kind,
        id_val=number,
        title=panel.title,
        description=panel.description,
        datasource=_SOURCE,
        grid_pos=place,
        links=[_link(link) for link in links],
        targets=[_target(panel.kind, query, n) for n, query in enumerate(panel.asks)],
        transformations=arranged(panel),
        options=OPTIONS[panel.kind],
        field_config=fields(panel),
    )


def _link(link: Link) -> grafana.DashboardLink:
    """To a dashboard with everything that is chosen here."""
    url = f"/d/{link.uid}?${{__url_time_range}}&${{__all_variables}}"
    return grafana.DashboardLink(title=link.title, url=url)


def _target(kind: Kind, query: Query, place: int) -> prometheus.Dataquery:
    over_time = kind is Kind.LINES
    return prometheus.Dataquery(
        ref_id=REFS[place],
        datasource=_SOURCE,
        expr=query.expr,
        legend_format=query.legend,
        instant=not over_time,
        range_val=over_time,
        format_val=prometheus.PromQueryFormat.TABLE if kind is Kind.TABLE else None,
    )
