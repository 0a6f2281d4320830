# SPDX-License-Identifier: Apache-2.0
"""Reward and endings as functions of goals, of an environment that has some."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from diorama._abi import Library, Size
from diorama.errors import InvalidArgumentError, NoGoalsError


class GoalFunctions:
    """What an environment computes of achieved and desired goals, one or many."""

    description: dict[str, Any]
    _library: Library
    _handle: int
    _sizes: Sequence[int]

    @property
    def compute_reward(self) -> Callable[..., Any]:
        """The reward of achieved goals, given the desired ones beside them; where there are goals.

        A function of ``achieved_goal``, one goal or any number of them, ``[..., goal]``, of
        ``desired_goal``, as many, and of an ``info`` that it does not use; it returns one number,
        or an array ``[...]``. Without goals there is no such attribute: libraries take an
        environment that has it for a goal-conditioned one.
        """
        self._require_goals()
        return self._rewards

    @property
    def compute_terminated(self) -> Callable[..., Any]:
        """Whether goals end an episode: none does, as reward goes on while the goal is held.

        Arguments and shapes as for ``compute_reward``; like it, there only with goals.
        """
        self._require_goals()
        return self._terminations

    @property
    def compute_truncated(self) -> Callable[..., Any]:
        """Whether the clock ran out, which goals do not say: ``info["is_truncated"]`` does.

        Arguments and shapes as for ``compute_reward``; of many goals ``info`` is a sequence, one
        for each, or the dictionary of arrays that a vector gives. Without it nothing is truncated.
        """
        self._require_goals()
        return self._truncations

    def _require_goals(self) -> None:
        if not self._sizes[Size.GOAL]:
            raise NoGoalsError(f"{self.description['id']} has no goals; PushingGoal-v1 has")

    def _goals(self, achieved_goal: Any, desired_goal: Any) -> tuple[np.ndarray, np.ndarray]:
        count = self._sizes[Size.GOAL]
        achieved = np.ascontiguousarray(achieved_goal, np.float32)
        desired = np.ascontiguousarray(desired_goal, np.float32)
        if achieved.shape != desired.shape or achieved.shape[-1:] != (count,):
            raise InvalidArgumentError(
                f"goals have the shapes {achieved.shape} and {desired.shape}; both must be "
                f"(..., {count})"
            )
        return achieved, desired

    def _terminations(self, achieved_goal: Any, desired_goal: Any, info: Any = None) -> Any:
        achieved, _ = self._goals(achieved_goal, desired_goal)
        return np.zeros(achieved.shape[:-1], bool) if achieved.ndim > 1 else False

    def _truncations(self, achieved_goal: Any, desired_goal: Any, info: Any = None) -> Any:
        shape = self._goals(achieved_goal, desired_goal)[0].shape[:-1]
        if info is None:
            truncated: Any = False
        elif isinstance(info, Mapping):
            truncated = info.get("is_truncated", False)
        else:
            infos = np.asarray(info, dtype=object).ravel()
            if infos.size != np.prod(shape, dtype=int):
                raise InvalidArgumentError(
                    f"there are {infos.size} infos for goals of the shape {shape}; give one for "
                    "each"
                )
            truncated = np.reshape([one.get("is_truncated", False) for one in infos], shape)
        truncated = np.asarray(truncated, bool)
        if truncated.ndim and truncated.shape != shape:
            raise InvalidArgumentError(
                f"is_truncated has the shape {truncated.shape}; goals have the shape {shape}"
            )
        truncated = np.broadcast_to(truncated, shape)
        return truncated.copy() if shape else bool(truncated)

    def _rewards(self, achieved_goal: Any, desired_goal: Any, info: Any = None) -> Any:
        achieved, desired = self._goals(achieved_goal, desired_goal)
        reward = np.zeros(achieved.shape[:-1])
        self._library.call(
            "compute_reward",
            self._handle,
            reward.size,
            achieved.ctypes.data,
            achieved.size,
            desired.ctypes.data,
            desired.size,
            reward.ctypes.data,
            reward.size,
        )
        return reward if reward.ndim else reward.item()
