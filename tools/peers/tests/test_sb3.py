# SPDX-License-Identifier: Apache-2.0
"""Stable-Baselines3 and SBX, unchanged, on our environments."""

import warnings

import gymnasium
import numpy as np
import pytest
import sbx
import stable_baselines3 as sb3
from stable_baselines3.common.env_checker import check_env
from stable_baselines3.common.monitor import Monitor

import diorama

STEPS = 400


@pytest.mark.parametrize("observation", ["state", "pixels", "both"])
@pytest.mark.parametrize("env_id", diorama.ids())
def test_its_checker_has_nothing_to_say(env_id, observation):
    env = gymnasium.make(f"diorama/{env_id}", observation=observation)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        # its check of rendering closes the environment and goes on with it: ours refuses that
        check_env(env.unwrapped, skip_render_check=True)
    env.close()


def changed(learner, before):
    """Whether training moved every array of the policy's that it should, and left them finite."""
    after = {name: value.clone() for name, value in learner.policy.state_dict().items()}
    assert all(value.isfinite().all() for value in after.values())
    return any((after[name] != before[name]).any() for name in after if name.startswith("actor"))


def train(learner):
    before = {name: value.clone() for name, value in learner.policy.state_dict().items()}
    learner.learn(STEPS)
    assert learner.num_timesteps >= STEPS
    assert changed(learner, before), "nothing was learned"
    return learner


def test_sac_learns_from_state_and_goes_on_after_loading(tmp_path):
    env = Monitor(gymnasium.make("diorama/Pushing-v1"))
    learner = train(sb3.SAC("MlpPolicy", env, learning_starts=100, seed=0, device="cpu"))
    assert env.get_episode_lengths() == [50] * (STEPS // 50)
    learner.save(tmp_path / "sac.zip")
    loaded = sb3.SAC.load(tmp_path / "sac.zip", env=env)
    observation, _ = env.reset(seed=3)
    np.testing.assert_array_equal(
        loaded.predict(observation, deterministic=True)[0],
        learner.predict(observation, deterministic=True)[0],
    )


def test_sac_learns_from_pixels():
    env = gymnasium.make("diorama/Pushing-v1", observation="pixels", size=48)
    train(
        sb3.SAC(
            "CnnPolicy", env, buffer_size=STEPS, learning_starts=100, train_freq=4, batch_size=32,
            policy_kwargs={"net_arch": [64]}, seed=0, device="cpu",
        )
    )


def test_hindsight_learns_to_reach_goals():
    env = gymnasium.make("diorama/PushingGoal-v1", reward="sparse")
    train(
        sb3.SAC(
            "MultiInputPolicy", env, replay_buffer_class=sb3.HerReplayBuffer,
            replay_buffer_kwargs={"n_sampled_goal": 4}, learning_starts=100, seed=0, device="cpu",
        )
    )


def test_dqn_learns_on_a_grid():
    learner = sb3.DQN(
        "MlpPolicy", gymnasium.make("diorama/FrozenLake-v1"), learning_starts=100, seed=0, device="cpu"
    )
    learner.learn(STEPS)
    assert learner.num_timesteps == STEPS


def test_sbx_learns_from_state():
    learner = sbx.SAC("MlpPolicy", gymnasium.make("diorama/Pushing-v1"), learning_starts=100, seed=0)
    learner.learn(STEPS)
    action, _ = learner.predict(np.zeros(16, np.float32), deterministic=True)
    assert np.isfinite(action).all()
