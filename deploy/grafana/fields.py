"""How what a panel asked for looks: units, limits, colours, rows and columns; asks for nothing."""

from collections.abc import Sequence
from string import ascii_uppercase
from typing import Final

from grafana_foundation_sdk.models import bargauge, common, stat, table, timeseries
from grafana_foundation_sdk.models import dashboard as grafana

from deploy.grafana.panels import Column, Kind, Panel, Steps

REFS: Final = ascii_uppercase
"""What Grafana calls the queries of a panel, in their order."""
_AGENCY = "agency"
_OFFICE = "OPD"
_AGENCY_PAGE = "simpul-agency"

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
OPTIONS: Final[dict[Kind, object]] = {
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
"""What each kind of panel has of its own."""


def arranged(panel: Panel) -> list[grafana.DataTransformerConfig] | None:
    """How what was asked becomes rows and columns."""
    if panel.crossed is not None:
        down, across = panel.crossed
        told: dict[str, object] = {"rowField": down, "columnField": across, "valueField": "Value"}
        return [grafana.DataTransformerConfig(id_val="groupingToMatrix", options=told)]
    return _side_by_side(panel.columns) if panel.columns else None


def _side_by_side(columns: Sequence[Column]) -> list[grafana.DataTransformerConfig]:
    """One row an agency, one column a query, called by its legend."""
    names = {f"Value #{REFS[n]}": column.query.legend for n, column in enumerate(columns)}
    order = {_AGENCY: 0, **{value: n for n, value in enumerate(names, 1)}}
    shown: dict[str, object] = {
        "excludeByName": {"Time": True},
        "indexByName": order,
        "renameByName": {_AGENCY: _OFFICE, **names},
    }
    return [
        grafana.DataTransformerConfig(id_val="merge", options={}),
        grafana.DataTransformerConfig(id_val="organize", options=shown),
    ]


def fields(panel: Panel) -> grafana.FieldConfigSource:
    """Unit, limits, colours and links of a panel's values, and what some columns have of theirs."""
    defaults = grafana.FieldConfig(
        unit=panel.unit,
        min_val=None if panel.signed else 0,
        thresholds=_thresholds(panel.steps),
        color=grafana.FieldColor(mode=_COLOURED[panel.kind]),
        links=[_to_its_agency("__field.labels.agency")] if panel.opens else None,
        custom=_custom(panel),
    )
    columns = [_column(one) for one in panel.columns]
    if columns:
        columns.append(_told(_OFFICE, {"links": [_to_its_agency("__value.raw")]}))
    return grafana.FieldConfigSource(defaults, columns)


def _to_its_agency(name: str) -> grafana.DashboardLink:
    """From a series, or a cell, to the page of the agency it names."""
    url = f"/d/{_AGENCY_PAGE}?var-{_AGENCY}=${{{name}}}&${{__url_time_range}}"
    return grafana.DashboardLink(title=f"Buka ${{{name}}}", url=url)


def _custom(panel: Panel) -> object | None:
    """What only this kind of panel knows of a value."""
    if panel.kind is Kind.TABLE:
        coloured = common.TableColoredBackgroundCellOptions()
        return table.FieldConfig(cell_options=coloured if panel.crossed else None)
    return _lines(panel) if panel.kind is Kind.LINES else None


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
    return _told(column.query.legend, told)


def _told(name: str, told: dict[str, object]) -> grafana.DashboardFieldConfigSourceOverrides:
    """What one column has of its own."""
    return grafana.DashboardFieldConfigSourceOverrides(
        grafana.MatcherConfig("byName", name),
        [grafana.DynamicConfigValue(one, value) for one, value in told.items()],
    )
