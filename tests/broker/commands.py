"""Commands as processes of their own, as a person types them in a shell."""

import asyncio
import sys
from typing import NamedTuple


class Typed(NamedTuple):
    """A command's exit code and what it printed."""

    status: int
    out: str
    err: str


async def typed(*words: str, kafka: str | None = None) -> Typed:
    """Type a command and wait until it ends; `kafka`: a bootstrap address, if the settings' not."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "deploy.cli", *words),
        env=None if kafka is None else {"SIMPUL_KAFKA": kafka},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    return Typed(process.returncode or 0, out.decode(), err.decode())
