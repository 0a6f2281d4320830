# SPDX-License-Identifier: Apache-2.0
"""The folder of a sweep: one file per job, written at once or not at all."""

from __future__ import annotations

import csv
import fcntl
import io
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from diorama.errors import DioramaError
from diorama.sweep.jobs import Job
from diorama.sweep.table import summary


class SweepError(DioramaError):
    """A sweep that cannot run: no Ray, or a folder that is another's."""


class Results:
    """Every job's outcome, in a folder and in ``rows``.

    ============== =====================================================
    file           holds
    ============== =====================================================
    jobs/NAME.json one outcome: job, status, result or error, seconds
    runs/NAME/     what the job wrote, if it wrote here
    results.csv    the table, a row a job
    results.json   the same
    ============== =====================================================

    A row is the job's parameters, its ``status`` (``"finished"``, ``"failed"`` or ``"missing"``),
    and what it returned.
    """

    def __init__(self, folder: str | os.PathLike[str], jobs: Iterable[Job], work: str) -> None:
        """Opens the folder, which may have outcomes of these jobs already.

        Args:
            folder: Made if it is not there.
            jobs: All of them.
            work: What does them; outcomes of other work are refused.
        """
        self.folder = Path(folder).resolve()
        self.jobs = {job.name: job for job in jobs}
        self.work = work
        self.outcomes: dict[str, dict[str, Any]] = {}
        try:
            (self.folder / "jobs").mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SweepError(f"{self.folder} cannot be made: {error.strerror}") from None
        self._lock = open(self.folder / "lock", "w")  # noqa: SIM115
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._lock.close()
            raise SweepError(
                f"another sweep is at work in {self.folder}; wait for it, or use another folder"
            ) from None
        for name in self.jobs:
            path = self._path(name)
            if not path.exists():
                continue
            outcome = self._read(path)
            if outcome["work"] != work:
                self.close()
                raise SweepError(
                    f"{path} was made by '{outcome['work']}', not by '{work}'; use another folder"
                )
            self.outcomes[name] = outcome

    @property
    def left(self) -> dict[str, Job]:
        """The jobs that are not finished; failed ones are tried again."""
        return {name: job for name, job in self.jobs.items() if self.status(name) != "finished"}

    def status(self, name: str) -> str:
        """Returns ``"finished"``, ``"failed"`` or ``"missing"``."""
        return str(self.outcomes.get(name, {}).get("status", "missing"))

    def add(self, name: str, outcome: Mapping[str, Any]) -> None:
        """Keeps an outcome; when this returns, it survives a loss of power."""
        kept = {"job": dict(self.jobs[name]), "work": self.work, **outcome}
        _replace(self._path(name), json.dumps(kept, indent=1) + "\n")
        self.outcomes[name] = kept

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The table, in the order of the jobs."""
        rows = []
        for name, job in self.jobs.items():
            outcome = self.outcomes.get(name, {})
            extra = {key: outcome[key] for key in ("seconds", "error") if key in outcome}
            result = outcome.get("result", {})
            # a parameter keeps its column if the result has one of that name, too
            rows.append({**result, **job, "status": self.status(name), **extra})
            rows[-1] = {key: rows[-1][key] for key in [*job, "status", *extra, *result]}
        return rows

    def write(self) -> None:
        """Writes the table as CSV and as JSON."""
        rows = self.rows
        names = list(dict.fromkeys(name for row in rows for name in row))
        text = io.StringIO()
        table = csv.DictWriter(text, names, lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
        _replace(self.folder / "results.csv", text.getvalue())
        _replace(self.folder / "results.json", json.dumps(rows, indent=1) + "\n")

    def close(self) -> None:
        """Lets another sweep use the folder."""
        self._lock.close()

    def __str__(self) -> str:
        """Returns the table to be read: a line for what differs in its seed only."""
        return summary(
            self.rows, list(dict.fromkeys(key for job in self.jobs.values() for key in job))
        )

    def _path(self, name: str) -> Path:
        return self.folder / "jobs" / f"{name}.json"

    def _read(self, path: Path) -> dict[str, Any]:
        try:
            outcome = json.loads(path.read_text())
            return {"work": outcome["work"], "status": outcome["status"], **outcome}
        except (OSError, ValueError, KeyError, TypeError) as error:
            self.close()
            raise SweepError(f"{path} is not an outcome of a job ({error!r}); remove it") from None


def _replace(path: Path, text: str) -> None:
    """Writes a file so that it is there whole, or not at all."""
    draft = path.with_name(path.name + ".draft")
    with open(draft, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
