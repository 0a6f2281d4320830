# SPDX-License-Identifier: Apache-2.0
"""Vectors against single environments, step by step."""

import os
import signal
from pathlib import Path

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import data_equivalence
from gymnasium.vector import AsyncVectorEnv, AutoresetMode, SyncVectorEnv

import diorama

MODES = list(AutoresetMode)


def pair(env_id, n, mode, observation="state", **kinds):
    """A vector of ours, and Gymnasium's loop over single environments."""
    options = {"observation": observation, "horizon": 4}
    ours = diorama.DioramaVectorEnv(env_id, n, autoreset_mode=mode, **options, **kinds)
    singles = SyncVectorEnv(
        [lambda: diorama.DioramaEnv(env_id, **options)] * n, autoreset_mode=mode
    )
    return ours, singles


def agree(ours, singles):
    assert data_equivalence(ours, singles, exact=True), f"{ours}\n{singles}"


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("observation", ["state", "both"])
def test_a_vector_is_its_environments(kind_id, mode, observation):
    ours, singles = pair(kind_id, 3, mode, observation, workers=2)
    assert ours.observation_space == singles.observation_space
    assert ours.action_space == singles.action_space
    agree(ours.reset(seed=11), singles.reset(seed=11))
    singles.action_space.seed(1)
    for step in range(14):
        actions = singles.action_space.sample()
        a, b = ours.step(actions), singles.step(actions)
        agree(a, b)
        ended = a[2] | a[3]
        if mode == AutoresetMode.DISABLED and ended.any():
            # one environment first, then the rest of those that ended
            masks = [np.arange(3) == np.argmax(ended), ended & (np.arange(3) != np.argmax(ended))]
            for mask in masks:
                if mask.any():
                    seed = 100 + step if step % 2 else None
                    agree(
                        ours.reset(seed=seed, options={"reset_mask": mask}),
                        singles.reset(seed=seed, options={"reset_mask": mask.copy()}),
                    )
    ours.close()
    singles.close()


@pytest.mark.parametrize("kind", ["threads", "processes"])
@pytest.mark.parametrize("workers", [1, 2, 5])
def test_workers_change_nothing(kind, workers):
    ours, singles = pair(
        "Pushing-v1", 5, AutoresetMode.NEXT_STEP, "both", worker_kind=kind, workers=workers
    )
    agree(ours.reset(seed=7), singles.reset(seed=7))
    for _ in range(6):
        actions = ours.expert_action()
        agree(ours.step(actions), singles.step(actions))
    ours.close()
    singles.close()


def test_cheap_environments_stay_on_the_calling_thread_unless_workers_are_asked_for():
    for env_id in ("Pendulum-v1", "FrozenLake-v1"):
        chosen = diorama.DioramaVectorEnv(env_id, 16)
        asked = diorama.DioramaVectorEnv(env_id, 16, workers=2)
        kind = diorama.DioramaVectorEnv(env_id, 16, workers=2, worker_kind="processes")
        found = [one.description["workers"] for one in (chosen, asked, kind)]
        assert found == [1, 2, 2]
        agree(chosen.reset(seed=3), asked.reset(seed=3))
        agree(chosen.step(chosen.expert_action()), asked.step(asked.expert_action()))
        for one in (chosen, asked, kind):
            one.close()
    heavy = diorama.DioramaVectorEnv("Draping-v1", 4)
    assert heavy.description["workers"] == min(4, len(os.sched_getaffinity(0)))
    heavy.close()


def test_pixels_are_drawn_by_processes():
    ours = diorama.DioramaVectorEnv("Pushing-v1", 2, observation="pixels")
    assert ours.description["worker_kind"] == "processes"
    ours.close()


def test_some_environments_are_reset_alone():
    ours = diorama.DioramaVectorEnv("Pushing-v1", 3, autoreset_mode="Disabled")
    before, _ = ours.reset(seed=[1, 2, 3])
    after, info = ours.reset(
        seed=[None, 9, 8], options={"reset_mask": np.array([True, True, False])}
    )
    assert np.array_equal(before[2], after[2])
    assert info["_success"].tolist() == [True, True, False]
    env = diorama.DioramaEnv("Pushing-v1")
    env.reset(seed=1)
    assert np.array_equal(after[0], env.reset()[0])
    assert np.array_equal(after[1], env.reset(seed=9)[0])
    ours.close()


def test_an_episode_that_is_over_says_since_when():
    ours = diorama.DioramaVectorEnv("CliffWalking-v1", 2, autoreset_mode=AutoresetMode.DISABLED)
    ours.reset(seed=0)
    right = ours.expert_action()
    steps = 0
    ended = np.zeros(2, bool)
    while not ended.any():
        ended = np.logical_or(*ours.step(ours.expert_action())[2:4])
        steps += 1
    with pytest.raises(diorama.EpisodeOverError, match=f"terminated after {steps} steps"):
        ours.step(right)
    ours.close()


def test_numbers_of_numpy_are_numbers():
    later = []
    for seed in (3, np.int64(3)):
        ours = diorama.DioramaVectorEnv(
            "Pushing-v1", np.int64(2), workers=np.int32(1), observation="pixels", size=np.int64(16)
        )
        ours.reset(seed=seed, options={"reset_mask": np.array([True, False])})
        later.append(ours.reset(options={"reset_mask": np.array([False, True])})[0][1])
        ours.close()
    assert np.array_equal(*later)


def test_make_vec_uses_our_vector():
    ours = gymnasium.make_vec(
        "diorama/Pushing-v1", num_envs=2, max_episode_steps=3, render_mode="rgb_array"
    )
    assert isinstance(ours, diorama.DioramaVectorEnv)
    ours.reset(seed=0)
    frames = ours.render()
    assert len(frames) == 2
    assert frames[0].shape == (360, 480, 3)
    ends = [ours.step(ours.action_space.sample())[3].all() for _ in range(3)]
    assert ends == [False, False, True]
    ours.close()
    ours.close()


@pytest.mark.parametrize("context", ["spawn", "fork"])
def test_async_vector_env(context):
    # a spawned process has imported nothing: the id says what registers it
    singles = AsyncVectorEnv(
        [lambda: gymnasium.make("diorama:diorama/Pushing-v1", observation="pixels")] * 2,
        context=context,
    )
    ours = diorama.DioramaVectorEnv("Pushing-v1", 2, observation="pixels")
    assert np.array_equal(singles.reset(seed=3)[0], ours.reset(seed=3)[0])
    actions = singles.action_space.sample()
    assert np.array_equal(singles.step(actions)[0], ours.step(actions)[0])
    singles.close()
    ours.close()


def workers_of_this_process():
    """Returns the process ids of our workers, in the order in which they were started."""
    found = []
    for task in Path("/proc/self/task").iterdir():
        for child in (task / "children").read_text().split():
            if b"worker.py" in Path(f"/proc/{child}/cmdline").read_bytes():
                found.append(int(child))
    return sorted(found)


def test_a_worker_that_dies_is_named_and_the_vector_stops_cleanly():
    ours = diorama.DioramaVectorEnv("Pushing-v1", 4, worker_kind="processes", workers=2)
    other = diorama.DioramaVectorEnv("Pushing-v1", 2, worker_kind="processes", workers=1)
    ours.reset(seed=0)
    other.reset(seed=0)
    actions = np.full((4, 2), 0.5, np.float32)
    os.kill(workers_of_this_process()[0], signal.SIGKILL)
    for _ in range(2):
        with pytest.raises(diorama.WorkerDiedError, match="worker process has ended") as error:
            ours.step(actions)
        assert error.value.environments == [0, 1]
    with pytest.raises(diorama.WorkerDiedError):
        ours.reset(seed=1)
    ours.close()
    other.step(actions[:2])
    assert len(workers_of_this_process()) == 1
    other.close()
    assert not workers_of_this_process()
