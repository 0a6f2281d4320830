# SPDX-License-Identifier: Apache-2.0
"""Recordings of ``diorama record``, read and lived through again.

``recording`` holds what ``diorama record Pendulum-v1 --policy random --horizon 3 --episodes 2
--seed 5`` wrote. What Minari and LeRobot read of exports is compared in tools/peers.
"""

import json
import platform
import shutil
from pathlib import Path

import gymnasium
import numpy as np
import pytest

from diorama.errors import InvalidArgumentError
from diorama.export import Recording
from diorama.export.__main__ import main

SHIPPED = Path(__file__).parent / "recording"
pytestmark = pytest.mark.skipif(
    platform.machine() != "x86_64", reason="the bits are those of x86-64"
)


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(SHIPPED, tmp_path / "données à moi"))


def edit(folder, name, what, instead):
    text = (folder / name).read_text("utf-8")
    assert what in text
    (folder / name).write_text(text.replace(what, instead, 1), "utf-8")


@pytest.mark.parametrize("observation", ["state", "pixels", "both"])
def test_episodes_are_those_of_the_environment(folder, observation):
    recording = Recording(folder, observation=observation, size=(32, 16))
    env = gymnasium.make("diorama/Pendulum-v1", horizon=3, observation="both", size=(32, 16))
    episodes = list(recording.episodes())
    assert [episode.seed for episode in episodes] == [5, 6]
    space = recording.make().observation_space
    for episode in episodes:
        seen, _ = env.reset(seed=episode.seed)
        for index, found in enumerate(episode.observations):
            assert space.contains(found)
            parts = found if observation == "both" else {observation: found}
            for name, value in parts.items():
                wanted = seen["pixels"] if name == "pixels" else seen["observation"]
                np.testing.assert_array_equal(value, wanted)
            if index == 3:
                break
            seen, reward, *_ = env.step(episode.actions[index])
            assert episode.rewards[index] == reward
        assert len(episode.observations) == len(episode.actions) + 1 == 4
        assert not episode.is_terminated


def test_an_edited_recording_is_told(folder):
    text = (folder / "episodes.jsonl").read_text("utf-8")
    for what, instead, line in [
        ("-0.94906944", "0.5", "episode 1 (seed 6) differs at step 1: its reward is"),
        ("0314d081a08e7063", "0" * 16, "episode 1 (seed 6) differs at step 1: its state is an"),
        ('"seed":6', '"seed":7', "episode 1 (seed 7) differs at step 0: its state is another"),
        ("0336d5841edd4bb7", "0" * 16, "episode 1 (seed 6) differs at step 3: its state or"),
    ]:
        edit(folder, "episodes.jsonl", what, instead)
        with pytest.raises(InvalidArgumentError) as error:
            list(Recording(folder).episodes())
        assert str(error.value).startswith(line)
        (folder / "episodes.jsonl").write_text(text, "utf-8")


def test_damage_is_told(folder, tmp_path):
    with pytest.raises(InvalidArgumentError, match="is not a recording; 'diorama record ID"):
        Recording(tmp_path)
    with (folder / "episodes.jsonl").open("a") as file:
        file.write('{"actions": [[0.1')  # of a process that was killed
    assert len(Recording(folder).lines) == 2
    edit(folder, "episodes.jsonl", '"rewards":[-5.8233304,', '"rewards":[')
    with pytest.raises(InvalidArgumentError, match="line 1, is not an episode: actions, rewards"):
        Recording(folder)
    edit(folder, "recording.json", '"format" : 1', '"format" : 2')
    with pytest.raises(InvalidArgumentError, match="has format 2, and this package reads 1"):
        Recording(folder)
    edit(folder, "recording.json", "{", "")
    with pytest.raises(InvalidArgumentError, match="is not the manifest of a recording"):
        Recording(folder)


def test_the_command_says_what_is_wrong_in_a_line(folder, capsys):
    (folder / "minari").mkdir()
    (folder / "minari" / "mine").write_text("")
    for words, line in [
        ([], f"'{folder / 'minari'}' exists; name a new folder with --out"),
        (["--out", str(folder / "m"), "--size", "big"], "--size is 'big'; write it as 96x96"),
        (["--out", str(folder / "m"), "--camera", "frnt"], "Pendulum-v1 has no camera 'frnt'"),
    ]:
        assert main([str(folder), "--as", "minari", *words]) == 1
        lines = capsys.readouterr().err.splitlines()
        assert len(lines) == 1 and lines[0].startswith(f"export: {line}")
    assert sorted(path.name for path in folder.iterdir()) == [
        "episodes.jsonl", "minari", "recording.json",
    ]  # fmt: skip


def test_minari_reads_what_was_written(folder, monkeypatch, capsys):
    minari = pytest.importorskip("minari")
    assert main([str(folder), "--as", "minari", "--observation", "state"]) == 0
    assert capsys.readouterr().err.endswith(" as diorama/pendulum/random-v0\n")
    monkeypatch.setenv("MINARI_DATASETS_PATH", str(folder / "minari"))
    dataset = minari.load_dataset("diorama/pendulum/random-v0")
    lines = [json.loads(line) for line in (folder / "episodes.jsonl").read_text().splitlines()]
    assert dataset.total_episodes == 2
    for episode, line in zip(dataset, lines, strict=True):
        np.testing.assert_array_equal(episode.actions, np.array(line["actions"], np.float32))
        np.testing.assert_array_equal(np.float32(episode.rewards), np.float32(line["rewards"]))
        assert list(episode.truncations) == [False, False, True]
