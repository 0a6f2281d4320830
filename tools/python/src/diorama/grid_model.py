# SPDX-License-Identifier: Apache-2.0
"""The exact model of a gridworld, as arrays."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import numpy as np

from diorama._abi import Library, ModelBuffers, ModelSizes


@dataclass(frozen=True)
class GridModel:
    """What each action in each state may lead to.

    Action ``a`` in state ``s`` leads to the outcomes ``offsets[s * A + a]`` up to
    ``offsets[s * A + a + 1]``: to ``next_state[k]`` with ``probability[k]``, rewarded
    ``reward[k]``. Terminal states have none. With the convention ``"transition"`` the step into a
    state is rewarded, as in an episode, and terminal states are worth nothing; with ``"state"``
    being in a state is rewarded, and terminal ones are worth ``terminal_value``.
    """

    #: ``[S * A + 1]``
    offsets: np.ndarray
    #: ``[K]``
    next_state: np.ndarray
    #: ``[K]``
    probability: np.ndarray
    #: ``[K]``
    reward: np.ndarray
    #: The probability of each state at the start, ``[S]``.
    start: np.ndarray
    #: ``[S]``, boolean
    terminal: np.ndarray
    #: ``[S]``
    terminal_value: np.ndarray
    #: What is observed in each state, ``[S, ...]``.
    state: np.ndarray
    #: Names of states and actions.
    states: list[str]
    actions: list[str]

    def dense(self) -> tuple[np.ndarray, np.ndarray]:
        """Returns ``P[s, a, t]`` and the expected reward ``R[s, a]``; for small worlds."""
        shape = (len(self.states), len(self.actions))
        row = np.repeat(np.arange(shape[0] * shape[1]), np.diff(self.offsets))
        transition = np.zeros((shape[0] * shape[1], shape[0]))
        np.add.at(transition, (row, self.next_state), self.probability)
        reward = np.bincount(row, self.probability * self.reward, shape[0] * shape[1])
        return transition.reshape(*shape, shape[0]), reward.reshape(shape)

    @classmethod
    def read(cls, library: Library, handle: int, convention: str, observed: int) -> GridModel:
        """Reads the model of the environment ``handle``."""
        sizes = ModelSizes(size=ctypes.sizeof(ModelSizes))
        library.call("model_size", handle, ctypes.byref(sizes))
        states, outcomes = sizes.states, sizes.outcomes
        arrays = {
            "offsets": np.zeros(states * sizes.actions + 1, np.int64),
            "next_state": np.zeros(outcomes, np.int64),
            "probability": np.zeros(outcomes),
            "reward": np.zeros(outcomes),
            "start": np.zeros(states),
            "terminal": np.zeros(states, np.uint8),
            "terminal_value": np.zeros(states),
            "state": np.zeros((states, observed), np.float32),
        }
        buffers = ModelBuffers()
        for name, array in arrays.items():
            buffers.point(name, array)
        library.call("model", handle, str(convention).encode(), ctypes.byref(buffers))
        arrays["terminal"] = arrays["terminal"].astype(bool)
        names = library.json("model_names", handle)
        return cls(**arrays, states=names["states"], actions=names["actions"])
