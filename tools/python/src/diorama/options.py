# SPDX-License-Identifier: Apache-2.0
"""The keyword arguments that single and vector environments share."""

from __future__ import annotations

import difflib
import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import numpy as np

from diorama.errors import InvalidArgumentError

#: The longest horizon that the library takes.
_LONGEST = 10**15 - 1


def refuse_unknown(names: Iterable[str], known: Collection[str], what: str = "option") -> None:
    """Raises an error that names the nearest of ``known``, if one of ``names`` is none of them."""
    for name in map(str, names):
        if name in known:
            continue
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
        hint = f"; did you mean '{near[0]}'?" if near else f"; there are {', '.join(known)}"
        raise InvalidArgumentError(f"there is no {what} '{name}'{hint}")


def size_of(size: Any, what: str = "size") -> tuple[int, int]:
    """Returns width and height from one number or two."""
    pair = (size, size) if is_whole(size) else size
    if not isinstance(pair, (tuple, list)) or len(pair) != 2 or not all(map(is_whole, pair)):
        raise InvalidArgumentError(f"{what} is {size!r}; give one number or (width, height)")
    if not all(16 <= side <= 2048 for side in pair):
        raise InvalidArgumentError(f"{what} is {size!r}; both sides must lie in 16...2048")
    return int(pair[0]), int(pair[1])


def is_whole(value: Any) -> bool:
    """Returns whether it is a whole number, Python's or NumPy's."""
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


def count_of(value: Any, what: str) -> int:
    """Returns how many there are to be, one or more."""
    if not is_whole(value) or value < 1:
        raise InvalidArgumentError(f"{what} is {value!r}; it must be at least 1")
    if value >= 2**63:
        raise InvalidArgumentError(f"{what} is {value!r}; it must be below 2^63")
    return int(value)


def horizon_of(horizon: Any, max_episode_steps: Any) -> Any:
    """Returns when episodes are truncated: at the earlier of both; -1 stands for never."""
    if max_episode_steps is None:
        return horizon
    if is_whole(max_episode_steps) and max_episode_steps == -1:
        return _LONGEST if horizon is None else horizon
    steps = count_of(max_episode_steps, "max_episode_steps")
    return min(steps, horizon) if is_whole(horizon) and horizon > 0 else steps


def text_of(option: Any) -> bytes | None:
    """Returns a name as the library takes it."""
    return None if option is None else str(option).encode()


def encode(options: Mapping[str, Any]) -> bytes:
    """Returns the options of ``diorama_make`` as JSON, without those that are None."""
    chosen = {name: value for name, value in options.items() if value is not None}
    if "size" in chosen:
        chosen["width"], chosen["height"] = size_of(chosen.pop("size"))
    randomize = chosen.get("randomize")
    if randomize is not None and not isinstance(randomize, str):
        try:
            chosen["randomize"] = sorted(randomize)
        except TypeError:
            raise InvalidArgumentError(
                f"randomize is {randomize!r}; give a list of properties, or 'all'"
            ) from None
    try:
        return json.dumps(chosen, allow_nan=False).encode()
    except (TypeError, ValueError) as error:
        raise InvalidArgumentError(f"an option has no JSON form: {error}") from None
