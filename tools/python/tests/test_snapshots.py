# SPDX-License-Identifier: Apache-2.0
"""Saving, restoring, pickling and recording."""

import copy
import pickle

import gymnasium
import minari
import numpy as np
import pytest
from gymnasium.utils.env_checker import data_equivalence

import diorama


def trace(env, steps=5):
    return [env.step(env.expert_action()) for _ in range(steps)]


def test_a_state_goes_on_with_the_same_bits(kind_id):
    env = diorama.DioramaEnv(kind_id)
    env.reset(seed=1)
    env.step(env.expert_action())
    state = env.get_state()
    rest = trace(env, 3)
    env.set_state(state)
    assert data_equivalence(trace(env, 3), rest, exact=True)
    other = diorama.DioramaEnv(kind_id)
    other.set_state(state)
    assert data_equivalence(trace(other, 3), rest, exact=True)


@pytest.mark.parametrize("copying", [copy.deepcopy, lambda env: pickle.loads(pickle.dumps(env))])
def test_a_copy_goes_on_with_the_same_bits(kind_id, copying):
    env = gymnasium.make(f"diorama/{kind_id}", observation="both", horizon=30)
    env.reset(seed=4)
    env.step(env.unwrapped.expert_action())
    env.action_space.seed(9)
    twin = copying(env)
    assert twin.unwrapped.spec == env.unwrapped.spec
    assert np.array_equal(twin.action_space.sample(), env.action_space.sample())
    assert data_equivalence(trace(twin.unwrapped, 3), trace(env.unwrapped, 3), exact=True)
    assert data_equivalence(twin.reset(), env.reset(), exact=True)


def test_an_episode_that_began_with_a_state_can_be_copied(kind_id):
    env = diorama.DioramaEnv(kind_id)
    env.reset(seed=1)
    branch = diorama.DioramaEnv(kind_id)
    branch.set_state(env.get_state())
    twin = pickle.loads(pickle.dumps(branch))
    assert data_equivalence(trace(twin, 3), trace(env, 3), exact=True)


def test_an_environment_that_was_never_reset_can_be_copied():
    twin = pickle.loads(pickle.dumps(diorama.DioramaEnv("Pushing-v1")))
    with pytest.raises(diorama.NotResetError):
        twin.step(np.zeros(2, np.float32))
    twin.reset(seed=0)


# Minari warns of what the data set does not say about itself, and leaves a folder to the collector
@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::ResourceWarning")
def test_minari_records_the_expert_and_gives_it_back(tmp_path, monkeypatch):
    monkeypatch.setenv("MINARI_DATASETS_PATH", str(tmp_path))
    env = minari.DataCollector(gymnasium.make("diorama/PushingGoal-v1", horizon=10))
    seen = []
    for seed in range(2):
        observation, _ = env.reset(seed=seed)
        seen.append([observation["achieved_goal"]])
        ended = False
        while not ended:
            observation, _, terminated, truncated, _ = env.step(env.unwrapped.expert_action())
            seen[-1].append(observation["achieved_goal"])
            ended = terminated or truncated
    recorded = env.create_dataset(
        dataset_id="diorama/expert-v0",
        algorithm_name="expert",
        author="a test",
        author_email="nobody@example.org",
        code_permalink="https://example.org",
    )
    env.close()
    dataset = minari.load_dataset("diorama/expert-v0")
    assert dataset.total_episodes == recorded.total_episodes == 2
    for episode, expected in zip(dataset.iterate_episodes(), seen, strict=True):
        assert np.array_equal(episode.observations["achieved_goal"], expected)
        assert len(episode.actions) == 10
    replayed = dataset.recover_environment()
    replayed.reset(seed=0)
    for action in dataset[0].actions:
        observation, *_ = replayed.step(action)
    assert np.array_equal(observation["achieved_goal"], seen[0][-1])
