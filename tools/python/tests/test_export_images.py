# SPDX-License-Identifier: Apache-2.0
"""Success images of ``diorama goals``, restored from their manifest as episodes of one step.

What Minari, LeRobot and torchvision read of exports is compared in tools/peers.
"""

import json

import gymnasium
import numpy as np
import pytest

from diorama.export import SuccessImages
from diorama.export.__main__ import main

SIZE = (32, 16)
KINDS = {"success": {}, "near_miss": {"distance": 0.12}, "mishap": {"tilt": 3.9}}


@pytest.fixture(params=["Pushing-v1", "PushingGoal-v1"])
def made(request, tmp_path):
    """A folder with a manifest as ``diorama goals`` writes it, and what is seen at its moments."""
    env = gymnasium.make(f"diorama/{request.param}", observation="both", size=SIZE).unwrapped
    seen, lines = [], []
    for seed, (kind, missed) in enumerate(KINDS.items()):
        observation, _ = env.reset(seed=seed, options={"example": kind})
        words = np.frombuffer(env.get_state(), "<u8")[1:]
        seen.append(observation)
        lines.append(
            {
                "file": f"{kind}_0000.png",
                "kind": kind,
                "success": kind == "success",
                "seed": seed,
                "state": observation["observation" if "observation" in observation else "state"],
                "snapshot": "".join(f"{word:016x}" for word in words),
                "missed": missed,
            }
        )
    manifest = {
        "environment": request.param,
        "camera": "front",
        "width": SIZE[0],
        "height": SIZE[1],
        "quality": "default",
        "images": lines,
    }
    write(tmp_path, manifest)
    return tmp_path, manifest, seen


def write(folder, manifest):
    text = json.dumps(manifest, default=lambda array: array.tolist())
    (folder / "manifest.json").write_text(text, "utf-8")


@pytest.mark.parametrize("observation", ["state", "pixels", "both"])
def test_each_image_is_an_episode_of_one_step(made, observation):
    folder, manifest, seen = made
    images = SuccessImages(folder, observation=observation)
    assert images.criteria == ["distance", "tilt"]
    space = images.make().observation_space
    for episode, line, moment in zip(images.episodes(), manifest["images"], seen, strict=True):
        assert episode.seed == line["seed"]
        first, second = episode.observations
        assert space.contains(first) and space.contains(second)
        parts = first if isinstance(first, dict) else {"pixels": first}
        if observation == "state" and not isinstance(first, dict):
            parts = {}
            np.testing.assert_array_equal(first, line["state"])
        for name, value in parts.items():
            np.testing.assert_array_equal(value, moment[name])
        assert episode.rewards == [line["success"]] and episode.successes == [line["success"]]
        assert not np.any(episode.actions[0]) and episode.is_terminated
        assert episode.labels["missed.distance"] == np.float32(line["missed"].get("distance", 0))
        assert episode.labels["missed.tilt"] == np.float32(line["missed"].get("tilt", 0))
        assert episode.labels["success"] == line["success"]


def test_what_is_wrong_is_told(made, capsys):
    folder, manifest, _ = made
    place = folder / "manifest.json"

    def told(line, **changes):
        write(folder, {**manifest, **changes})
        assert main([str(folder), "--as", "minari", "--out", str(folder / "m")]) == 1
        lines = capsys.readouterr().err.splitlines()
        assert len(lines) == 1 and lines[0].startswith(f"export: {line}")

    told(f"'{place}' lists no image", images=[])
    told(f"'{place}' is not a manifest of 'diorama goals': TypeError", images=None)
    told(f"'{place}' does not say where the files of", task_checksum="0123")
    first = manifest["images"][0]
    for key, value in [("snapshot", "xyz"), ("kind", "miss"), ("state", "text")]:
        told(f"'{place}' is not a manifest of 'diorama goals'", images=[{**first, key: value}])
    pytest.importorskip("minari")
    told("'success_0000.png' restores to another state", images=[{**first, "state": [0.5] * 16}])


def test_images_of_an_older_version_are_read(made):
    folder, manifest, _ = made
    for line in manifest["images"]:
        del line["missed"]
    write(folder, manifest)
    (first, *_) = SuccessImages(folder, observation="state").episodes()
    assert set(first.labels) == {"success", "kind"}
