"""What `simpul lag` shows of groups and agencies: read from the topics, whoever works or not."""

from contracts.metrics.kinds import AGENCY, PARTITION, TOPIC, Kind, Label, Metric

CONSUMER_GROUP = Label("consumer_group", source="a consumer group that is looked at", most=8)
PROCESS = Label("process", ("intake", "case", "lag"))

_PLACE = (CONSUMER_GROUP, TOPIC, PARTITION)

REACHABLE = Metric(
    "simpul_broker_reachable",
    Kind.GAUGE,
    "1 while the broker answers this process, 0 while it does not.",
    "1 or 0",
    (PROCESS,),
)
GROUP_LAG = Metric(
    "simpul_group_lag_records",
    Kind.GAUGE,
    "Records a consumer group has not committed, its workers alive or not; markers count too.",
    "records",
    _PLACE,
)
GROUP_LAG_SECONDS = Metric(
    "simpul_group_lag_seconds",
    Kind.GAUGE,
    "How long ago the oldest record a consumer group has not committed was logged; 0 where none.",
    "seconds, by the broker's clock",
    _PLACE,
)
STALLED = Metric(
    "simpul_group_stalled",
    Kind.GAUGE,
    "1 where records wait and the committed offset has not moved for `--stalled-after` seconds.",
    "1 or 0",
    _PLACE,
)
SILENCE = Metric(
    "simpul_agency_silence_seconds",
    Kind.GAUGE,
    "Working time of an agency's own calendar since its last event, or since it joined.",
    "seconds of its working time",
    (AGENCY,),
)
SILENT = Metric(
    "simpul_agency_silent",
    Kind.GAUGE,
    "1 where an agency said nothing for more than `--silent-after` of its own working hours.",
    "1 or 0",
    (AGENCY,),
)

OUTSIDE: tuple[Metric, ...] = (
    REACHABLE,
    GROUP_LAG,
    GROUP_LAG_SECONDS,
    STALLED,
    SILENCE,
    SILENT,
)
"""Every metric of the exporter, in the order above."""
