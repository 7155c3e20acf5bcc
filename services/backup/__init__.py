"""The bus's lasting state as one file, and an empty broker filled from it; decides about no case.

The file is a ZIP archive (deflated; ZIP64 where it is large), so that `unzip -p FILE manifest.json`
tells what it is and no tool of ours is needed to read it:

    manifest.json               written last: format and its version, release, city, when it was
                                begun, the log's epoch, how many partitions a request may be in,
                                how many cases are open, put away, held or wait; and of every
                                other member how many records and bytes it has, and its SHA-256
    ref.catalogue.v1/0.ndjson   every version in the order it was published, `current`, the clock
    bus.cases.v1/N.ndjson       partition N: the latest record of each request, a stub included
    bus.archive.v1/N.ndjson     partition N: stories of requests put away; only where asked for

A line is a record: `key`, `value` and the values of `headers` are text as it stood, byte for byte
in UTF-8 (the bus writes nothing else on these topics; anything else refuses the backup), `ms` is
its LogAppendTime in the log where it was written first. The members' digests are over the lines.

What is not in it, because it is not the bus's to keep or is told again by whom it concerns:
agencies' events and inboxes (30 days, theirs), what was told on status and sla topics, quarantine
and retries, and facts under way. So nothing is taken over of what was not folded when it was taken.

    take_backup(reader, backup)               a running bus into a file being written
    check_backup(path)                        a file that is whole, or BackupRefused
    restore_backup(backup, topics, ...)       into a broker that holds nothing yet

A restored bus is another log: it begins at offset 0 again, so its clock record names another
epoch, which the ids of facts hash, and the log before it. Cases bring their counters, judged
records and deadlines along: a request's next event has the next `seq`, and an event sent again
is known again. City time goes on in the segments it had.
"""

from services.backup.manifest import BackupRefused, Manifest
from services.backup.opening import Backup, check_backup
from services.backup.restoring import Begun, NotEmpty, Restoration, Topics, restore_backup
from services.backup.taking import take_backup
from services.backup.writing import BackupFile, writing_backup

__all__ = [
    "Backup",
    "BackupFile",
    "BackupRefused",
    "Begun",
    "Manifest",
    "NotEmpty",
    "Restoration",
    "Topics",
    "check_backup",
    "restore_backup",
    "take_backup",
    "writing_backup",
]
