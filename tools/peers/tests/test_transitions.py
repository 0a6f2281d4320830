# SPDX-License-Identifier: Apache-2.0
"""Data sets of others, which `diorama train --dataset` learns from: of Minari, and of `imitation`."""

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import numpy as np
import pytest

from diorama.errors import InvalidArgumentError
from diorama.export import from_minari
from diorama.transitions import Episode, save_transitions

ROOT = Path(__file__).parents[3]
DIORAMA = os.environ.get("DIORAMA", str(ROOT / ".build/release/diorama"))
IMITATION = "imitation-1.0.1"


def cloned(task, data, out, steps):
    """Clones a data set, and returns the mean return of 100 episodes."""
    subprocess.run(
        [DIORAMA, "train", "bc", task, "--dataset", data, "--steps", str(steps), "--seed", "1", "--film-every", "0",
         "--out", out], check=True, capture_output=True)
    done = subprocess.run([DIORAMA, "evaluate", out, "--json"], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)["return_mean"]


def test_a_data_set_of_minari_is_learned_from(tmp_path, monkeypatch):
    minari = pytest.importorskip("minari")
    words = ["record", "Pendulum-v1", "--policy", "expert", "--episodes", "20", "--out", str(tmp_path / "d")]
    subprocess.run([DIORAMA, *words], check=True, capture_output=True)
    subprocess.run(
        [DIORAMA, "record", "--export", str(tmp_path / "d"), "--as", "minari", "--observation", "state"],
        check=True, capture_output=True, env=os.environ | {"DIORAMA_PYTHON": sys.executable})
    monkeypatch.setenv("MINARI_DATASETS_PATH", str(tmp_path / "d" / "minari"))
    name = next(iter(minari.list_local_datasets()))
    file = tmp_path / "data.safetensors"
    assert from_minari.main([name, str(file)]) == 0
    runs = [tmp_path / "own", tmp_path / "read"]
    returns = [cloned("Pendulum-v1", data, out, 3_000) for data, out in zip([tmp_path / "d", file], runs)]
    # the same transitions; of a recording the states at the ends are not counted for the normalisation
    assert min(returns) > -200 and abs(returns[0] - returns[1]) < 20


def test_demonstrations_of_imitation_are_learned_from(tmp_path):
    """What its sdist ships for its own tests: 57 episodes of an expert in CartPole, 56 in Pendulum."""
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-build-isolation", "--no-binary",
         "imitation", "--dest", str(tmp_path), "imitation==1.0.1"], check=False, capture_output=True)
    archive = Path(os.environ.get("IMITATION_SDIST", tmp_path / f"{IMITATION}.tar.gz"))
    if not archive.exists():
        pytest.skip("the sdist of imitation cannot be downloaded; name it with IMITATION_SDIST")
    for task, name in (("CartPole-v1", "cartpole_0"), ("Pendulum-v1", "pendulum_0")):
        with tarfile.open(archive) as files:
            member = files.extractfile(f"{IMITATION}/tests/testdata/expert_models/{name}/rollouts/final.npz")
            data = dict(np.load(member, allow_pickle=True))
        cuts = data["indices"]
        starts = cuts + np.arange(1, len(cuts) + 1)  # an episode has one observation more than actions
        # ours acts in ±1, theirs in ±2
        actions = data["acts"] if task == "CartPole-v1" else data["acts"] / 2
        episodes = [
            Episode(*episode) for episode in zip(
                np.split(data["obs"], starts), np.split(actions, cuts), np.split(data["rews"], cuts),
                data["terminal"] if task == "CartPole-v1" else np.zeros(len(cuts) + 1, bool), strict=True)]
        file = tmp_path / f"{name}.safetensors"
        assert save_transitions(file, episodes) == len(data["acts"])
        # as good as the expert, by its own episodes
        returns = [np.sum(episode.rewards) for episode in episodes]
        assert cloned(task, file, tmp_path / name, 5_000) >= np.mean(returns) - np.std(returns)


def test_numbers_that_do_not_agree_are_told(tmp_path):
    with pytest.raises(InvalidArgumentError, match="2 observations, 2 actions and 2 rewards"):
        save_transitions(tmp_path / "f", [Episode(np.zeros((2, 3)), np.zeros(2), np.zeros(2), False)])
    with pytest.raises(InvalidArgumentError, match="no episode"):
        save_transitions(tmp_path / "f", [])
