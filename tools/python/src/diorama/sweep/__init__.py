# SPDX-License-Identifier: Apache-2.0
"""Learners x tasks x seeds on Ray: on this machine, or on a cluster.

::

    from diorama import sweep

    jobs = sweep.grid(learner=["sac"], task=["Pushing-v1", "Pendulum-v1"], seed=range(5))
    work = sweep.Command(
        "diorama train {learner} {task} --steps 100000 --seed {seed} --out {folder} --json",
        resume="diorama train {learner} --resume {folder} --json",
    )
    results = sweep.run(jobs, work, "results")

The folder gets one file per finished job, so a sweep that was stopped, at any moment, goes on where
it was. ``work`` may be a Python function too. Needs Ray: ``pip install ray``.
"""

from diorama.sweep.command import Command, JobError
from diorama.sweep.jobs import Job, grid
from diorama.sweep.results import Results, SweepError
from diorama.sweep.runner import run

__all__ = ["Command", "Job", "JobError", "Results", "SweepError", "grid", "run"]
