# SPDX-License-Identifier: Apache-2.0
"""The one file that knows Ray."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from diorama.errors import InvalidArgumentError
from diorama.sweep.command import Command
from diorama.sweep.jobs import Job
from diorama.sweep.progress import Progress
from diorama.sweep.results import Results, SweepError

Work = Command | Callable[[Mapping[str, Any], Path], Mapping[str, Any]]


def run(
    jobs: Iterable[Job],
    work: Work,
    folder: str | os.PathLike[str],
    *,
    address: str | None = None,
    cpus: float = 1,
    gpus: float = 0,
    retries: int = 5,
) -> Results:
    """Does every job that is not finished yet, all processors at a time.

    A job that fails is reported, and the rest goes on; it is tried again when the sweep is run
    again. A job whose node or process dies is done again on another one, in the same folder of its
    own. Outcomes are written by this process alone, so the nodes need to share a file system only
    for what jobs keep in their folders. ``diorama`` must be installed on every node.

    Args:
        jobs: As ``grid`` makes them.
        work: A ``Command``, or a function of the job and of a folder for the job alone, that
            returns a result: names and what JSON has.
        folder: Where the outcomes are; finished ones there are not done again.
        address: Of a Ray cluster, such as ``"auto"``; None uses this machine alone, or what
            ``ray.init`` has connected to.
        cpus: Processors of one job.
        gpus: And graphics processors.
        retries: How often a job is begun again whose node or process died.

    Returns:
        The results, which are in the folder too. ``print`` shows them as a table.
    """
    jobs = list(jobs)
    names = [job.name for job in jobs]
    if len(set(names)) < len(names):
        twice = next(job for job in jobs if names.count(job.name) > 1)
        raise InvalidArgumentError(f"the job {dict(twice)} is there twice")
    if not callable(work):
        raise InvalidArgumentError(f"work is {work!r}; give a Command or a function")
    if isinstance(work, Command):
        for job in jobs:
            work.check(job)
    text = str(work) if isinstance(work, Command) else f"{work.__module__}.{_name(work)}"
    results = Results(folder, jobs, text)
    try:
        if results.left:
            _run_left(results, work, address=address, cpus=cpus, gpus=gpus, retries=retries)
        results.write()
    finally:
        results.close()
    return results


def _run_left(
    results: Results,
    work: Work,
    *,
    address: str | None,
    cpus: float,
    gpus: float,
    retries: int,
) -> None:
    try:
        import ray
    except ImportError:
        raise SweepError("a sweep needs Ray; pip install ray") from None
    is_ours = not ray.is_initialized()
    if is_ours:
        ray.init(address=address, log_to_driver=False)
    progress = Progress(len(results.jobs), len(results.jobs) - len(results.left))
    try:
        # a node that dies is Ray's to make good; an error of the job's own is an outcome
        remote = ray.remote(num_cpus=cpus, num_gpus=gpus, max_retries=retries)(_do)
        put = ray.put(work)
        waiting = {
            remote.remote(put, dict(job), results.folder / "runs" / name): name
            for name, job in results.left.items()
        }
        while waiting:
            done, _ = ray.wait(list(waiting), num_returns=1)
            name = waiting.pop(done[0])
            try:
                outcome = ray.get(done[0])
            except ray.exceptions.RayError as error:
                # its node or process died, every time
                # Ray says it in many lines, of which the first sentence matters
                first = (str(error).strip() or "it died").splitlines()[0].split(". ")[0]
                outcome = {"status": "failed", "error": f"{type(error).__name__}: {first}"}
            results.add(name, outcome)
            progress.add(name, outcome)
    finally:
        progress.finish()
        if is_ours:
            ray.shutdown()


def _do(work: Work, parameters: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Does one job, on some node."""
    start = time.time()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        result = _plain(work(Job(parameters), folder))
        outcome: dict[str, Any] = {"status": "finished", "result": result}
    except Exception as error:
        # told as a text: the error's class may not be there where the sweep runs
        outcome = {"status": "failed", "error": f"{type(error).__name__}: {error}"}
    return outcome | {"seconds": round(time.time() - start, 3)}


def _plain(result: Any) -> dict[str, Any]:
    """Returns a job's result as JSON has it; NumPy's numbers become Python's."""
    import json

    import numpy as np

    def convert(value: Any) -> Any:
        if isinstance(value, (np.generic, np.ndarray)):
            return value.tolist()
        raise TypeError(f"{type(value).__name__} has no JSON form")

    if not isinstance(result, Mapping):
        raise TypeError(f"the job returned a {type(result).__name__}; it must be a dictionary")
    return dict(json.loads(json.dumps(dict(result), default=convert)))


def _name(work: Callable[..., Any]) -> str:
    return getattr(work, "__qualname__", type(work).__qualname__)
