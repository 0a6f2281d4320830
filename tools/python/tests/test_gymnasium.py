# SPDX-License-Identifier: Apache-2.0
"""What Gymnasium says of every environment."""

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from gymnasium.utils.performance import benchmark_init, benchmark_render, benchmark_step

import diorama


@pytest.mark.parametrize("observation", ["state", "pixels", "both"])
def test_check_env_finds_nothing(env_id, observation):
    env = gymnasium.make(
        f"diorama/{env_id}", observation=observation, render_size=(32, 24)
    ).unwrapped
    check_env(env)
    env.close()


def test_the_registry_has_every_id(env_id):
    spec = gymnasium.spec(f"diorama/{env_id}")
    assert spec.vector_entry_point
    env = gymnasium.make(spec.id)
    assert env.spec.id == spec.id
    observation, info = env.reset(seed=1)
    assert env.unwrapped.metrics.items() <= info.items()
    assert observation in env.observation_space
    assert isinstance(info["is_success"], bool)
    env.close()


def test_performance_functions_run(kind_id):
    env = gymnasium.make(f"diorama/{kind_id}", render_mode="rgb_array", render_size=48)
    assert benchmark_step(env, target_duration=0.2, seed=0) > 100
    assert benchmark_render(env, target_duration=0.2) > 50
    env.close()
    assert benchmark_init(lambda: gymnasium.make(f"diorama/{kind_id}"), 0.2, seed=0) > 5


@pytest.mark.parametrize("policy", ["zero", "expert"])
def test_an_episode_ends_and_is_the_same_again(env_id, policy):
    def episode():
        env = diorama.DioramaEnv(env_id)
        trace = [env.reset(seed=3)]
        ended = False
        while not ended:
            expert = policy == "expert"
            action = env.expert_action() if expert else env.action_space.sample() * 0
            trace.append(env.step(action))
            ended = trace[-1][2] or trace[-1][3]
        env.close()
        return trace

    first, again = episode(), episode()
    assert gymnasium.utils.env_checker.data_equivalence(first, again, exact=True)
    if policy == "expert" and diorama_success(env_id) == 1:
        assert first[-1][4]["is_success"]


def diorama_success(env_id):
    return next(e["expert_success"] for e in diorama.catalog() if e["id"] == env_id)


def test_runs_go_on_from_their_seed():
    env = diorama.DioramaEnv("Pushing-v1")
    starts = [env.reset(seed=5)[0], env.reset()[0], env.reset()[0]]
    again = [env.reset(seed=5)[0], env.reset()[0], env.reset()[0]]
    assert np.array_equal(starts, again)
    assert not np.array_equal(starts[0], starts[1])
    assert not np.array_equal(starts[1], starts[2])
    other = diorama.DioramaEnv("Pushing-v1")
    assert not np.array_equal(other.reset()[0], diorama.DioramaEnv("Pushing-v1").reset()[0])


def test_observations_do_not_alias(kind_id):
    env = diorama.DioramaEnv(kind_id, observation="both")
    first, _ = env.reset(seed=0)
    kept = {name: np.copy(part) for name, part in first.items()}
    for _ in range(5):
        env.step(env.expert_action())
    assert all(np.array_equal(first[name], kept[name]) for name in kept)


def test_render_modes():
    frames = {}
    for mode in diorama.DioramaEnv.metadata["render_modes"]:
        env = diorama.DioramaEnv("Pushing-v1", render_mode=mode, render_size=(40, 30))
        env.reset(seed=0)
        frames[mode] = env.render()
        env.close()
    assert frames["rgb_array"].shape == (30, 40, 3)
    assert frames["depth_array"].shape == (30, 40)
    assert 0.1 < frames["depth_array"].min() < 2
    assert len(np.unique(frames["segmentation_array"])) > 3
    color, depth = frames["rgbd_tuple"]
    assert np.array_equal(color, frames["rgb_array"])
    assert np.array_equal(depth, frames["depth_array"])


def test_observed_pixels_are_what_render_shows():
    env = diorama.DioramaEnv(
        "Pushing-v1",
        observation="pixels",
        size=(40, 30),
        camera="top",
        quality="fast",
        render_mode="rgb_array",
        render_size=(40, 30),
        render_camera="top",
        render_quality="fast",
    )
    observation, _ = env.reset(seed=0)
    assert observation.shape == (30, 40, 3)
    assert np.array_equal(observation, env.render())


def test_options_change_what_they_say():
    env = diorama.DioramaEnv("Pushing-v1", reward="sparse", horizon=3)
    env.reset(seed=0)
    steps = [env.step(np.zeros(2, np.float32)) for _ in range(3)]
    assert [step[1] for step in steps] == [0, 0, 0]
    assert [step[3] for step in steps] == [False, False, True]
    plain = diorama.DioramaEnv("Pushing-v1", observation="pixels").reset(seed=0)[0]
    mixed = diorama.DioramaEnv("Pushing-v1", observation="pixels", randomize=["colors"])
    assert not np.array_equal(plain, mixed.reset(seed=0)[0])


def test_goals_pay_what_compute_reward_says():
    env = diorama.DioramaEnv("PushingGoal-v1")
    observation, _ = env.reset(seed=0)
    seen = []
    for _ in range(20):
        observation, reward, *_ = env.step(env.expert_action())
        seen.append((observation["achieved_goal"], observation["desired_goal"], reward))
        assert env.compute_reward(*seen[-1][:2], {}) == pytest.approx(reward, abs=1e-6)
    achieved, desired, rewards = map(np.array, zip(*seen, strict=True))
    assert np.allclose(env.compute_reward(achieved, desired, None), rewards, atol=1e-6)
    grid = env.compute_reward(achieved.reshape(4, 5, 3), desired.reshape(4, 5, 3), None)
    assert grid.shape == (4, 5)


def test_examples_of_success_succeed():
    env = diorama.DioramaEnv("Pushing-v1")
    _, info = env.reset(seed=2, options={"example": "success"})
    assert info["is_example"]
    assert info["is_success"]
    _, info = env.reset(options={"example": "elsewhere"})
    assert not info["is_success"]
