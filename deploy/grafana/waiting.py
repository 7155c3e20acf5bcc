"""How long things take and what waits, from inside and outside: two rows of the bus's page."""

from typing import Final

from deploy.grafana.asking import EACH, OF, TO_STATUS, quantile
from deploy.grafana.choices import AGENCY_PAGE, CITY_PAGE
from deploy.grafana.panels import Kind, Panel, Query, Row, Steps
from deploy.grafana.steps import NONE_IS_WELL, PLAIN, SILENT

_LINKS = (CITY_PAGE, AGENCY_PAGE)
_SLOW: Final = Steps("green", ((10, "red"),))
"""Seconds within which 99 of 100 status events are promised."""
_WAITS: Final = Steps("green", ((30, "yellow"), (120, "red")))
"""Seconds: what is promised as fresh, and when SimpulLagging fires."""

LATENCY: Final = Row(
    "Waktu tempuh",
    (
        Panel(
            "Dari peristiwa OPD ke status",
            "How long it takes from an agency's record to the status event it caused; the line is"
            " what is promised for 99 of 100.",
            "s",
            _SLOW,
            TO_STATUS,
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
    _LINKS,
)

LAG: Final = Row(
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
            SILENT,
            (Query(f"max by (agency) (simpul_agency_silence_seconds{{{OF}}})", "{{agency}}"),),
            kind=Kind.BARS,
            width=12,
            opens=True,
        ),
        Panel(
            "Berapa OPD yang diam",
            "Agencies that said nothing for longer than their own working hours allow;"
            " SimpulAgencySilent names them.",
            "short",
            NONE_IS_WELL,
            (Query(f"sum(max by (agency) (simpul_agency_silent{{{OF}}}))", "diam"),),
            width=12,
        ),
    ),
    _LINKS,
)
