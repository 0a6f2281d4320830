# SPDX-License-Identifier: Apache-2.0
"""Data sets of Minari, written by Minari itself."""

from __future__ import annotations

import os
import re
import unicodedata
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from diorama.export.source import Source


def write(source: Source, out: Path) -> str:
    """Writes the episodes below ``out``, and returns the name that Minari loads it by.

    Images are kept as they are, not as JPEG. A reader sets ``MINARI_DATASETS_PATH`` to ``out``.
    """
    import minari
    from minari.data_collector import EpisodeBuffer

    name = re.sub(r"-v\d+$", "", source.environment)
    dataset = f"diorama/{_slug(name)}/{source.word}-v0"
    env = source.make()
    before = os.environ.get("MINARI_DATASETS_PATH")
    os.environ["MINARI_DATASETS_PATH"] = str(out)
    try:
        buffers = []
        for number, episode in enumerate(source.episodes()):
            count = len(episode.actions)
            ends = np.arange(count) == count - 1
            buffers.append(
                EpisodeBuffer(
                    id=number,
                    seed=episode.seed,
                    observations=_gathered(episode.observations),
                    actions=np.array(episode.actions),
                    rewards=episode.rewards,
                    terminations=list(ends & episode.is_terminated),
                    truncations=list(ends & (not episode.is_terminated)),
                    infos={
                        "success": np.array([False, *episode.successes]),
                        **{k: np.repeat(v, count + 1) for k, v in episode.labels.items()},
                    },
                )
            )
        with warnings.catch_warnings():
            # it asks for an author, a link and more, which are for data sets that are published
            warnings.simplefilter("ignore", UserWarning)
            minari.create_dataset_from_buffers(
                dataset,
                buffers,
                env=env,
                eval_env=env,
                algorithm_name=source.made_by,
                description=env.unwrapped.description["summary"],  # type: ignore[attr-defined]
                jpeg_encoding=False,
            )
    finally:
        env.close()
        if before is None:
            del os.environ["MINARI_DATASETS_PATH"]
        else:
            os.environ["MINARI_DATASETS_PATH"] = before
    return dataset


def _gathered(observations: list[Any]) -> Any:
    """Returns arrays over time, one for each part."""
    if isinstance(observations[0], dict):
        return {name: np.array([seen[name] for seen in observations]) for name in observations[0]}
    return np.array(observations)


def _slug(name: str) -> str:
    """Returns a name of letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "task"
