# SPDX-License-Identifier: Apache-2.0
"""A guard for what one thread at a time may use."""

from __future__ import annotations

import threading

from diorama.errors import BusyError


class OneThread:
    """Lets one thread in, and refuses a second one at once rather than let it wait.

    The library guards itself; this guards the arrays that an environment's calls share.
    """

    __slots__ = ("_lock",)

    def __init__(self) -> None:
        """Lets the next thread in."""
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        """Enters, or raises ``BusyError``."""
        if not self._lock.acquire(False):
            raise BusyError(
                "another thread is using this environment; give each thread an environment of its "
                "own"
            )

    def __exit__(self, *error: object) -> None:
        """Leaves."""
        self._lock.release()
