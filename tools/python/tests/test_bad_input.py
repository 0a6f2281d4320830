# SPDX-License-Identifier: Apache-2.0
"""Everything a careless user tries: an exception with a clear text, never a crash, never a hang."""

import os
import pickle
import threading

import gymnasium
import numpy as np
import pytest

import diorama
from diorama import BusyError

GOOD = np.zeros(2, np.float32)


@pytest.fixture
def env():
    env = diorama.DioramaEnv("Pushing-v1")
    env.reset(seed=0)
    yield env
    env.close()


@pytest.fixture
def vector():
    vector = diorama.DioramaVectorEnv("Pushing-v1", 2)
    vector.reset(seed=0)
    yield vector
    vector.close()


@pytest.mark.parametrize(
    ("action", "text"),
    [
        ([0.0, 0.0], "the action is a list; give a NumPy array of float32, shape (2,)"),
        (0, "the action is a int"),
        (None, "the action is a NoneType"),
        (np.zeros(2), "the dtype float64; use action.astype(np.float32)"),
        (np.zeros(2, np.int64), "the dtype int64"),
        (np.array(["a", "b"]), "the dtype <U1"),
        (np.zeros(2, complex), "the dtype complex128"),
        (np.zeros(2, object), "the dtype object"),
        (np.zeros(3, np.float32), "the shape (3,); give a NumPy array of float32, shape (2,)"),
        (np.zeros((1, 2), np.float32), "the shape (1, 2)"),
        (np.zeros(0, np.float32), "the shape (0,)"),
        (np.array([np.nan, 0], np.float32), "action[0] is nan"),
        (np.array([0, np.inf], np.float32), "action[1] is inf"),
        (np.array([0, 1.5], np.float32), "action[1] is 1.5, outside -1.0...1.0"),
    ],
)
def test_a_bad_action_is_refused_and_changes_nothing(env, action, text):
    state = env.get_state()
    with pytest.raises(diorama.ActionError) as error:
        env.step(action)
    assert text in str(error.value)
    assert env.get_state() == state
    env.step(GOOD)


@pytest.mark.parametrize("action", [-1, 4, 2**70, 0.0, "0", None, True, np.zeros(1, int), [0]])
def test_a_bad_choice_is_refused(action):
    env = diorama.DioramaEnv("FrozenLake-v1")
    env.reset(seed=0)
    with pytest.raises(diorama.ActionError, match="the action is"):
        env.step(action)
    env.step(np.int8(1))


@pytest.mark.parametrize("seed", [-1, 2**64, 1.0, "0", True, np.float64(1)])
def test_a_bad_seed_is_refused(env, vector, seed):
    for one in (env, vector):
        with pytest.raises(diorama.InvalidArgumentError, match="the seed is"):
            one.reset(seed=seed)
    assert env.reset(seed=2**64 - 1)[0].shape == (16,)


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"observtion": "state"}, "no option 'observtion'; did you mean 'observation'?"),
        ({"randomization": "all"}, "did you mean 'randomize'?"),
        ({"observation": "pixel"}, "it must be one of 'state', 'pixels'"),
        ({"reward": "spars"}, "'sparse'"),
        ({"quality": "fsat"}, "'fast'"),
        ({"camera": "fornt"}, "it has 'front', 'top'"),
        ({"render_mode": "rgb"}, "did you mean 'rgb_array'?"),
        ({"randomize": ["colours"]}, "'colors'"),
        ({"randomize": 3}, "randomize is 3"),
        ({"horizon": 0}, "0"),
        ({"horizon": "long"}, "horizon"),
        ({"horizon": 10**30}, "horizon"),
        ({"horizon": float("nan")}, "no JSON form"),
        ({"render_size": 10**9}, "16...2048"),
        ({"render_size": -1}, "16...2048"),
        ({"size": 8}, "16"),
        ({"size": (48, 4096)}, "2048"),
        ({"size": "48"}, "size is '48'"),
        ({"size": (1, 2, 3)}, "size is (1, 2, 3)"),
        ({"camera": object()}, "no JSON form"),
        ({"map": "/missing.txt"}, "map"),
    ],
)
def test_a_bad_option_is_refused(options, text):
    for make in (diorama.DioramaEnv, diorama.DioramaVectorEnv):
        if make is diorama.DioramaVectorEnv and "render_mode" in options:
            continue
        with pytest.raises(diorama.DioramaError) as error:
            make("Pushing-v1", **options)
        assert text in str(error.value)


def test_an_unknown_id_is_named():
    with pytest.raises(diorama.UnknownEnvironmentError, match="did you mean 'Pushing-v1'"):
        diorama.DioramaEnv("Pusing-v1")
    with pytest.raises(gymnasium.error.Error):
        gymnasium.make("diorama/Pusing-v1")
    with pytest.raises(diorama.DioramaError):
        diorama.DioramaEnv()


def test_a_step_needs_an_episode(env):
    fresh = diorama.DioramaEnv("Pushing-v1", horizon=1)
    with pytest.raises(diorama.NotResetError, match="call reset first"):
        fresh.step(GOOD)
    assert issubclass(diorama.NotResetError, gymnasium.error.ResetNeeded)
    fresh.reset(seed=0)
    fresh.step(GOOD)
    with pytest.raises(diorama.EpisodeOverError, match="call reset before the next step"):
        fresh.step(GOOD)
    vector = diorama.DioramaVectorEnv("Pushing-v1", 2)
    with pytest.raises(diorama.NotResetError):
        vector.step(np.zeros((2, 2), np.float32))


@pytest.mark.parametrize("mode", diorama.DioramaEnv.metadata["render_modes"])
def test_nothing_is_shown_before_an_episode(mode):
    env = diorama.DioramaEnv("Pushing-v1", render_mode=mode)
    for call in (env.render, env.expert_action, lambda: env.metrics):
        with pytest.raises(gymnasium.error.ResetNeeded, match="call reset"):
            call()
        with pytest.raises(gymnasium.error.ResetNeeded, match="call reset"):
            pickle.loads(pickle.dumps(env)).render()
    env.reset(seed=0)
    assert env.render() is not None
    assert pickle.loads(pickle.dumps(env)).metrics == env.metrics


def test_nothing_of_a_vector_is_shown_before_its_episodes():
    vector = diorama.DioramaVectorEnv("Pushing-v1", 2, render_mode="rgb_array")
    for _ in range(2):
        for call in (vector.render, vector.expert_action):
            with pytest.raises(gymnasium.error.ResetNeeded, match="was never reset") as error:
                call()
        vector.reset(seed=0, options={"reset_mask": np.array([True, False])})
    assert error.value.environments == [1]
    vector.reset(seed=0)
    assert len(vector.render()) == 2


def test_nothing_works_after_close(env, vector):
    env.close()
    env.close()
    vector.close()
    vector.close()
    rendering = diorama.DioramaEnv("Pushing-v1", render_mode="rgb_array")
    rendering.close()
    goal, grid = diorama.DioramaEnv("PushingGoal-v1"), diorama.DioramaEnv("FrozenLake-v1")
    goal.close()
    grid.close()
    calls = [
        lambda: env.step(GOOD),
        lambda: env.reset(seed=0),
        env.get_state,
        lambda: env.set_state(bytes(80)),
        env.expert_action,
        lambda: env.metrics,
        lambda: pickle.dumps(env),
        rendering.render,
        env.render,
        lambda: env.renderer,
        lambda: env.segmentation_labels,
        lambda: goal.compute_reward(np.zeros(3), np.zeros(3)),
        grid.model,
        vector.render,
        lambda: vector.step(np.zeros((2, 2), np.float32)),
        lambda: vector.reset(seed=0),
        vector.expert_action,
    ]
    for call in calls:
        with pytest.raises(diorama.ClosedError):
            call()


def test_a_bad_state_is_refused(env):
    state = env.get_state()
    other = diorama.DioramaEnv("Pendulum-v1")
    other.reset(seed=0)
    for bad in (b"", b"123", state[:-8], state + bytes(8), other.get_state(), "text", None):
        with pytest.raises(diorama.BadSnapshotError):
            env.set_state(bad)
    assert env.get_state() == state


def test_a_state_with_any_bit_turned_is_refused_or_lived_through(kind_id):
    env = diorama.DioramaEnv(kind_id)
    env.reset(seed=0)
    words = np.frombuffer(env.get_state(), np.uint64)
    rng = np.random.default_rng(3)
    for _ in range(300):
        damaged = words.copy()
        damaged[rng.integers(words.size)] ^= np.uint64(1) << np.uint64(rng.integers(64))
        try:
            env.set_state(damaged.tobytes())
            for _ in range(2):
                env.step(env.expert_action())
        except (diorama.BadSnapshotError, diorama.EpisodeOverError, diorama.DivergedError):
            pass


def test_bad_goals_are_refused(env):
    with pytest.raises(diorama.NoGoalsError, match="no goals"):
        env.compute_reward(np.zeros(3), np.zeros(3))
    assert not hasattr(env, "compute_reward")  # or libraries look for goals
    goal = diorama.DioramaEnv("PushingGoal-v1")
    for achieved, desired in [(np.zeros(2), np.zeros(2)), (np.zeros((2, 3)), np.zeros(3))]:
        with pytest.raises(diorama.InvalidArgumentError, match="shapes"):
            goal.compute_reward(achieved, desired)


def test_bad_reset_options_are_refused(env, vector):
    with pytest.raises(diorama.InvalidArgumentError, match="did you mean 'example'"):
        env.reset(options={"exampel": "success"})
    with pytest.raises(diorama.InvalidArgumentError, match="did you mean 'near_miss'"):
        env.reset(options={"example": "near_mis"})
    for mask in ([True, False], np.array([1, 0]), np.ones(3, bool), np.zeros(2, bool)):
        with pytest.raises(diorama.InvalidArgumentError, match="reset_mask"):
            vector.reset(options={"reset_mask": mask})
    with pytest.raises(diorama.InvalidArgumentError, match="3 seeds for 2 environments"):
        vector.reset(seed=[1, 2, 3])


def test_bad_actions_of_a_vector_move_nothing(vector):
    before, _ = vector.reset(seed=5)
    bad = np.zeros((2, 2), np.float32)
    bad[1, 0] = np.nan
    for actions in (
        [[0, 0], [0, 0]],
        np.zeros((2, 2)),
        np.zeros((1, 2), np.float32),
        np.zeros(4, np.float32),
        bad,
    ):
        with pytest.raises(diorama.ActionError):
            vector.step(actions)
    twin = diorama.DioramaVectorEnv("Pushing-v1", 2)
    assert np.array_equal(twin.reset(seed=5)[0], before)
    good = np.full((2, 2), 0.5, np.float32)
    assert np.array_equal(twin.step(good)[0], vector.step(good)[0])


def test_bad_vectors_are_refused():
    for options in (
        {"num_envs": 0},
        {"num_envs": 1.5},
        {"num_envs": 10**18},
        {"num_envs": 2**64 + 1},
        {"workers": -1},
        {"workers": 2.0},
        {"workers": 2**64 + 1},
        {"workers": 0},
        {"workers": 2000, "num_envs": 2000},
        {"worker_kind": "fibres"},
    ):
        with pytest.raises(diorama.DioramaError):
            diorama.DioramaVectorEnv("Pushing-v1", **options)
    with pytest.raises(diorama.InvalidArgumentError, match="at most 1000000 environments"):
        diorama.DioramaVectorEnv("FrozenLake-v1", 10**12)
    with pytest.raises(diorama.InvalidArgumentError, match="autoreset_mode is 'later'"):
        diorama.DioramaVectorEnv("Pushing-v1", 2, autoreset_mode="later")


def test_two_threads_in_one_environment_get_an_error_or_wait_for_none(env):
    refused, failed = [], []

    def use():
        for _ in range(300):
            try:
                env.step(GOOD)
            except diorama.EpisodeOverError:
                try:
                    env.reset()
                except diorama.BusyError as error:
                    refused.append(error)
            except diorama.BusyError as error:
                refused.append(error)
            except Exception as error:
                failed.append(error)

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive()
    assert not failed
    assert refused
    assert "another thread" in str(refused[0])
    env.reset(seed=0)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of fork itself
def test_an_interrupted_call_shuts_nobody_out(env):
    env._lock.__enter__()  # as if Ctrl-C had come before it could be left
    env.step(GOOD)
    assert env.get_state()


def test_what_another_thread_uses_is_not_closed(env, monkeypatch):
    busy = next(status for status, kind in diorama.errors.BY_STATUS.items() if kind is BusyError)
    functions = dict(env._library._functions)
    monkeypatch.setattr(env._library, "_functions", functions | {"close": lambda handle: busy})
    with pytest.raises(BusyError):
        env.close()
    monkeypatch.setattr(env._library, "_functions", functions)
    env.step(GOOD)
    env.close()
    with pytest.raises(diorama.ClosedError):
        env.step(GOOD)


def test_a_state_of_another_horizon_is_told(env):
    short = diorama.DioramaEnv("Pushing-v1", horizon=5)
    with pytest.raises(diorama.BadSnapshotError, match="a horizon of 50, not of 5"):
        short.set_state(env.get_state())


def test_a_fork_may_not_use_its_parents_environment(env, vector):
    state = env.get_state()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            with pytest.raises(diorama.ForkedError):
                vector.step(np.zeros((2, 2), np.float32))
            vector.close()
            env.step(GOOD)
        except diorama.ForkedError as error:
            own = diorama.DioramaEnv("Pushing-v1", observation="pixels")
            status = 0 if "fork" in str(error) and own.reset(seed=0)[0].any() else 2
            env.close()
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert env.get_state() == state
    env.step(GOOD)
    vector.step(np.zeros((2, 2), np.float32))
