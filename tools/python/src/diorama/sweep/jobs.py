# SPDX-License-Identifier: Apache-2.0
"""What is to be done: one job for each combination of parameters."""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from diorama.errors import InvalidArgumentError


class Job(dict[str, Any]):
    """The parameters of one job, such as ``{"learner": "sac", "task": "Pushing-v1", "seed": 0}``.

    Parameters are what JSON has: texts, numbers, booleans, None, lists.
    """

    def __init__(self, parameters: Mapping[str, Any] = {}, **more: Any) -> None:
        """Makes a job of its parameters."""
        super().__init__({**parameters, **more})
        if not self:
            raise InvalidArgumentError("a job has no parameters; give at least one")
        try:
            self._text = json.dumps(self, sort_keys=True, allow_nan=False)
        except (TypeError, ValueError) as error:
            raise InvalidArgumentError(
                f"the job {dict(self)!r} has no JSON form: {error}"
            ) from None

    @property
    def name(self) -> str:
        """Tells this job from every other; the name of its files.

        It is made of the parameters' values, and of a hash where those alone would not do.
        """
        plain = "-".join(
            f"{key}{value}" if key == "seed" else str(value) for key, value in self.items()
        )
        name = re.sub(r"[^A-Za-z0-9._-]+", "_", plain)[:80]
        digest = hashlib.sha256(self._text.encode()).hexdigest()[:8]
        return f"{name}-{digest}"


def grid(**parameters: Iterable[Any]) -> list[Job]:
    """Returns a job for every combination of the parameters' values; the last one varies fastest.

    Args:
        parameters: The values of each, such as ``task=["Pushing-v1"], seed=range(5)``.
    """
    for name, values in parameters.items():
        if isinstance(values, str) or not isinstance(values, Iterable):
            raise InvalidArgumentError(f"{name} is {values!r}; give a list, such as [{values!r}]")
    lists = {name: list(values) for name, values in parameters.items()}
    for name, values in lists.items():
        if not values:
            raise InvalidArgumentError(f"{name} has no values, so there would be no jobs")
    return [
        Job(dict(zip(lists, values, strict=True))) for values in itertools.product(*lists.values())
    ]
