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


def test_films_play_as_fast_as_the_world():
    for name, fps in [("Pushing-v1", 10), ("Pendulum-v1", 20)]:
        env = gymnasium.make(f"diorama/{name}", render_mode="rgb_array")
        assert env.metadata["render_fps"] == fps
        env.close()


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


@pytest.mark.parametrize(("name", "body"), [("Pushing-v1", "mug"), ("Draping-v1", "cloth")])
def test_what_a_segmentation_shows_has_a_name_and_a_colour(name, body):
    env = diorama.DioramaEnv(name, render_mode="segmentation_array", render_size=(160, 120))
    _, info = env.reset(seed=0)
    labels = env.segmentation_labels
    shown = set(np.unique(env.render()).tolist()) - {-1}
    assert len(shown) > 3
    assert shown <= labels.keys()
    names = {label["name"] for label in labels.values()}
    assert len(names) == len({label["color"] for label in labels.values()}) == len(labels)
    assert body in names
    assert info["segmentation"] == {number: label["name"] for number, label in labels.items()}


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


@pytest.mark.parametrize("limit", [5, 60, 500])
def test_max_episode_steps_holds_below_and_above_the_horizon(limit):
    def length(env):
        env.reset(seed=0)
        for step in range(1, 1000):
            if np.all(env.step(env.action_space.sample() * 0)[3]):
                return step
        return None

    name = "diorama/Pushing-v1"  # its horizon is 50
    made = gymnasium.make(name, max_episode_steps=limit)
    assert length(made) == limit
    again = gymnasium.make(made.spec)
    assert length(again) == limit
    assert length(gymnasium.make_vec(name, num_envs=2, max_episode_steps=limit)) == limit
    sync = {"num_envs": 2, "vectorization_mode": "sync", "max_episode_steps": limit}
    assert length(gymnasium.make_vec(name, **sync)) == limit
    assert length(gymnasium.make(name)) == 50


def test_of_two_limits_the_shorter_holds():
    for options in (
        {"horizon": 3, "max_episode_steps": 9},
        {"horizon": 9, "max_episode_steps": 3},
        {"horizon": 3, "max_episode_steps": -1},
    ):
        made = gymnasium.make("diorama/Pushing-v1", **options)
        vector = gymnasium.make_vec("diorama/Pushing-v1", num_envs=1, **options)
        assert made.unwrapped.description["horizon"] == 3
        assert vector.description["horizon"] == 3
    never = gymnasium.make("diorama/Pushing-v1", max_episode_steps=-1)
    assert never.unwrapped.description["horizon"] > 10**14
    for bad in (0, -2, 1.5, "9"):
        with pytest.raises(diorama.InvalidArgumentError, match="max_episode_steps is"):
            gymnasium.make("diorama/Pushing-v1", max_episode_steps=bad)
        with pytest.raises(diorama.InvalidArgumentError, match="max_episode_steps is"):
            gymnasium.make_vec("diorama/Pushing-v1", num_envs=1, max_episode_steps=bad)


def test_goals_end_what_steps_end():
    env = diorama.DioramaEnv("PushingGoal-v1", horizon=6)
    observation, info = env.reset(seed=0)
    seen = [(observation, False, False, info)]
    for _ in range(6):
        observation, _, *ends, info = env.step(env.expert_action())
        seen.append((observation, *ends, info))
    for observation, terminated, truncated, info in seen:
        goals = observation["achieved_goal"], observation["desired_goal"], info
        assert env.compute_terminated(*goals) is terminated
        assert env.compute_truncated(*goals) is truncated
    assert seen[-1][2]
    achieved = np.array([one[0]["achieved_goal"] for one in seen])
    desired = np.array([one[0]["desired_goal"] for one in seen])
    infos = np.array([one[3] for one in seen])
    assert env.compute_terminated(achieved, desired, infos).tolist() == [False] * 7
    assert env.compute_truncated(achieved, desired, infos).tolist() == [False] * 6 + [True]
    assert env.compute_truncated(
        achieved[:6].reshape(2, 3, 3), desired[:6].reshape(2, 3, 3), {}
    ).shape == (2, 3)
    with pytest.raises(diorama.InvalidArgumentError, match="6 infos"):
        env.compute_truncated(achieved, desired, infos[:6])
    with pytest.raises(diorama.InvalidArgumentError, match="shapes"):
        env.compute_terminated(achieved, desired[:6], infos)
    vector = diorama.DioramaVectorEnv("PushingGoal-v1", 2, horizon=1)
    vector.reset(seed=0)
    observation, _, _, truncated, infos = vector.step(vector.expert_action())
    goals = observation["achieved_goal"], observation["desired_goal"], infos
    assert np.array_equal(env.compute_truncated(*goals), truncated)
    assert truncated.all()
    for name in ("compute_terminated", "compute_truncated"):
        assert not hasattr(diorama.DioramaEnv("Pushing-v1"), name)
