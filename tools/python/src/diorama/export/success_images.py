# SPDX-License-Identifier: Apache-2.0
"""Images of ``diorama goals``, each as an episode of one step."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from diorama.env import EXAMPLES, DioramaEnv
from diorama.errors import InvalidArgumentError
from diorama.export.made import Made
from diorama.export.recording import Episode, shown


class SuccessImages(Made):
    """A folder that ``diorama goals`` wrote.

    Each image is an episode of one step in which nothing is done: the action is nought, and what
    is seen after it is what was seen before. The reward is 1 in success, else 0.

    Args:
        folder: The folder.
        observation: What exports show, ``"state"``, ``"pixels"`` or ``"both"`` (the default).
        size: Of their images, (width, height); this and the following are as made if None.
        camera: Of their images.
        quality: Of their images.
    """

    #: How they were made, and a word of it for the data set's name.
    made_by = "diorama goals"
    word = "success-images"

    def __init__(
        self,
        folder: str | Path,
        *,
        observation: str | None = None,
        size: tuple[int, int] | None = None,
        camera: str | None = None,
        quality: str | None = None,
    ) -> None:
        """Reads the manifest; see the class."""
        self.folder = Path(folder)
        path = self.folder / "manifest.json"
        self.shown = observation or "both"
        try:
            #: The manifest.
            self.manifest: dict[str, Any] = json.loads(path.read_text("utf-8"))
            self.manifest["environment"]
            known: dict[str, Any] = {
                "randomize": self.manifest.get("randomize") or None,
                "size": size or (self.manifest["width"], self.manifest["height"]),
                "camera": camera or self.manifest["camera"] or None,
                "quality": quality or self.manifest["quality"],
            }
            #: A line for each image.
            self.lines: list[dict[str, Any]] = self.manifest["images"]
            for line in self.lines:
                bytes.fromhex(line["snapshot"])
                np.array(line["state"], np.float32)
                line["success"], line["seed"], EXAMPLES[line["kind"]]
            #: The names of the criteria that any image misses.
            self.criteria = sorted({name for line in self.lines for name in line.get("missed", {})})
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise InvalidArgumentError(
                f"'{path}' is not a manifest of 'diorama goals': {type(error).__name__} {error}"
            ) from None
        if not self.lines:
            raise InvalidArgumentError(f"'{path}' lists no image")
        if self.manifest.get("task_checksum") and not self.manifest.get("task"):
            raise InvalidArgumentError(
                f"'{path}' does not say where the files of {self.environment} are; make the images "
                "again with 'diorama goals --task FILE'"
            )
        self.options = {name: value for name, value in known.items() if value is not None}

    def episodes(self) -> Iterator[Episode]:
        """Restores each moment, and checks that every bit of its state is as it was."""
        with self.opened() as base:
            base.reset(seed=0)
            # a saved state begins with a word that names the environment
            mark = base.get_state()[:8]
            still = np.zeros_like(base.action_space.sample())
            for line in self.lines:
                yield self._restored(base, mark, still, line)

    def _restored(
        self, env: DioramaEnv, mark: bytes, still: np.ndarray, line: dict[str, Any]
    ) -> Episode:
        words = np.frombuffer(bytes.fromhex(line["snapshot"]), ">u8").astype("<u8")
        observation = env.set_state(mark + words.tobytes())
        state = observation
        if isinstance(observation, dict):
            state = observation.get("observation", observation.get("state"))
        if not np.array_equal(np.float32(line["state"]), np.float32(np.atleast_1d(state))):
            raise InvalidArgumentError(
                f"'{line['file']}' restores to another state than it was made in; make "
                f"'{self.folder}' again"
            )
        success = bool(line["success"])
        missed = line.get("missed", {})
        return Episode(
            seed=line["seed"],
            observations=[shown(observation, self.shown)] * 2,
            actions=[still if still.shape else still.item()],
            rewards=[float(success)],
            successes=[success],
            labels={
                "success": np.array([success]),
                "kind": np.array([EXAMPLES[line["kind"]]]),
                **{
                    f"missed.{name}": np.array([missed.get(name, 0)], np.float32)
                    for name in self.criteria
                },
            },
            is_terminated=True,
        )
