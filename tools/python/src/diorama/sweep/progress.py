# SPDX-License-Identifier: Apache-2.0
"""How far a sweep is, on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from typing import Any


class Progress:
    """A line that is kept up to date on a terminal, and one per job elsewhere."""

    def __init__(self, total: int, finished: int) -> None:
        """Shows how many jobs there are, and how many were finished before."""
        self._total = total
        self._finished = self._before = finished
        self._failed = 0
        self._start = time.monotonic()
        self._is_terminal = sys.stderr.isatty()
        if self._is_terminal or finished:
            self._show(f"{finished} of {total} jobs were finished before" if finished else "")

    def add(self, name: str, outcome: Mapping[str, Any]) -> None:
        """Counts a job; a failure is told at once."""
        if outcome["status"] == "finished":
            self._finished += 1
            self._show("" if self._is_terminal else f"{name} finished")
        else:
            self._failed += 1
            self._show(f"{name} failed: {outcome['error']}")

    def finish(self) -> None:
        """Ends the line."""
        if self._is_terminal:
            print(file=sys.stderr, flush=True)

    def __str__(self) -> str:
        """Returns the line."""
        done = self._finished + self._failed
        text = f"sweep: {done}/{self._total} jobs"
        if self._failed:
            text += f", {self._failed} failed"
        now = done - self._before
        if now and done < self._total:
            left = (time.monotonic() - self._start) / now * (self._total - done)
            minutes, seconds = divmod(round(left), 60)
            text += f", {minutes // 60}:{minutes % 60:02}:{seconds:02} left"
        return text

    def _show(self, message: str) -> None:
        if self._is_terminal:
            note = f"\r\x1b[Ksweep: {message}\n" if message else "\r\x1b[K"
            print(f"{note}{self}", end="", file=sys.stderr, flush=True)
        else:
            print(f"{self}: {message}", file=sys.stderr, flush=True)
