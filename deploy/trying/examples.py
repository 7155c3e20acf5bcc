"""An agency's examples replayed, held against the stories kept beside them, or given theirs."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from contracts.catalogue import Catalogue
from contracts.events import Value
from deploy.replay import replay
from deploy.story_of import told, with_story
from services.catalogue.pack import Example


class Replayed(Value):
    """One example: the story kept, and what the replay told, as lines of YAML."""

    file: str
    """Its name in the agency's examples/."""
    title: str
    kept: str | None
    found: str

    @property
    def agrees(self) -> bool:
        """Whether the story kept is the one that was told."""
        return self.kept == self.found


def replay_examples(catalogue: Catalogue, examples: Sequence[Example]) -> Iterator[Replayed]:
    """Every example in order."""
    for file, agency, history in examples:
        kept = told(history.story) if history.story is not None else None
        found = told(replay(catalogue, agency, history))
        name = file.rpartition("/")[2]
        yield Replayed(file=name, title=history.title, kept=kept, found=found)


def write_stories(catalogue: Catalogue, examples: Sequence[Example], folder: Path) -> list[str]:
    """Give each example the story its replay tells; the names of those changed."""
    changed = []
    for file, agency, history in examples:
        path = folder / "examples" / file.rpartition("/")[2]
        text = path.read_text(encoding="utf-8")
        meant = with_story(text, replay(catalogue, agency, history))
        if meant != text:
            path.write_text(meant, encoding="utf-8")
            changed.append(path.name)
    return changed
