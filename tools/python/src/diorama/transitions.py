# SPDX-License-Identifier: Apache-2.0
"""Transitions of anybody, as a file that ``diorama train ID --dataset FILE`` learns from."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from diorama.errors import InvalidArgumentError


@dataclass
class Episode:
    """An episode of T steps, in the units of its environment."""

    observations: Any
    """The states ``[T + 1, numbers]``, that at the end too."""
    actions: Any
    """The actions ``[T, numbers]``, or indices ``[T]`` of discrete ones."""
    rewards: Any
    """The rewards ``[T]``."""
    terminated: bool
    """Whether the task ended it, and not a clock."""


def save_transitions(path: str | os.PathLike[str], episodes: Iterable[Episode]) -> int:
    """Writes ``episodes`` as safetensors, and returns the number of steps.

    Raises:
        InvalidArgumentError: The numbers of observations, actions and rewards do not agree.
    """
    from safetensors.numpy import save_file

    all_episodes = list(episodes)
    if not all_episodes:
        raise InvalidArgumentError("there is no episode; give one or more")
    for number, episode in enumerate(all_episodes):
        steps = len(episode.rewards)
        if len(episode.actions) != steps or len(episode.observations) != steps + 1:
            raise InvalidArgumentError(
                f"episode {number} has {len(episode.observations)} observations, "
                f"{len(episode.actions)} actions and {steps} rewards; of T steps there are "
                "T + 1, T and T"
            )
    actions = np.concatenate([np.asarray(e.actions, np.float32) for e in all_episodes])
    arrays = {
        "observations": np.concatenate(
            [
                np.asarray(e.observations, np.float32).reshape(len(e.rewards) + 1, -1)
                for e in all_episodes
            ]
        ),
        "actions": actions.reshape(len(actions), -1),
        "rewards": np.concatenate([np.asarray(e.rewards, np.float32) for e in all_episodes]),
        "episode_lengths": np.array([len(e.rewards) for e in all_episodes], np.uint64),
        "terminated": np.array([e.terminated for e in all_episodes], np.uint8),
    }
    target = Path(path)
    draft = target.with_name(f".{target.name}.partial")
    save_file({name: np.ascontiguousarray(array) for name, array in arrays.items()}, draft)
    draft.replace(target)
    return len(actions)
