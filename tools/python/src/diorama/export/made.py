# SPDX-License-Identifier: Apache-2.0
"""What was made in an environment, and is exported."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import gymnasium

from diorama.env import DioramaEnv


class Made:
    """A folder with a manifest, which says what environment its contents were made in."""

    folder: Path
    #: The manifest.
    manifest: dict[str, Any]
    #: What exports show: ``"state"``, ``"pixels"`` or ``"both"``.
    shown: str
    #: The environment's options, but for what it observes.
    options: dict[str, Any]

    @property
    def environment(self) -> str:
        """The environment's id."""
        return str(self.manifest["environment"])

    def make(self, observation: str | None = None) -> gymnasium.Env[Any, Any]:
        """Makes the environment, which observes what exports show."""
        options = {"observation": observation or self.shown, **self.options}
        if self.manifest.get("task") is None:
            return gymnasium.make(f"diorama/{self.environment}", **options)
        task = (self.folder.resolve() / self.manifest["task"]).resolve()
        return gymnasium.make("diorama/Task-v0", task=str(task), **options)

    @contextmanager
    def opened(self) -> Iterator[DioramaEnv]:
        """Makes the environment for a while; states are observed in any case, to be checked."""
        base = self.make("state" if self.shown == "state" else "both").unwrapped
        assert isinstance(base, DioramaEnv)
        try:
            yield base
        finally:
            base.close()
