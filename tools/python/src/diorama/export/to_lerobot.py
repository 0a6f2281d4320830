# SPDX-License-Identifier: Apache-2.0
"""Data sets of LeRobot, written by LeRobot itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from diorama.errors import InvalidArgumentError
from diorama.export.source import Source


def write(source: Source, out: Path) -> str:
    """Writes the episodes to ``out``, and returns the name that it has there.

    A frame is an observation and what was done then, so that the last observation of an episode
    is left out, as LeRobot's own recordings do. Images are kept as they are, not as a film.
    """
    import datasets
    from lerobot.datasets.lerobot_dataset import LeRobotDataset

    datasets.disable_progress_bars()

    env = source.make()
    about: dict[str, Any] = env.unwrapped.description  # type: ignore[attr-defined]
    env.close()
    rate = 1 / about["control_period"]
    if abs(rate - round(rate)) > 1e-6 * rate:
        raise InvalidArgumentError(
            f"LeRobot counts whole frames a second, and a step of {about['control_period']} s "
            "makes none; set the task's period to 0.1, or export with --as minari"
        )
    camera = source.options.get("camera") or next(iter(about["cameras"]), "camera")
    name = f"diorama/{source.environment}"
    dataset = None
    for episode in source.episodes():
        ends = len(episode.actions) - 1
        for index, action in enumerate(episode.actions):
            frame = _parts(episode.observations[index], camera)
            frame["action"] = np.atleast_1d(np.asarray(action))
            frame["next.reward"] = np.array([episode.rewards[index]], np.float32)
            frame["next.done"] = np.array([index == ends])
            frame["next.success"] = np.array([episode.successes[index]])
            frame.update(episode.labels)
            if dataset is None:
                dataset = LeRobotDataset.create(
                    repo_id=name,
                    fps=round(rate),
                    features=_features(frame, about),
                    root=out,
                    robot_type="diorama",
                    use_videos=False,
                )
            dataset.add_frame({**frame, "task": about["summary"]})
        assert dataset is not None
        dataset.save_episode()
    if dataset is not None:
        dataset.finalize()
    return name


def _parts(observation: Any, camera: str) -> dict[str, np.ndarray]:
    """Returns an observation under LeRobot's names."""
    if not isinstance(observation, dict):
        array = np.asarray(observation)
        observation = {"pixels" if array.ndim == 3 else "state": array}
    names = {
        "state": "observation.state",
        "observation": "observation.state",
        "pixels": f"observation.images.{camera}",
    }
    return {
        names.get(part, f"observation.{part}"): np.atleast_1d(np.asarray(value))
        for part, value in observation.items()
    }


def _features(frame: dict[str, np.ndarray], about: dict[str, Any]) -> dict[str, Any]:
    """Returns what LeRobot is to know of each array of a frame."""
    features: dict[str, Any] = {}
    for name, array in frame.items():
        is_image = name.startswith("observation.images.")
        names: list[str] | None = None
        if is_image:
            names = ["height", "width", "channels"]
        elif name == "observation.state" and len(about["state"]) == array.size:
            names = [element["name"] for element in about["state"]]
        dtype = "image" if is_image else str(array.dtype)
        features[name] = {"dtype": dtype, "shape": array.shape, "names": names}
    return features
