# SPDX-License-Identifier: Apache-2.0
"""Exports of success images, read back by the libraries whose formats they are, and compared value by value."""

import json
import subprocess
import sys

import gymnasium
import numpy as np
import pytest
from PIL import Image
from test_record import DIORAMA, SIZE, lerobot, own_task  # noqa: F401  a fixture

from diorama.export.__main__ import main

minari = pytest.importorskip("minari")
KINDS = ["success", "near_miss", "mishap", "elsewhere"]

CASES = {
    "Pushing-v1": ("Pushing-v1", "--count", "3", "--negatives", "12", "--randomize", "light"),
    "PushingGoal-v1": ("PushingGoal-v1", "--count", "2", "--negatives", "3", "--seed", "4"),
    "FrozenLake-v1": ("FrozenLake-v1", "--count", "1", "--negatives", "3"),
    "own": ("--task", "TASK", "--count", "1", "--negatives", "3"),
}


@pytest.fixture(params=CASES)
def case(request, tmp_path):
    """Success images and an image folder of them: their folder, the images' lines, their environment."""
    words = list(CASES[request.param])
    options = {"observation": "both", "size": SIZE}
    name = request.param
    if name == "own":
        own_task(tmp_path, words, options)
        name = "Task-v0"
    if "--randomize" in words:
        options["randomize"] = [words[words.index("--randomize") + 1]]
    folder = tmp_path / "données"
    command = [DIORAMA, "goals", *words, "--out", str(folder), "--size", "40x24", "--as", "images"]
    subprocess.run(command, check=True, capture_output=True)
    manifest = json.loads((folder / "manifest.json").read_text())
    return folder, manifest["images"], gymnasium.make(f"diorama/{name}", **options)


def pixels(folder, line):
    """The image of a line of the manifest."""
    return np.asarray(Image.open(folder / line["file"]))


def test_minari_reads_every_value(case, monkeypatch, capsys):
    folder, lines, env = case
    assert main([str(folder), "--as", "minari"]) == 0
    monkeypatch.setenv("MINARI_DATASETS_PATH", str(folder / "minari"))
    dataset = minari.load_dataset(capsys.readouterr().err.split(" as ")[-1].strip())
    assert dataset.total_episodes == len(lines)
    assert dataset.observation_space == env.observation_space
    assert dataset.action_space == env.action_space
    for episode, line in zip(dataset, lines, strict=True):
        assert len(episode.rewards) == 1 and list(episode.terminations) == [True]
        seen = episode.observations
        state = seen["observation"].reshape(2, -1)
        for moment in range(2):
            np.testing.assert_array_equal(seen["pixels"][moment], pixels(folder, line))
            np.testing.assert_array_equal(np.float32(state[moment]), np.float32(line["state"]))
        assert not np.any(episode.actions)
        assert list(episode.rewards) == [line["success"]]
        assert list(episode.infos["success"]) == [line["success"]] * 2
        assert list(episode.infos["kind"]) == [KINDS.index(line["kind"])] * 2
        for name, miss in line["missed"].items():
            assert list(episode.infos[f"missed.{name}"]) == [np.float32(miss)] * 2


def test_lerobot_reads_every_value(case, lerobot):  # noqa: F811
    folder, lines, _ = case
    assert main([str(folder), "--as", "lerobot"]) == 0
    dataset = lerobot("diorama/any", root=folder / "lerobot")
    assert dataset.num_episodes == dataset.num_frames == len(lines)
    for frame, line in zip(dataset, lines, strict=True):
        (image,) = (v for k, v in frame.items() if k.startswith("observation.images."))
        shown = np.rint(image.numpy() * 255).astype(np.uint8).transpose(1, 2, 0)
        np.testing.assert_array_equal(shown, pixels(folder, line))
        np.testing.assert_array_equal(
            np.float32(frame["observation.state"].numpy().reshape(-1)), np.float32(line["state"])
        )
        assert frame["success"].item() == frame["next.success"].item() == line["success"]
        assert frame["next.done"].item()
        assert frame["kind"].item() == KINDS.index(line["kind"])
        for name, miss in line["missed"].items():
            assert frame[f"missed.{name}"].item() == np.float32(miss)


def test_torchvision_reads_the_classes(case, lerobot):  # noqa: F811  lets torchvision load
    from torchvision.datasets import ImageFolder

    folder, lines, _ = case
    dataset = ImageFolder(str(folder / "images"))
    assert dataset.classes == ["failure", "success"]
    assert len(dataset) == len(lines)
    by_name = {line["file"]: line for line in lines}
    for (path, _), (image, label) in zip(dataset.samples, dataset, strict=True):
        line = by_name[path.rsplit("/", 1)[-1]]
        assert label == line["success"]
        np.testing.assert_array_equal(np.asarray(image), pixels(folder, line))


def test_datasets_reads_the_lines(case, tmp_path):
    from datasets import load_dataset

    folder, lines, _ = case
    rows = load_dataset(
        "imagefolder", data_dir=str(folder / "images"), split="train", cache_dir=str(tmp_path / "c")
    )
    by_snapshot = {row["snapshot"]: row for row in rows}
    assert len(rows) == len(by_snapshot) == len(lines)
    for line in lines:
        row = by_snapshot[line["snapshot"]]
        assert row["seed"] == str(line["seed"])
        np.testing.assert_array_equal(np.asarray(row["image"]), pixels(folder, line))
        assert row["success"] == line["success"]
        assert row["kind"] == line["kind"]
        assert (row["criterion"], row["grade"]) == (line.get("criterion"), line.get("grade"))
        missed = {name: miss for name, miss in (row["missed"] or {}).items() if miss}
        assert missed == line["missed"]


def test_the_program_exports_with_python(tmp_path, monkeypatch):
    monkeypatch.setenv("DIORAMA_PYTHON", sys.executable)
    folder = tmp_path / "g"
    command = [DIORAMA, "goals", "Pushing-v1", "--count", "2", "--out", str(folder), "--as", "minari"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert done.stderr.splitlines()[-1] == (
        f"wrote 2 episodes to {folder}/minari as diorama/pushing/success-images-v0"
    )
