"""A page as Grafana 11 reads it, by the models of its own SDK; decides nothing."""

import json
from collections.abc import Sequence

from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import bargauge, common, prometheus, stat, table, timeseries
from grafana_foundation_sdk.models import dashboard as grafana

from deploy.grafana.panels import Column, Kind, Link, Mark, Page, Panel, Query, Row, Steps, Variable

_SOURCE = grafana.DataSourceRef(type_val="prometheus", uid="${source}")
_WIDTH = 24
_HEIGHT = 8
_TAG = "simpul"
_TIMEZONE = "Asia/Jakarta"
_AGENCY = "agency"
_AGENCY_PAGE = "simpul-agency"


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
        refresh="10s",
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
    """A mark with what Grafana's Prometheus source says at it: the SDK's model has no such field."""

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
        query={"query": variable.query, "refId": variable.name},
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
    """Rows from the top, panels from the left, a new line where one is full."""
    panels: list[grafana.Panel | grafana.RowPanel] = []
    top = 0
    for row in rows:
        place = grafana.GridPos(h=1, w=_WIDTH, x=0, y=top)
        panels.append(grafana.RowPanel(title=row.title, id_val=len(panels) + 1, grid_pos=place))
        top, left = top + 1, 0
        for panel in row.panels:
            if left + panel.width > _WIDTH:
                top, left = top + _HEIGHT, 0
            place = grafana.GridPos(h=_HEIGHT, w=panel.width, x=left, y=top)
            panels.append(_panel(panel, row.links, len(panels) + 1, place))
            left += panel.width
        top += _HEIGHT
    return panels


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
        targets=[_target(panel.kind, query, n) for n, query in enumerate(panel.queries)],
        transformations=_side_by_side(panel) if panel.kind is Kind.TABLE else None,
        options=_OPTIONS[panel.kind],
        field_config=_fields(panel),
    )


def _link(link: Link) -> grafana.DashboardLink:
    """To a dashboard with everything that is chosen here."""
    url = f"/d/{link.uid}?${{__url_time_range}}&${{__all_variables}}"
    return grafana.DashboardLink(title=link.title, url=url)


def _target(kind: Kind, query: Query, place: int) -> prometheus.Dataquery:
    over_time = kind is Kind.LINES
    return prometheus.Dataquery(
        ref_id=_ref(place),
        datasource=_SOURCE,
        expr=query.expr,
        legend_format=query.legend,
        instant=not over_time,
        range_val=over_time,
        format_val=prometheus.PromQueryFormat.TABLE if kind is Kind.TABLE else None,
    )


def _ref(place: int) -> str:
    return chr(ord("A") + place)


def _side_by_side(panel: Panel) -> list[grafana.DataTransformerConfig]:
    """One row an agency, one column a query, called by its legend."""
    names = {f"Value #{_ref(n)}": query.legend for n, query in enumerate(panel.queries)}
    order = {_AGENCY: 0, **{value: n for n, value in enumerate(names, 1)}}
    shown: dict[str, object] = {
        "excludeByName": {"Time": True},
        "indexByName": order,
        "renameByName": {_AGENCY: "OPD", **names},
    }
    return [
        grafana.DataTransformerConfig(id_val="merge", options={}),
        grafana.DataTransformerConfig(id_val="organize", options=shown),
    ]


def _fields(panel: Panel) -> grafana.FieldConfigSource:
    defaults = grafana.FieldConfig(
        unit=panel.unit,
        min_val=None if panel.signed else 0,
        thresholds=_thresholds(panel.steps),
        color=grafana.FieldColor(mode=_COLOURED[panel.kind]),
        links=[_to_its_agency("__field.labels.agency")] if panel.opens else None,
        custom=_lines(panel) if panel.kind is Kind.LINES else None,
    )
    columns = [_column(one) for one in panel.columns]
    if panel.kind is Kind.TABLE:
        columns.append(_told("OPD", {"links": [_to_its_agency("__value.raw")]}))
    return grafana.FieldConfigSource(defaults, columns)


def _to_its_agency(name: str) -> grafana.DashboardLink:
    """From a series, or a cell, to the page of the agency it names."""
    url = f"/d/{_AGENCY_PAGE}?var-{_AGENCY}=${{{name}}}&${{__url_time_range}}"
    return grafana.DashboardLink(title=f"Buka ${{{name}}}", url=url)


def _lines(panel: Panel) -> timeseries.FieldConfig:
    """Limits as dashed lines; what adds up, as areas on each other."""
    mode = "DASHED" if panel.steps.then else "OFF"
    style = common.GraphThresholdsStyleConfig(common.GraphThresholdsStyleMode[mode])
    stacking = common.StackingConfig(common.StackingMode.NORMAL) if panel.stacked else None
    return timeseries.FieldConfig(
        thresholds_style=style, stacking=stacking, fill_opacity=30 if panel.stacked else None
    )


def _thresholds(steps: Steps) -> grafana.ThresholdsConfig:
    all_ = [(None, steps.first), *steps.then]
    return grafana.ThresholdsConfig(
        mode=grafana.ThresholdsMode.ABSOLUTE,
        steps=[grafana.Threshold(value, colour) for value, colour in all_],
    )


def _column(column: Column) -> grafana.DashboardFieldConfigSourceOverrides:
    told: dict[str, object] = {
        "unit": column.unit,
        "thresholds": _thresholds(column.steps),
        "custom.cellOptions": common.TableColoredBackgroundCellOptions(),
    }
    return _told(column.legend, told)


def _told(name: str, told: dict[str, object]) -> grafana.DashboardFieldConfigSourceOverrides:
    """What one column has of its own."""
    return grafana.DashboardFieldConfigSourceOverrides(
        grafana.MatcherConfig("byName", name),
        [grafana.DynamicConfigValue(one, value) for one, value in told.items()],
    )


_COLOURED = {
    Kind.LINES: grafana.FieldColorModeId.PALETTE_CLASSIC_BY_NAME,
    Kind.FIGURE: grafana.FieldColorModeId.THRESHOLDS,
    Kind.BARS: grafana.FieldColorModeId.THRESHOLDS,
    Kind.TABLE: grafana.FieldColorModeId.THRESHOLDS,
}
_LAST = common.ReduceDataOptions(values=False, calcs=["lastNotNull"])
_BELOW = common.VizLegendOptions(
    display_mode=common.LegendDisplayMode.LIST,
    placement=common.LegendPlacement.BOTTOM,
    show_legend=True,
    calcs=[],
)
_ALL_AT_ONCE = common.VizTooltipOptions(
    mode=common.TooltipDisplayMode.MULTI, sort=common.SortOrder.DESCENDING
)
_OPTIONS: dict[Kind, object] = {
    Kind.LINES: timeseries.Options(legend=_BELOW, tooltip=_ALL_AT_ONCE),
    Kind.FIGURE: stat.Options(
        graph_mode=common.BigValueGraphMode.NONE,
        color_mode=common.BigValueColorMode.VALUE,
        reduce_options=_LAST,
        orientation=common.VizOrientation.AUTO,
    ),
    Kind.BARS: bargauge.Options(
        display_mode=common.BarGaugeDisplayMode.BASIC,
        reduce_options=_LAST,
        orientation=common.VizOrientation.HORIZONTAL,
    ),
    Kind.TABLE: table.Options(cell_height=common.TableCellHeight.SM),
}
