"""Agencies that go on publishing while a test does something to the workers."""

import asyncio
from itertools import count

from tests.broker.pipeline_scene import Pipeline
from tests.builders.requests import Story, interleaved, some_stories


class Load:
    """Stories told one small batch after the other until it is stopped; `stories` were told."""

    def __init__(self, pipeline: Pipeline, pause: float = 0.2) -> None:
        self.stories: list[Story] = []
        self._pipeline = pipeline
        self._pause = pause
        self._stop = asyncio.Event()
        self._task = asyncio.create_task(self._tell())

    async def _tell(self) -> None:
        for batch in count():
            stories = some_stories(6, f"B{batch}")
            await self._pipeline.send(interleaved(stories))
            self.stories += stories
            if self._stop.is_set():
                return
            await asyncio.sleep(self._pause)

    async def stopped(self) -> list[Story]:
        """Tell no more; everything that was told."""
        self._stop.set()
        await self._task
        return self.stories
