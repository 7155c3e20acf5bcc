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
