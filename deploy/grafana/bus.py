"""The bus: what flows, how long it takes, what waits, what is put aside, how the engine does."""

from typing import Final

from deploy.grafana.asking import EACH, OF, grown, quantile, rate
from deploy.grafana.choices import AGENCY, AGENCY_PAGE, CITY_PAGE, MARKS
from deploy.grafana.engine import ENGINE, HANDOVER
from deploy.grafana.panels import Kind, Page, Panel, Query, Row, Steps
from deploy.grafana.steps import NONE_IS_WELL, ONE_IS_WELL, PLAIN, SOME_IS_USUAL

LINKS: Final = (CITY_PAGE, AGENCY_PAGE)
_BURST: Final = Steps("green", ((32, "yellow"),))
"""Records a second: fifty times the 10,000 requests a day the bus is planned for."""
_SLOW: Final = Steps("green", ((10, "red"),))
"""Seconds within which 99 of 100 status events are promised."""
_WAITS: Final = Steps("green", ((30, "yellow"), (120, "red")))
"""Seconds: what is promised as fresh, and when SimpulLagging fires."""
_CHUNK: Final = Steps("green", ((1000, "yellow"), (2000, "red")))
"""Records: half a chunk, and all it may hold."""

_GLANCE = Row(
    "Sekilas",
    (
        Panel(
            "Alarm yang menyala",
            "Alerts that fire now, of this bus. What to look at and do stands under each one's name"
            " in deploy/README.md.",
            "short",
            NONE_IS_WELL,
            (Query('count(ALERTS{alertstate="firing"}) or vector(0)', "alarm"),),
            kind=Kind.FIGURE,
            width=4,
        ),
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
    LINKS,
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
    LINKS,
)

_LATENCY = Row(
    "Waktu tempuh",
    (
        Panel(
            "Dari peristiwa OPD ke status",
            "How long it takes from an agency's record to the status event it caused; the line is"
            " what is promised for 99 of 100.",
            "s",
            _SLOW,
            (
                Query(quantile(0.5, "simpul_status_latency_seconds", "", OF), "p50"),
                Query(quantile(0.99, "simpul_status_latency_seconds", "", OF), "p99"),
            ),
        ),
        Panel(
            "Waktu per tahap (p99)",
            "How long a record waits for a hop and is carried by it.",
            "s",
            _SLOW,
            (Query(quantile(0.99, "simpul_hop_latency_seconds", "hop", ""), "{{hop}}"),),
        ),
        Panel(
            "Bagian yang lambat",
            "Share of the status events that came later than 10 s, over an hour and a day; one in"
            " a hundred may over a month.",
            "percentunit",
            Steps("green", ((0.01, "red"),)),
            (
                Query("simpul:status_slow:ratio1h", "1 jam"),
                Query("simpul:status_slow:ratio1d", "1 hari"),
            ),
        ),
    ),
    LINKS,
)

_LAG = Row(
    "Antrean",
    (
        Panel(
            "Antrean menurut pekerja",
            "Records not committed yet, by topic, as workers see it: high after a restart, else"
            " near zero.",
            "short",
            PLAIN,
            (Query(f"sum by (hop, topic) ({EACH} (simpul_lag_records))", "{{hop}}: {{topic}}"),),
        ),
        Panel(
            "Antrean menurut pengamat luar",
            "The same as the broker tells it, so that it speaks while every worker is dead.",
            "short",
            PLAIN,
            (Query("consumer_group:simpul_group_lag_records:sum", "{{consumer_group}}"),),
        ),
        Panel(
            "Catatan tertua yang menunggu",
            "How long ago the oldest record that waits was logged. The lines: what is promised as"
            " fresh, and when SimpulLagging fires.",
            "s",
            _WAITS,
            (Query("consumer_group:simpul_group_lag_seconds:max", "{{consumer_group}}"),),
        ),
        Panel(
            "Bagian waktu yang basi",
            "Share of an hour and of a day in which the oldest waiting record was more than 30 s"
            " old; half a percent may be over a month.",
            "percentunit",
            Steps("green", ((0.005, "red"),)),
            (
                Query("consumer_group:simpul_stale:ratio1h", "{{consumer_group}} 1 jam"),
                Query("consumer_group:simpul_stale:ratio1d", "{{consumer_group}} 1 hari"),
            ),
        ),
        Panel(
            "Partisi yang tidak bergerak",
            "Partitions on which records wait and the committed offset stands still.",
            "short",
            NONE_IS_WELL,
            (
                Query(
                    "sum by (consumer_group) (max by (consumer_group, topic, partition)"
                    " (simpul_group_stalled))",
                    "{{consumer_group}}",
                ),
            ),
        ),
        Panel(
            "OPD yang diam",
            "Working time of each agency's own calendar since its last event.",
            "s",
            Steps("green", ((8 * 3600, "yellow"), (15 * 3600, "red"))),
            (Query(f"max by (agency) (simpul_agency_silence_seconds{{{OF}}})", "{{agency}}"),),
            kind=Kind.BARS,
            opens=True,
        ),
    ),
    LINKS,
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
            "Of what an agency sent in a quarter of an hour: 3 in 100 is usual, SimpulQuarantineRate"
            " fires at 20.",
            "percentunit",
            Steps("green", ((0.03, "yellow"), (0.2, "red"))),
            (Query(f"agency:simpul_quarantined:ratio15m{{{OF}}}", "{{agency}}"),),
            opens=True,
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
    LINKS,
)


PAGE: Final = Page(
    "simpul-bus",
    "Simpul: bus",
    "The bus under the city's requests, from the workers' own metrics and from outside.",
    "3h",
    (AGENCY,),
    MARKS,
    (_GLANCE, _FLOW, _LATENCY, _LAG, _QUARANTINE, HANDOVER, ENGINE),
)
"""The bus, for who runs it."""
