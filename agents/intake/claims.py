"""What becomes of the time an agency claims; never a look at a clock, only at the record's time."""

from datetime import UTC, datetime, timedelta

from contracts.catalogue import Agency, allowed_since
from contracts.requests import Claim

_FIRST = datetime(1900, 1, 1, tzinfo=UTC)
"""No claim before it is believed, backfill or not: it is a clock that was never set."""


def accept(claimed: datetime | None, received: datetime, agency: Agency) -> tuple[datetime, Claim]:
    """When it happened as the bus counts it: the claim where it may stand, else the receipt.

    City time. Claims of the future, and those older than the agency's skew, count as the receipt.
    """
    if claimed is None:
        return received, Claim.NONE
    if claimed > received:
        return received, Claim.FUTURE
    if claimed >= received - timedelta(hours=agency.claim_skew_hours):
        return claimed.astimezone(received.tzinfo), Claim.TAKEN
    since, backfilling = allowed_since(agency, received)
    if backfilling and claimed >= max(since, _FIRST):
        return claimed.astimezone(received.tzinfo), Claim.BACKFILL
    return received, Claim.TOO_OLD
