"""Where a value changes its colour, each with what it goes by."""

from typing import Final

from deploy.grafana.panels import Steps

PLAIN: Final = Steps("blue")
"""Nothing to judge: a figure without a limit."""
NONE_IS_WELL: Final = Steps("green", ((1, "red"),))
"""One is one too many."""
SOME_IS_USUAL: Final = Steps("green", ((1, "yellow"), (20, "red")))
"""A few happen on a good day."""
ONE_IS_WELL: Final = Steps("red", ((1, "green"),))
"""It is there, or it is not."""
KEPT: Final = Steps("red", ((0.8, "yellow"), (0.95, "green")))
"""Of what was promised: a fifth broken is too much, a twentieth is not."""
GROWN: Final = Steps("green", ((0.1, "yellow"), (0.25, "red")))
"""By a tenth, by a quarter more than a week ago."""
SILENT: Final = Steps("green", ((8 * 3600, "yellow"), (15 * 3600, "red")))
"""Seconds of an agency's own working time: a day of it, and when SimpulAgencySilent fires."""
OLD: Final = Steps("transparent", ((1, "blue"),))
"""Where there is work at all."""
