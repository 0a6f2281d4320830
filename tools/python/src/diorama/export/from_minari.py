# SPDX-License-Identifier: Apache-2.0
"""``python -m diorama.export.from_minari NAME FILE``: a data set of Minari, to learn from."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import Any

from diorama.errors import DioramaError, InvalidArgumentError
from diorama.transitions import Episode, save_transitions


def read(name: str) -> Iterator[Episode]:
    """Reads the episodes of the data set that Minari loads as ``name``."""
    import minari

    for episode in minari.load_dataset(name).iterate_episodes():
        yield Episode(
            observations=_state(episode.observations, name),
            actions=episode.actions,
            rewards=episode.rewards,
            terminated=bool(episode.terminations[-1]),
        )


def _state(observations: Any, name: str) -> Any:
    """Returns the states of an episode, which stand among pictures in some data sets."""
    if isinstance(observations, dict):
        if "state" in observations:
            return observations["state"]
        raise InvalidArgumentError(
            f"the observations of '{name}' are {', '.join(observations)}; none of them is 'state'"
        )
    if observations.ndim != 2:
        raise InvalidArgumentError(
            f"an observation of '{name}' has the shape {observations.shape[1:]}; "
            "only vectors of numbers can be learned from"
        )
    return observations


def main(words: list[str] | None = None) -> int:
    """Writes a file of transitions; returns 1 if it cannot."""
    parser = argparse.ArgumentParser(
        prog="python -m diorama.export.from_minari",
        description="Writes a data set of Minari as a file that 'diorama train --dataset' takes.",
    )
    parser.add_argument("name", help="what Minari loads it by")
    parser.add_argument("file", help="the file, such as data.safetensors")
    chosen = parser.parse_args(words)
    try:
        steps = save_transitions(chosen.file, read(chosen.name))
    except (DioramaError, FileNotFoundError) as error:
        print(f"from_minari: {error}", file=sys.stderr)
        return 1
    except ImportError as error:
        print(f"from_minari: {error}; pip install 'diorama[minari]'", file=sys.stderr)
        return 1
    print(f"wrote {steps} steps to {chosen.file}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
