# SPDX-License-Identifier: Apache-2.0
"""What the library can make."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

from diorama._abi import library


@cache
def _catalog() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = library().json("catalog_json")
    return entries


def catalog() -> list[dict[str, Any]]:
    """Returns what ``diorama list`` shows, a dictionary for each environment.

    Its keys are those of ``diorama_catalog_json`` in diorama.h.
    """
    return copy.deepcopy(_catalog())


def ids() -> list[str]:
    """Returns the ids of all environments, such as ``Pushing-v1``."""
    return [entry["id"] for entry in _catalog()]
