# SPDX-License-Identifier: Apache-2.0
"""From the library's description of observations and actions to Gymnasium's spaces and arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from gymnasium import spaces

from diorama._abi import OBSERVED, Buffers, Size

# the part of an observation that each name stands for
_ARRAY_OF = {"observation": "state"}


def space(description: dict[str, Any]) -> spaces.Space[Any]:
    """Returns the space that the library's JSON describes."""
    match description["type"]:
        case "box":
            return spaces.Box(
                low=_bound(description, "low"),
                high=_bound(description, "high"),
                shape=tuple(description["shape"]),
                dtype=np.dtype(description["dtype"]).type,
            )
        case "discrete":
            return spaces.Discrete(description["n"])
        case "dict":
            return spaces.Dict({k: space(part) for k, part in description["spaces"].items()})
    raise NotImplementedError(f"a space of type '{description['type']}'")


def _bound(description: dict[str, Any], name: str) -> Any:
    bound = description[name]
    if not isinstance(bound, list):
        return bound
    return np.array(bound, dtype=description["dtype"]).reshape(description["shape"])


class Layout:
    """Arrays that the library writes an observation into, and how to take it out.

    What is taken is a copy, so that a caller may keep it: the one copy on the way from the library.
    """

    def __init__(self, observed: spaces.Space[Any], sizes: list[int], count: int | None) -> None:
        """Makes arrays for one environment (``count`` is None) or for several."""
        lead = () if count is None else (count,)
        shapes = {
            "state": ((sizes[Size.STATE],), np.float32),
            "pixels": ((sizes[Size.HEIGHT], sizes[Size.WIDTH], 3), np.uint8),
            "achieved_goal": ((sizes[Size.GOAL],), np.float32),
            "desired_goal": ((sizes[Size.GOAL],), np.float32),
        }
        self.arrays: dict[str, np.ndarray] = {}

        def reader(name: str, part: spaces.Space[Any]) -> Callable[[], Any]:
            shape, dtype = shapes[name]
            array = self.arrays[name] = np.zeros(lead + shape, dtype)
            if isinstance(part, spaces.Discrete):
                if count is None:
                    return lambda: np.int64(array[0])
                return lambda: array[:, 0].astype(np.int64)
            return array.copy

        if isinstance(observed, spaces.Dict):
            parts = {
                name: reader(_ARRAY_OF.get(name, name), part) for name, part in observed.items()
            }
            self.take: Callable[[], Any] = lambda: {name: take() for name, take in parts.items()}
        else:
            is_picture = isinstance(observed, spaces.Box) and observed.dtype == np.uint8
            self.take = reader("pixels" if is_picture else "state", observed)

    def bind(self, buffers: Buffers, prefix: str = "") -> None:
        """Lets ``buffers`` point to the arrays."""
        for name in OBSERVED:
            if name in self.arrays:
                buffers.point(prefix + name, self.arrays[name])


def check_seed(seed: Any) -> int:
    """Returns ``seed`` as the library takes it."""
    from diorama.errors import InvalidArgumentError

    if isinstance(seed, (int, np.integer)) and not isinstance(seed, bool):
        if 0 <= seed < 2**64:
            return int(seed)
        raise InvalidArgumentError(f"the seed is {seed}; it must be in 0...2**64 - 1")
    raise InvalidArgumentError(
        f"the seed is {seed!r}, a {type(seed).__name__}; it must be an integer or None"
    )
