# SPDX-License-Identifier: Apache-2.0
"""Exports of recordings, read back by the libraries whose formats they are, and compared value by value."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import gymnasium
import numpy as np
import pytest
from PIL import Image

import diorama  # noqa: F401  registers the environments

minari = pytest.importorskip("minari")
ROOT = Path(__file__).parents[3]
DIORAMA = os.environ.get("DIORAMA", str(ROOT / ".build/release/diorama"))
SIZE = (40, 24)


def record(folder, *words):
    """Records, and returns the lines of its episodes."""
    command = [DIORAMA, "record", *words, "--out", str(folder), "--size", "40x24"]
    subprocess.run(command, check=True, capture_output=True)
    return [json.loads(line) for line in (folder / "episodes.jsonl").read_text().splitlines()]


def export(folder, form, *words):
    """Exports as a user would, and returns what is said."""
    command = [DIORAMA, "record", "--export", str(folder), "--as", form, *words]
    environment = os.environ | {"DIORAMA_PYTHON": sys.executable}
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stderr


def lived(lines, make):
    """Lives through episodes with the environment itself: observations, rewards, success."""
    env = make()
    for line in lines:
        observation, _ = env.reset(seed=line["seed"])
        seen, rewards, successes = [observation], [], []
        for action in line["actions"]:
            action = action if isinstance(action, int) else np.array(action, np.float32)
            observation, reward, _, _, info = env.step(action)
            seen.append(observation)
            rewards.append(reward)
            successes.append(info["is_success"])
        yield line, seen, np.array(rewards), successes
    env.close()


def own_task(place, words, options):
    """Puts a task of one's own below a place with spaces and accents, and its path into words and options."""
    place = place / "l'été à la mer"
    shutil.copytree(ROOT / "scenes", place / "scènes")
    shutil.copytree(ROOT / "assets", place / "assets", ignore=shutil.ignore_patterns("*.json"))
    options["task"] = str(place / "scènes" / "drawer.json")
    words[words.index("TASK")] = options["task"]


CASES = {
    "Pushing-v1": ("Pushing-v1", "--policy", "expert", "--episodes", "3", "--horizon", "20"),
    "PushingGoal-v1": ("PushingGoal-v1", "--policy", "random", "--episodes", "2"),
    "FrozenLake-v1": ("FrozenLake-v1", "--policy", "random", "--episodes", "3", "--seed", "4"),
    "own": ("--task", "TASK", "--policy", "random", "--episodes", "2", "--horizon", "5"),
}


@pytest.fixture(params=CASES)
def case(request, tmp_path):
    """A recording: its folder, its lines, and what makes its environment."""
    words = list(CASES[request.param])
    options = {"observation": "both", "size": SIZE}
    if "--horizon" in words:
        options["horizon"] = int(words[words.index("--horizon") + 1])
    name = request.param
    if name == "own":
        own_task(tmp_path, words, options)
        name = "Task-v0"
    folder = tmp_path / "données"
    lines = record(folder, *words)
    return folder, lines, lambda: gymnasium.make(f"diorama/{name}", **options)


def test_minari_reads_every_value(case, monkeypatch):
    folder, lines, make = case
    said = export(folder, "minari")
    monkeypatch.setenv("MINARI_DATASETS_PATH", str(folder / "minari"))
    dataset = minari.load_dataset(said.split(" as ")[-1].strip())
    assert dataset.total_episodes == len(lines)
    env = make()
    assert dataset.observation_space == env.observation_space
    assert dataset.action_space == env.action_space
    for episode, (line, seen, rewards, successes) in zip(dataset, lived(lines, make), strict=True):
        for name in seen[0]:
            np.testing.assert_array_equal(episode.observations[name], [each[name] for each in seen])
            assert episode.observations[name].dtype == np.asarray(seen[0][name]).dtype
        np.testing.assert_array_equal(
            episode.actions, np.array(line["actions"], env.action_space.dtype)
        )
        np.testing.assert_array_equal(episode.rewards, rewards)
        assert list(episode.infos["success"]) == [False, *successes]
        last = [False] * (len(rewards) - 1)
        assert list(episode.terminations) == [*last, line["end"] == "terminated"]
        assert list(episode.truncations) == [*last, line["end"] != "terminated"]
    # the environment comes back with the data, and an episode can be lived through in it
    again = dataset.recover_environment()
    first, _ = again.reset(seed=lines[0]["seed"])
    for name in first:
        np.testing.assert_array_equal(first[name], dataset[0].observations[name][0])


def test_lerobot_reads_every_value(case, lerobot):
    folder, lines, make = case
    from diorama.export.__main__ import main

    # here, not as a program: see `lerobot`
    assert main([str(folder), "--as", "lerobot"]) == 0
    dataset = lerobot("diorama/any", root=folder / "lerobot")
    assert dataset.num_episodes == len(lines)
    assert dataset.num_frames == sum(len(line["actions"]) for line in lines)
    assert dataset.fps == round(1 / make().unwrapped.description["control_period"])
    position = 0
    for number, (line, seen, rewards, successes) in enumerate(lived(lines, make)):
        for index, action in enumerate(line["actions"]):
            frame = dataset[position]
            assert (frame["episode_index"], frame["frame_index"]) == (number, index)
            for name, value in frame.items():
                if name.startswith("observation.images."):
                    # what it gives is scaled to 0...1, channels first
                    pixels = np.rint(value.numpy() * 255).astype(np.uint8).transpose(1, 2, 0)
                    np.testing.assert_array_equal(pixels, seen[index]["pixels"])
                elif name.startswith("observation."):
                    part = "observation" if name.endswith("state") else name.split(".")[1]
                    np.testing.assert_array_equal(value.numpy(), np.atleast_1d(seen[index][part]))
            np.testing.assert_array_equal(
                frame["action"].numpy().reshape(-1),
                np.atleast_1d(np.array(action, frame["action"].numpy().dtype)),
            )
            assert np.float32(frame["next.reward"].item()) == np.float32(rewards[index])
            assert frame["next.success"].item() == successes[index]
            assert frame["next.done"].item() == (index == len(rewards) - 1)
            assert frame["task"] == make().unwrapped.description["summary"]
            position += 1


def test_datasets_reads_a_folder_of_images(case, tmp_path):
    from datasets import load_dataset

    folder, lines, make = case
    export(folder, "images", "--out", str(tmp_path / "images"))
    rows = load_dataset(
        "imagefolder", data_dir=str(tmp_path / "images"), split="train", cache_dir=str(tmp_path / "c")
    ).sort(["episode", "step"])
    position = 0
    for number, (line, seen, rewards, _) in enumerate(lived(lines, make)):
        for index in range(len(seen)):
            row = rows[position]
            assert (row["episode"], row["step"], row["seed"]) == (number, index, line["seed"])
            np.testing.assert_array_equal(np.asarray(row["image"]), seen[index]["pixels"])
            np.testing.assert_array_equal(
                np.float32(row["state"]), np.float32(np.atleast_1d(seen[index]["observation"]))
            )
            position += 1
            if index == len(rewards):
                assert row["action"] is None
                continue
            np.testing.assert_array_equal(
                np.float32(row["action"]), np.float32(line["actions"][index])
            )
            assert np.float32(row["reward"]) == np.float32(rewards[index])
    assert position == len(rows)
    picture = Image.open(tmp_path / "images" / "episode_0001" / "frame_0000.png")
    assert picture.size == SIZE


@pytest.fixture(scope="session")
def lerobot():
    """LeRobot's reader.

    PyPI's torchvision has operators for CUDA's torch only, and does not load beside one for the
    processor until these two are declared; nothing here calls them.
    """
    os.environ["HF_HUB_OFFLINE"] = "1"
    torch = pytest.importorskip("torch")
    library = torch.library.Library("torchvision", "FRAGMENT")
    for name in ("nms", "qnms"):
        if not hasattr(torch.ops.torchvision, name):
            library.define(f"{name}(Tensor boxes, Tensor scores, float threshold) -> Tensor")
    from lerobot.datasets.lerobot_dataset import LeRobotDataset

    yield LeRobotDataset
    del library
