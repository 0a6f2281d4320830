# SPDX-License-Identifier: Apache-2.0
"""``python -m diorama.sweep --learners sac --tasks Pushing-v1 --seeds 5 --out results``."""

from __future__ import annotations

import argparse
import sys

from diorama.errors import DioramaError
from diorama.sweep import Command, grid, run

TRAIN = "diorama train {learner} {task} --steps {steps} --seed {seed} --out {folder} --json"
RESUME = "diorama train {learner} --resume {folder} --json"


def main() -> int:
    """Runs a sweep; returns 1 if a job failed."""
    parser = argparse.ArgumentParser(
        prog="python -m diorama.sweep",
        description="Runs learners x tasks x seeds on Ray; begun again, it goes on where it was.",
    )
    parser.add_argument("--learners", nargs="+", required=True, metavar="NAME")
    parser.add_argument("--tasks", nargs="+", required=True, metavar="ID")
    parser.add_argument("--seeds", type=int, default=1, metavar="N", help="seeds 0 to N - 1")
    parser.add_argument("--steps", type=int, default=100_000, help="of each training")
    parser.add_argument("--out", required=True, metavar="FOLDER")
    parser.add_argument("--address", help="of a Ray cluster, such as auto; this machine otherwise")
    parser.add_argument("--cpus", type=float, default=1, help="processors of one job")
    parser.add_argument(
        "--command",
        default=TRAIN,
        help="what a job runs; its last line is the result, a JSON object (default: %(default)s)",
    )
    parser.add_argument(
        "--resume",
        help=f"what it runs if it was stopped on its way (default: the command, or '{RESUME}')",
    )
    chosen = parser.parse_args()
    if chosen.command == TRAIN:
        chosen.resume = chosen.resume or RESUME
    try:
        jobs = grid(
            learner=chosen.learners,
            task=chosen.tasks,
            steps=[chosen.steps],
            seed=range(chosen.seeds),
        )
        results = run(
            jobs,
            Command(chosen.command, resume=chosen.resume),
            chosen.out,
            address=chosen.address,
            cpus=chosen.cpus,
        )
    except DioramaError as error:
        print(f"sweep: {error}", file=sys.stderr)
        return 2
    print(results)
    return 1 if results.left else 0


if __name__ == "__main__":
    sys.exit(main())
