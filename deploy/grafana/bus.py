"""The operators' first view of the bus: titles in Indonesian, descriptions in English."""

from deploy.grafana.panels import Json, Panel, Query, Row, Variable, dashboard_json

_OF = 'agency=~"$agency"'
_ONCE = "max by (partition, agency, state)"
_EACH = "max by (hop, topic, partition)"


def _rate(metric: str, by: str, where: str = _OF) -> str:
    """Per second, over the time Grafana deems enough for this width."""
    return f"sum by ({by}) (rate({metric}{{{where}}}[$__rate_interval]))"


def _quantile(share: float, metric: str, by: str, where: str) -> str:
    return f"histogram_quantile({share}, {_rate(f'{metric}_bucket', f'{by}le', where)})"


def _grown(metric: str, by: str, where: str = _OF) -> str:
    """How many in the time that is shown."""
    return f"sum by ({by}) (increase({metric}{{{where}}}[$__range]))"


def _share(metric: str, by: str, event: str, of: str) -> str:
    """Which part of some events the one is, in the time that is shown."""
    part = _grown(metric, by, f'{_OF}, event="{event}"')
    whole = _grown(metric, by, f'{_OF}, event=~"{of}"')
    return f"{part} / {whole}"


_CITY = Row(
    "Kota",
    (
        Panel(
            "Permohonan yang masih terbuka",
            "Requests the city still owes something, by who has them. Each partition once, even"
            " while it moves from one worker to another.",
            "short",
            (
                Query(
                    f"sum by (agency) ({_ONCE} (simpul_open_cases{{{_OF}}}))",
                    "{{agency}}",
                ),
            ),
            width=12,
            stacked=True,
        ),
        Panel(
            "Terbuka menurut status",
            "The same requests by their state: where work piles up.",
            "short",
            (Query(f"sum by (state) ({_ONCE} (simpul_open_cases{{{_OF}}}))", "{{state}}"),),
            kind="bargauge",
            width=6,
        ),
        Panel(
            "Permohonan diterima",
            "Requests accepted in the time shown, by the agency that submitted them.",
            "short",
            (Query(_grown("simpul_requests_total", "agency"), "{{agency}}"),),
            kind="bargauge",
            width=6,
        ),
    ),
)

_PROMISES = Row(
    "Janji layanan",
    (
        Panel(
            "Hasil tenggat menurut janji",
            "What became of promises, by clock: met in time, breached at the due instant, stopped"
            " after it, cancelled, warned before it.",
            "short",
            (
                Query(
                    _grown(
                        "simpul_sla_events_total",
                        "clock, event",
                        f'{_OF}, event=~"met|breached|stopped|cancelled|warned"',
                    ),
                    "{{clock}}: {{event}}",
                ),
            ),
            kind="bargauge",
            width=12,
        ),
        Panel(
            "Tenggat terlampaui",
            "Breaches a second, by the agency that has the request.",
            "short",
            (
                Query(
                    _rate("simpul_sla_events_total", "agency", f'{_OF}, event="breached"'),
                    "{{agency}}",
                ),
            ),
            width=6,
        ),
        Panel(
            "Bagian yang tepat waktu",
            "Of the promises whose end is known: met, over met and breached. Breached counts from"
            " the due instant, whether the work was done later or not.",
            "percentunit",
            (
                Query(
                    _share("simpul_sla_events_total", "clock", "met", "met|breached"),
                    "{{clock}}",
                ),
            ),
            kind="stat",
            width=6,
        ),
        Panel(
            "Eskalasi menurut tingkat",
            "Levels of escalation reached in the time shown, by agency; X is the law's own limit.",
            "short",
            (Query(_grown("simpul_escalations_total", "agency, level"), "{{agency}}: {{level}}"),),
            kind="bargauge",
            width=12,
        ),
    ),
)

_AGENCIES = Row(
    "OPD",
    (
        Panel(
            "Laporan OPD menurut hasil",
            "What the case made of agencies' records a second: applied, duplicate, late, refused.",
            "short",
            (Query(_rate("simpul_outcomes_total", "agency, outcome"), "{{agency}}: {{outcome}}"),),
            width=12,
        ),
        Panel(
            "Karantina menurut alasan",
            "Records put aside in the time shown, by agency and what was wrong.",
            "short",
            (
                Query(
                    _grown("simpul_quarantined_total", "agency, reason"), "{{agency}}: {{reason}}"
                ),
            ),
            kind="bargauge",
            width=6,
        ),
        Panel(
            "Status yang tidak dikenal",
            "Native statuses no table knows, in the time shown: the mapping wants a row.",
            "short",
            (Query(_grown("simpul_unmapped_statuses_total", "agency"), "{{agency}}"),),
            kind="bargauge",
            width=6,
        ),
        Panel(
            "Perpindahan status",
            "Changes of state a second, by the state that was entered.",
            "short",
            (Query(_rate("simpul_transitions_total", "to"), "{{to}}"),),
            width=24,
            stacked=True,
        ),
    ),
)

_BUS = Row(
    "Bus",
    (
        Panel(
            "Arus per tahap",
            "Records a second that each hop carried to the end.",
            "short",
            (Query(_rate("simpul_records_total", "hop", ""), "{{hop}}"),),
        ),
        Panel(
            "Dari peristiwa OPD ke status",
            "How long it takes from an agency's record to the status event it caused.",
            "s",
            (
                Query(_quantile(0.5, "simpul_status_latency_seconds", "", _OF), "p50"),
                Query(_quantile(0.99, "simpul_status_latency_seconds", "", _OF), "p99"),
            ),
        ),
        Panel(
            "Waktu per tahap (p99)",
            "How long a record waits for a hop and is carried by it.",
            "s",
            (Query(_quantile(0.99, "simpul_hop_latency_seconds", "hop, ", ""), "{{hop}}"),),
        ),
        Panel(
            "Antrean",
            "Records not committed yet, by topic: high after a restart, else near zero.",
            "short",
            (Query(f"sum by (hop, topic) ({_EACH} (simpul_lag_records))", "{{hop}}: {{topic}}"),),
        ),
        Panel(
            "Potongan tertua yang belum selesai",
            "How long the oldest chunk in flight has been under way; a worker ends itself at 60 s.",
            "s",
            (Query("max by (hop) (simpul_oldest_uncommitted_seconds)", "{{hop}}"),),
        ),
        Panel(
            "Partisi siap",
            "Partitions that are owned and taken over, and those that are still being taken over.",
            "short",
            (
                Query(f"sum by (hop) ({_EACH} (simpul_partition_ready))", "{{hop}}: siap"),
                Query(f"count by (hop) ({_EACH} (simpul_partition_ready) == 0)", "{{hop}}: belum"),
            ),
        ),
        Panel(
            "Pemulihan",
            "State records read back while case partitions are taken over.",
            "short",
            (Query('sum(simpul_recovered_records{hop="case"})', "catatan"),),
        ),
        Panel(
            "Partisi dilepas",
            "How often workers gave their partitions up, in the time shown.",
            "short",
            (Query(_grown("simpul_releases_total", "hop", ""), "{{hop}}"),),
        ),
        Panel(
            "Versi katalog dan rilis",
            "What workers run and decide by; more than one line of a kind is a mismatch.",
            "short",
            (
                Query("count by (version) (simpul_catalogue_info)", "katalog {{version}}"),
                Query("count by (version) (simpul_build_info)", "rilis {{version}}"),
            ),
            kind="stat",
        ),
    ),
)


def dashboard() -> Json:
    """One page: the city, its promises, its agencies, the bus under them."""
    return dashboard_json(
        "simpul-bus",
        "Simpul: pandangan pertama operator",
        "The whole bus at a glance, from the workers' own metrics.",
        [Variable("agency", "OPD", "label_values(simpul_transitions_total, agency)")],
        (_CITY, _PROMISES, _AGENCIES, _BUS),
    )
