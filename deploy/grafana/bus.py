"""The bus: what flows, how long it takes, what waits, what is put aside, how the engine does."""

from typing import Final

from deploy.grafana.asking import HELD, OF, grown, quantile, rate
from deploy.grafana.choices import AGENCY, AGENCY_PAGE, ALARMS, CITY_PAGE, MARKS
from deploy.grafana.engine import ENGINE, HANDOVER
from deploy.grafana.panels import Kind, Page, Panel, Query, Row, Steps
from deploy.grafana.steps import NONE_IS_WELL, ONE_IS_WELL, PLAIN, SOME_IS_USUAL
from deploy.grafana.waiting import LAG, LATENCY

_LINKS = (CITY_PAGE, AGENCY_PAGE)
_BURST: Final = Steps("green", ((32, "yellow"),))
"""Records a second: fifty times the 10,000 requests a day the bus is planned for."""
_CHUNK: Final = Steps("green", ((1000, "yellow"), (2000, "red")))
"""Records: half a chunk, and all it may hold."""

_GLANCE = Row(
    "Sekilas",
    (
        ALARMS,
        Panel(
            "Kafka menjawab",
            "1 while the broker answers every process of that kind; `lag` looks from outside.",
            "short",
            ONE_IS_WELL,
            (Query("min by (process) (simpul_broker_reachable)", "{{process}}"),),
            kind=Kind.FIGURE,
            width=6,
        ),
        Panel(
            "Pekerja",
            "Workers of each hop that show their metrics.",
            "short",
            ONE_IS_WELL,
            (Query("count by (hop) (simpul_build_info)", "{{hop}}"),),
            kind=Kind.FIGURE,
            width=6,
        ),
        Panel(
            "Versi katalog dan rilis",
            "How many workers decide by a catalogue version, and run a release; more than one line"
            " of a kind is a mismatch.",
            "short",
            PLAIN,
            (
                Query("count by (version) (simpul_catalogue_info)", "katalog {{version}}"),
                Query("count by (version) (simpul_build_info)", "rilis {{version}}"),
            ),
            kind=Kind.FIGURE,
        ),
    ),
    _LINKS,
)

_FLOW = Row(
    "Arus",
    (
        Panel(
            "Arus per tahap",
            "Records a second that each hop carried to the end. The line is the burst the bus is"
            " planned for.",
            "cps",
            _BURST,
            (Query(rate("simpul_records_total", "hop", ""), "{{hop}}"),),
        ),
        Panel(
            "Fakta menurut jenis",
            "Canonical facts a second that intake made of agencies' records; work done again is"
            " counted again.",
            "cps",
            _BURST,
            (Query(rate("simpul_facts_total", "fact"), "{{fact}}"),),
            stacked=True,
        ),
        Panel(
            "Laporan menurut hasil",
            "What the case made of agencies' records a second: applied, duplicate, late, refused.",
            "cps",
            _BURST,
            (Query(rate("simpul_outcomes_total", "outcome"), "{{outcome}}"),),
            stacked=True,
        ),
        Panel(
            "Perpindahan status",
            "Changes of state a second, by the state that was entered.",
            "cps",
            _BURST,
            (Query(rate("simpul_transitions_total", "to"), "{{to}}"),),
            stacked=True,
        ),
        Panel(
            "Mendahului permohonannya",
            "Records in the time shown that came before their request and had to wait: an agency"
            " that publishes out of order, or under two keys.",
            "short",
            SOME_IS_USUAL,
            (Query(grown("simpul_early_total", "agency"), "{{agency}}"),),
            kind=Kind.BARS,
            opens=True,
        ),
        Panel(
            "Isi satu potongan",
            "Records in a chunk, median and 99th percentile. Large chunks mean that work piles up.",
            "short",
            _CHUNK,
            (
                Query(quantile(0.5, "simpul_chunk_records", "hop", ""), "{{hop}} p50"),
                Query(quantile(0.99, "simpul_chunk_records", "hop", ""), "{{hop}} p99"),
            ),
        ),
    ),
    _LINKS,
)

_QUARANTINE = Row(
    "Karantina",
    (
        Panel(
            "Karantina menurut alasan",
            "Records put aside in the time shown, by what was wrong.",
            "short",
            SOME_IS_USUAL,
            (Query(grown("simpul_quarantined_total", "reason"), "{{reason}}"),),
            kind=Kind.BARS,
        ),
        Panel(
            "Bagian yang dikarantina",
            "Of what an agency sent in a quarter of an hour: 3 in 100 is usual, and"
            " SimpulQuarantineRate fires at 20.",
            "percentunit",
            Steps("green", ((0.03, "yellow"), (0.2, "red"))),
            (Query(f"agency:simpul_quarantined:ratio15m{{{OF}}}", "{{agency}}"),),
            opens=True,
        ),
        Panel(
            "Permohonan yang ditahan",
            "Requests held after a bug of ours: what comes for them waits in quarantine until it is"
            " replayed.",
            "short",
            NONE_IS_WELL,
            (Query(HELD, "ditahan"),),
            kind=Kind.FIGURE,
            width=4,
        ),
        Panel(
            "Status yang tidak dikenal",
            "Native statuses no table knows, in the time shown: the mapping wants a row.",
            "short",
            NONE_IS_WELL,
            (Query(grown("simpul_unmapped_statuses_total", "agency"), "{{agency}}"),),
            kind=Kind.BARS,
            opens=True,
        ),
    ),
    _LINKS,
)


PAGE: Final = Page(
    "simpul-bus",
    "Simpul: bus",
    "The bus under the city's requests, from the workers' own metrics and from outside.",
    "3h",
    "10s",
    (AGENCY,),
    MARKS,
    (_GLANCE, _FLOW, LATENCY, LAG, _QUARANTINE, HANDOVER, ENGINE),
)
"""The bus, for who runs it."""
