"""Commands as processes of their own, typed in a folder as a person types them."""

import asyncio
import os
import sys
from pathlib import Path
from typing import NamedTuple


class Done(NamedTuple):
    """What a command came to; `out` is all it printed, in order."""

    status: int
    out: str


async def typed(*words: str, cwd: Path | None = None, **settings: str) -> Done:
    """Run `simpul` with these words, and settings beside the usual ones."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "deploy.cli", *words),
        cwd=cwd,
        env=os.environ | settings,  # noqa: TID251 - a process of its own gets all it usually has
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await process.communicate()
    return Done(process.returncode or 0, out.decode())
