# SPDX-License-Identifier: Apache-2.0
"""Goal sets and grid models."""

import numpy as np
import pytest

import diorama


def test_goals_are_proved_and_can_be_started_from():
    made = diorama.goals("Pushing-v1", 2, negatives=3, seed=4, size=(40, 30))
    assert made.pixels.shape == (5, 30, 40, 3)
    assert made.kinds == ["success", "success", "near_miss", "mishap", "elsewhere"]
    assert made.metrics["success"].tolist() == [1, 1, 0, 0, 0]
    again = diorama.goals("Pushing-v1", 2, negatives=3, seed=4, size=(40, 30))
    assert np.array_equal(made.pixels, again.pixels)
    env = diorama.DioramaEnv("Pushing-v1", observation="both", size=(40, 30))
    for i, kind in enumerate(made.kinds):
        observation, _ = env.reset(seed=int(made.seeds[i]), options={"example": kind})
        assert np.array_equal(observation["pixels"], made.pixels[i])
        assert np.array_equal(observation["observation"], made.state[i])
    with pytest.raises(diorama.InvalidArgumentError, match="count is -1"):
        diorama.goals("Pushing-v1", -1)


def best_values(model, discount, sweeps=3000):
    """Value iteration; where episodes end it is worth `terminal_value`."""
    transition, reward = model.dense()
    value = model.terminal_value.copy()
    for _ in range(sweeps):
        value = np.where(
            model.terminal, model.terminal_value, (reward + discount * transition @ value).max(-1)
        )
    return value


def test_the_four_by_three_world_has_both_books_values():
    env = diorama.DioramaEnv("FourByThree-v1")
    by_step, by_state = env.model(), env.model("state")
    transition, _ = by_step.dense()
    assert np.allclose(transition[~by_step.terminal].sum(-1), 1)
    assert by_step.start.sum() == pytest.approx(1)
    assert by_step.state.shape[0] == len(by_step.states) == 11
    assert len(by_step.actions) == 4
    # the two conventions differ by the living reward, -0.03, wherever one lives
    difference = best_values(by_state, 1) - best_values(by_step, 1)
    assert np.allclose(difference[~by_step.terminal], -0.03, atol=1e-9)
    assert sorted(by_state.terminal_value[by_state.terminal]) == [-1, 1]


def test_frozen_lake_is_worth_what_is_known():
    model = diorama.DioramaEnv("FrozenLake-v1").model()
    value = best_values(model, 0.99)
    assert model.start @ value == pytest.approx(0.542026, abs=1e-6)  # published, discount 0.99


def test_other_environments_have_no_model():
    with pytest.raises(diorama.DioramaError):
        diorama.DioramaEnv("Pushing-v1").model()
