"""The agency: every agency at a glance, what its promises came to, and how that was a week ago."""

from typing import Final

from deploy.grafana.choices import AGENCY, GROUP, MARKS
from deploy.grafana.panels import Page

PAGE: Final = Page(
    "simpul-agency",
    "Simpul: kota",
    "All agencies at a glance: what is open, late, due soon, and kept of what was promised.",
    "7d",
    (AGENCY, GROUP),
    MARKS,
    (),
)
"""The agency, for who answers for all of it."""
