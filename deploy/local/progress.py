"""One line on stderr for what makes a person wait; results on stdout are never mixed with it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console


@contextmanager
def progress_line(console: Console | None = None) -> Iterator[Callable[[str], None]]:
    """What EmbeddedKafka takes as `progress`.

    On a terminal one line that is gone afterwards; in a log one line a stage, which is the words
    before the colon.
    """
    console = console or Console(stderr=True)
    if console.is_terminal:
        with console.status("") as status:
            yield status.update
        return
    told: set[str] = set()

    def tell(text: str) -> None:
        stage = text.partition(":")[0]
        if stage not in told:
            told.add(stage)
            console.print(text, highlight=False, soft_wrap=True)

    yield tell
