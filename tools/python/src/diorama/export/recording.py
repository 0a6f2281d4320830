# SPDX-License-Identifier: Apache-2.0
"""A recording, and its episodes with what was observed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from diorama.env import DioramaEnv
from diorama.errors import InvalidArgumentError
from diorama.export.made import Made

#: The version of the format that this reads.
FORMAT = 1
_PRIME = 0x100000001B3
_BASIS = 0xCBF29CE484222325


@dataclass
class Episode:
    """An episode, with what was observed: one observation more than there are actions."""

    seed: int
    observations: list[Any] = field(default_factory=list)
    actions: list[Any] = field(default_factory=list)
    rewards: list[float] = field(default_factory=list)
    successes: list[bool] = field(default_factory=list)
    #: What is known of the whole episode, an array of one element each.
    labels: dict[str, np.ndarray] = field(default_factory=dict)
    is_terminated: bool = False

    def observation(self, name: str) -> list[np.ndarray]:
        """Returns one part of all observations."""
        return [seen[name] for seen in self.observations]


class Recording(Made):
    """A folder that ``diorama record`` wrote.

    Args:
        folder: The folder.
        observation: What exports show, ``"state"``, ``"pixels"`` or ``"both"``; this and the
            following are as recorded if None.
        size: Of their images: (width, height).
        camera: Of their images.
        quality: Of their images.
    """

    def __init__(
        self,
        folder: str | Path,
        *,
        observation: str | None = None,
        size: tuple[int, int] | None = None,
        camera: str | None = None,
        quality: str | None = None,
    ) -> None:
        """Reads the recording; see the class."""
        self.folder = Path(folder)
        manifest = self.folder / "recording.json"
        if not manifest.is_file():
            raise InvalidArgumentError(
                f"'{folder}' is not a recording; 'diorama record ID --policy expert --out DATA' "
                "makes one"
            )
        try:
            #: The manifest.
            self.manifest: dict[str, Any] = json.loads(manifest.read_text("utf-8"))
            self.shown: str = observation or self.manifest["observation"]
            known: dict[str, Any] = {
                "reward": self.manifest["reward"],
                "horizon": self.manifest.get("horizon"),
                "randomize": self.manifest["randomize"] or None,
                "size": size or (self.manifest["width"], self.manifest["height"]),
                "camera": camera or self.manifest.get("camera"),
                "quality": quality or self.manifest["quality"],
            }
            found = self.manifest["format"]
        except (ValueError, KeyError, TypeError, UnicodeDecodeError) as error:
            raise InvalidArgumentError(
                f"'{manifest}' is not the manifest of a recording: {type(error).__name__} {error}"
            ) from None
        if found != FORMAT:
            raise InvalidArgumentError(
                f"'{manifest}' has format {found}, and this package reads {FORMAT}; use Diorama "
                f"{self.manifest.get('version', 'of that version')}, which made it"
            )
        self.options = {name: value for name, value in known.items() if value is not None}
        self.lines = self._read_lines()

    @property
    def made_by(self) -> str:
        """Who acted: a policy's name, or the folder of a run."""
        return str(self.manifest["policy"])

    @property
    def word(self) -> str:
        """Who acted, in a word for the data set's name."""
        if self.made_by in ("expert", "random", "zero"):
            return self.made_by
        return "human" if self.made_by == "page" else "learned"

    def _read_lines(self) -> list[dict[str, Any]]:
        path = self.folder / "episodes.jsonl"
        text = path.read_bytes() if path.is_file() else b""
        # what is not ended by a newline was not written to its end
        whole = text[: text.rfind(b"\n") + 1]
        lines = []
        for number, line in enumerate(whole.splitlines(), 1):
            try:
                episode = json.loads(line)
                count = len(episode["actions"])
                fits = len(episode["rewards"]) == count and len(episode["hashes"]) == count + 1
                if not count or not fits:
                    raise ValueError("actions, rewards and hashes do not fit together")
            except (ValueError, KeyError, TypeError) as error:
                raise InvalidArgumentError(
                    f"'{path}', line {number}, is not an episode: {error}"
                ) from None
            lines.append(episode)
        if not lines:
            raise InvalidArgumentError(f"'{self.folder}' holds no episode yet")
        return lines

    def episodes(self) -> Iterator[Episode]:
        """Lives through the episodes again, and checks that every bit is as it was."""
        with self.opened() as base:
            for number, line in enumerate(self.lines):
                yield self._relive(base, number, line)

    def _relive(self, env: DioramaEnv, number: int, line: dict[str, Any]) -> Episode:
        def differs(step: int, what: str) -> InvalidArgumentError:
            return InvalidArgumentError(
                f"episode {number} (seed {line['seed']}) differs at step {step}: {what}; see "
                f"'diorama record --replay {self.folder}'"
            )

        episode = Episode(line["seed"])
        observation, info = env.reset(seed=episode.seed)
        hashed = _hashed(_BASIS, observation)
        for index, recorded in enumerate(line["actions"]):
            if f"{hashed:016x}" != line["hashes"][index]:
                raise differs(index, "its state is another")
            action = recorded if isinstance(recorded, int) else np.array(recorded, np.float32)
            episode.observations.append(shown(observation, self.shown))
            observation, reward, terminated, truncated, info = env.step(action)
            episode.actions.append(action)
            episode.rewards.append(float(reward))
            episode.successes.append(bool(info["is_success"]))
            hashed = _hashed(hashed, observation)
            hashed = _combined(hashed, np.array([reward], np.float32).view(np.uint32))
            hashed = ((hashed ^ (1 if terminated else 2 if truncated else 0)) * _PRIME) % 2**64
            if np.float32(line["rewards"][index]) != np.float32(reward):
                raise differs(index + 1, f"its reward is {reward}")
        if f"{hashed:016x}" != line["hashes"][-1]:
            raise differs(len(line["actions"]), "its state or ending is another")
        episode.observations.append(shown(observation, self.shown))
        episode.is_terminated = line["end"] == "terminated"
        return episode


def shown(observation: Any, what: str) -> Any:
    """Returns what exports show of an observation: its ``"state"``, ``"pixels"`` or ``"both"``."""
    if what != "pixels" or not isinstance(observation, dict):
        return observation
    seen = {k: v for k, v in observation.items() if k not in ("state", "observation")}
    return seen["pixels"] if len(seen) == 1 else seen


def _hashed(value: int, observation: Any) -> int:
    """Returns the hash after an observation: FNV-1a over the bits of state and goals."""
    parts = observation if isinstance(observation, dict) else {"state": observation}
    for name in ("state", "observation", "achieved_goal", "desired_goal"):
        if name in parts:
            numbers = np.atleast_1d(np.asarray(parts[name])).astype(np.float32)
            value = _combined(value, numbers.view(np.uint32))
    return value


def _combined(value: int, bits: np.ndarray) -> int:
    """Returns the hash after words of 64 bits, the lowest byte first."""
    for byte in bits.astype("<u8").tobytes():
        value = ((value ^ byte) * _PRIME) % 2**64
    return value
