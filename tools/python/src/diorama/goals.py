# SPDX-License-Identifier: Apache-2.0
"""Goal images and hard negatives, as arrays."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any

import numpy as np

from diorama._abi import Buffers, Size, library
from diorama.env import EXAMPLES, DioramaEnv
from diorama.errors import InvalidArgumentError
from diorama.layout import check_seed


@dataclass(frozen=True)
class GoalSet:
    """Examples of success, then of failure: states at rest, whose success is measured."""

    #: ``[n, height, width, 3]``
    pixels: np.ndarray
    #: ``[n, state]``
    state: np.ndarray
    #: ``[n, goal]``; no columns where there are no goals.
    achieved_goal: np.ndarray
    #: ``[n, goal]``
    desired_goal: np.ndarray
    #: Each measure, ``[n]``, by its name.
    metrics: dict[str, np.ndarray]
    #: ``success``, ``near_miss``, ``mishap`` or ``elsewhere``, ``[n]``.
    kinds: list[str]
    #: With its kind, what starts an episode there again, ``[n]``.
    seeds: np.ndarray


def goals(env_id: str, count: int, negatives: int = 0, seed: int = 0, **options: Any) -> GoalSet:
    """Makes ``count`` pictures of success and ``negatives`` of failure, each kind in turn.

    Args:
        env_id: Which environment, such as ``"Pushing-v1"``.
        count: Pictures of success.
        negatives: Pictures of failure.
        seed: Equal seeds give equal pictures.
        options: As for ``DioramaEnv``: ``size``, ``camera``, ``quality``, ``randomize``, ...
    """
    for name, number in {"count": count, "negatives": negatives}.items():
        if not isinstance(number, int) or isinstance(number, bool) or number < 0:
            raise InvalidArgumentError(f"{name} is {number!r}; it must be 0 or more")
    seed = check_seed(seed)
    env = DioramaEnv(env_id, **options)
    try:
        sizes = env._sizes
        total = count + negatives
        arrays: dict[str, np.ndarray] = {
            "pixels": np.zeros((total, sizes[Size.HEIGHT], sizes[Size.WIDTH], 3), np.uint8),
            "state": np.zeros((total, sizes[Size.STATE]), np.float32),
            "achieved_goal": np.zeros((total, sizes[Size.GOAL]), np.float32),
            "desired_goal": np.zeros((total, sizes[Size.GOAL]), np.float32),
        }
        metrics = np.zeros((total, sizes[Size.METRICS]))
        kinds = np.zeros(total, np.int32)
        seeds = np.zeros(total, np.uint64)
        buffers = Buffers()
        for name, array in arrays.items():
            if array.size:
                buffers.point(name, array)
        buffers.point("metrics", metrics)
        library().call(
            "goal_set",
            env._handle,
            count,
            negatives,
            seed,
            kinds.ctypes.data,
            kinds.size,
            seeds.ctypes.data,
            seeds.size,
            ctypes.byref(buffers),
        )
        names = list(EXAMPLES)
        return GoalSet(
            **arrays,
            metrics={name: metrics[:, i].copy() for i, name in enumerate(env._metric_names)},
            kinds=[names[kind] for kind in kinds],
            seeds=seeds,
        )
    finally:
        env.close()
