"""How partitions move between workers, and how the engine does: two rows of the bus's page."""

from typing import Final

from deploy.grafana.asking import EACH, grown, rate
from deploy.grafana.choices import AGENCY_PAGE, CITY_PAGE
from deploy.grafana.panels import Kind, Panel, Query, Row, Steps
from deploy.grafana.steps import NONE_IS_WELL, PLAIN, SOME_IS_USUAL

_LINKS = (CITY_PAGE, AGENCY_PAGE)
_UNDER_WAY: Final = Steps("green", ((30, "yellow"), (60, "red")))
"""Seconds: when `/readyz` says so, and when a worker ends itself or SimpulPartitionStuck fires."""

HANDOVER: Final = Row(
    "Pembagian partisi",
    (
        Panel(
            "Partisi siap",
            "Partitions that are owned and taken over, and those that are still being taken over.",
            "short",
            PLAIN,
            (
                Query("hop:simpul_partition_ready:sum", "{{hop}}: siap"),
                Query(
                    f"sum by (hop) (1 - {EACH} (simpul_partition_ready))", "{{hop}}: diambil alih"
                ),
            ),
        ),
        Panel(
            "Pemulihan",
            "State records read back in the last take-over of partitions; it grows while they are"
            " taken over.",
            "short",
            PLAIN,
            (Query(f"sum by (hop) ({EACH} (simpul_recovered_records))", "{{hop}}"),),
        ),
        Panel(
            "Pemulihan yang tersisa",
            "How far the reading of state is from its end, of partitions that are taken over.",
            "short",
            PLAIN,
            (Query(f"sum by (hop) ({EACH} (simpul_recovery_left_records))", "{{hop}}"),),
        ),
        Panel(
            "Partisi dilepas",
            "How often workers gave their partitions up, in the time shown: at rebalances and when"
            " they stop.",
            "short",
            SOME_IS_USUAL,
            (Query(grown("simpul_releases_total", "hop", ""), "{{hop}}"),),
            kind=Kind.BARS,
            width=4,
        ),
        Panel(
            "Partisi dijeda",
            "Partitions that stand still after five surprises in a hundred records, until their"
            " worker is restarted.",
            "short",
            NONE_IS_WELL,
            (Query(f"sum by (hop) ({EACH} (simpul_partition_paused))", "{{hop}}"),),
            kind=Kind.FIGURE,
            width=4,
        ),
    ),
    _LINKS,
)

ENGINE: Final = Row(
    "Mesin",
    (
        Panel(
            "Potongan tertua yang belum selesai",
            "How long the oldest chunk in flight has been under way; a worker ends itself at 60 s.",
            "s",
            _UNDER_WAY,
            (Query("max by (hop) (simpul_oldest_uncommitted_seconds)", "{{hop}}"),),
        ),
        Panel(
            "Potongan di jalan",
            "Chunks handed out that are not committed, or not delivered, yet.",
            "short",
            PLAIN,
            (Query("sum by (hop) (simpul_chunks_in_flight)", "{{hop}}"),),
        ),
        Panel(
            "Komit yang tertahan",
            "How long the committed offset of the slowest partition has not moved while records"
            " wait.",
            "s",
            _UNDER_WAY,
            (Query("max by (hop, topic) (simpul_commit_age_seconds)", "{{hop}}: {{topic}}"),),
        ),
        Panel(
            "Tenggat yang menunggu intake",
            "How far intake's horizon lies behind while a due deadline waits for it."
            " SimpulDeadlinesWait fires at 5 minutes; at 15 deadlines go on all the same.",
            "s",
            Steps("green", ((300, "yellow"), (900, "red"))),
            (Query("max by (hop) (simpul_horizon_age_seconds)", "{{hop}}"),),
        ),
        Panel(
            "Transaksi",
            "Transactions a second by how they ended. One that is fenced or aborted ends its"
            " worker, which counts it when it starts again.",
            "cps",
            PLAIN,
            (Query(rate("simpul_transactions_total", "result", ""), "{{result}}"),),
        ),
        Panel(
            "Prosesor",
            "Cores a process keeps busy; a worker has one, so more than nine tenths is all of it.",
            "short",
            Steps("green", ((0.9, "yellow"),)),
            (
                Query(
                    'rate(process_cpu_seconds_total{job=~"simpul-.+"}[$__rate_interval])',
                    "{{job}} {{instance}}",
                ),
            ),
        ),
        Panel(
            "Memori",
            "Resident memory of a process. An intake worker stays under 512 MiB; a case worker's"
            " grows with open requests.",
            "bytes",
            Steps("green", ((2**29, "yellow"), (2**31, "red"))),
            (
                Query(
                    'process_resident_memory_bytes{job=~"simpul-.+"}',
                    "{{job}} {{instance}}",
                ),
            ),
        ),
    ),
    _LINKS,
)
