# SPDX-License-Identifier: Apache-2.0
"""A guard for what one thread at a time may use."""

from __future__ import annotations

import threading

from diorama.errors import BusyError


class OneThread:
    """Lets one thread in, and refuses a second one at once rather than let it wait.

    The library guards itself; this guards the arrays that an environment's calls share.
    """

    __slots__ = ("_owner",)

    def __init__(self) -> None:
        """Lets the next thread in."""
        # not a lock: a Ctrl-C between taking and leaving it would shut its own thread out for good
        self._owner: dict[None, int] = {}

    def __enter__(self) -> None:
        """Enters, or raises ``BusyError``."""
        me = threading.get_ident()
        if self._owner.setdefault(None, me) != me:
            raise BusyError(
                "another thread is using this environment; give each thread an environment of its "
                "own"
            )

    def __exit__(self, *error: object) -> None:
        """Leaves."""
        self._owner.pop(None, None)
