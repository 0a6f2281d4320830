# SPDX-License-Identifier: Apache-2.0
"""The peers' learners that `contenders.py` measures: times, of which the least counts.

An update is one call of the learner's own `train` for one gradient step, sampling included, from a replay full of
random numbers, as `diorama bench` measures ours; PPO's is one pass over a rollout.
"""

import os
import tempfile
import time

import gymnasium
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
REPLAY = 4_000  # transitions
ROLLOUT = 2_048
STATE = gymnasium.spaces.Box(-np.inf, np.inf, (17,), np.float32), gymnasium.spaces.Box(-1, 1, (6,), np.float32)
PICTURE = gymnasium.spaces.Box(0, 255, (48, 48, 3), np.uint8), gymnasium.spaces.Box(-1, 1, (2,), np.float32)
CHOICES = gymnasium.spaces.Box(-np.inf, np.inf, (4,), np.float32), gymnasium.spaces.Discrete(2)


class Spaces(gymnasium.Env):
    """An environment of which a learner asks no more than the spaces."""

    def __init__(self, observation_space, action_space):
        self.observation_space, self.action_space = observation_space, action_space

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        return self.observation_space.sample(), {}

    def step(self, action):
        return self.observation_space.sample(), 0.0, False, False, {}


def updates(make, spaces, threads=None):
    """Returns a function that updates for some seconds; it returns the time of one update [ms]."""
    from stable_baselines3.common.logger import Logger

    use(threads)
    learner = make(Spaces(*spaces))
    learner.set_logger(Logger(folder=None, output_formats=[]))
    replay, random = learner.replay_buffer, np.random.default_rng(0)
    for numbers in (replay.observations, replay.next_observations):
        is_picture = numbers.dtype == np.uint8
        numbers[:] = random.integers(0, 256, numbers.shape) if is_picture else random.normal(size=numbers.shape)
    are_numbers = replay.actions.dtype.kind == "f"
    replay.actions[:] = random.uniform(-1, 1, replay.actions.shape) if are_numbers else 0
    replay.rewards[:] = random.uniform(size=replay.rewards.shape)
    replay.full = True

    def run(seconds):
        count, start = 0, time.perf_counter()
        while count == 0 or time.perf_counter() - start < seconds:
            learner.train(gradient_steps=1, batch_size=learner.batch_size)
            count += 1
        return 1000 * (time.perf_counter() - start) / count

    return run


def passes(make, threads=None):
    """Returns a function that makes passes over a rollout for some seconds; it returns the time of one [ms]."""
    from stable_baselines3.common.logger import Logger

    use(threads)
    learner = make(Spaces(*STATE))
    learner.set_logger(Logger(folder=None, output_formats=[]))
    learner.learn(ROLLOUT)  # the rollout stays, and what JAX compiles is compiled

    def run(seconds):
        count, start = 0, time.perf_counter()
        while count == 0 or time.perf_counter() - start < seconds:
            learner.train()
            count += 1
        return 1000 * (time.perf_counter() - start) / count

    return run


def training(make, steps, threads=None):
    """Returns the time that 10,000 steps of Gymnasium's Pendulum-v1 take, measured over `steps` [s]."""
    use(threads)
    start = time.perf_counter()
    make(gymnasium.make("Pendulum-v1")).learn(steps)
    return (time.perf_counter() - start) * 10_000 / steps


def rltools_training(own):
    """Returns the time that RLtools takes for 10,000 steps [s], in Gymnasium's pendulum or in its own in C++.

    It compiles itself for the task at first, and keeps that: this is not counted, as little as a build of ours.
    """
    # in the working directory
    tempfile.tempdir = os.getcwd()
    import rltools

    def gymnasium_pendulum():
        return gymnasium.wrappers.RescaleAction(gymnasium.make("Pendulum-v1"), -1, 1)

    pendulum = {"path": os.path.join(HERE, "pendulum"), "observation_dim": 3, "action_dim": 1}
    # its default is two layers of 64 units, batches of 100, and 1e-3
    module = rltools.SAC(
        pendulum if own else gymnasium_pendulum, enable_evaluation=False,
        interface_name="own" if own else "gymnasium")
    start = time.perf_counter()
    state = module.State(0)
    while not state.step():
        pass
    return time.perf_counter() - start


def use(threads):
    """Has PyTorch take as many threads; by default one a core. JAX takes what it wants."""
    import torch

    if threads:
        torch.set_num_threads(threads)


def sb3(environment):
    from stable_baselines3 import SAC

    return SAC("MlpPolicy", environment, batch_size=256, buffer_size=REPLAY, seed=0, device="cpu")


def sbx(environment):
    from sbx import SAC

    return SAC("MlpPolicy", environment, batch_size=256, buffer_size=REPLAY, seed=0)


DQN = {"policy_kwargs": {"net_arch": [128, 128]}, "batch_size": 32, "buffer_size": REPLAY, "seed": 0}
PPO = {"policy_kwargs": {"net_arch": [64, 64]}, "batch_size": 64, "n_steps": ROLLOUT, "n_epochs": 1, "seed": 0}


def sb3_dqn(environment):
    import stable_baselines3

    return stable_baselines3.DQN("MlpPolicy", environment, device="cpu", **DQN)


def sbx_dqn(environment):
    import sbx

    return sbx.DQN("MlpPolicy", environment, **DQN)


def sb3_ppo(environment):
    import stable_baselines3

    return stable_baselines3.PPO("MlpPolicy", environment, device="cpu", **PPO)


def sbx_ppo(environment):
    import sbx

    return sbx.PPO("MlpPolicy", environment, **PPO)


TD3 = {"policy_kwargs": {"net_arch": [256, 256]}, "batch_size": 256, "buffer_size": REPLAY, "seed": 0}


def sb3_td3(environment):
    import stable_baselines3

    return stable_baselines3.TD3("MlpPolicy", environment, device="cpu", **TD3)


def sbx_td3(environment):
    import sbx

    return sbx.TD3("MlpPolicy", environment, **TD3)


def d3rlpy_iql(threads=None):
    """Returns a function that updates d3rlpy's IQL, two layers of 256 units, for some seconds [ms]."""
    import d3rlpy

    use(threads)
    random = np.random.default_rng(0)
    terminals = np.arange(REPLAY) % 50 == 49
    data = d3rlpy.dataset.MDPDataset(
        random.normal(size=(REPLAY, 17)).astype(np.float32), random.uniform(-1, 1, (REPLAY, 6)).astype(np.float32),
        random.uniform(size=REPLAY).astype(np.float32), terminals)
    learner = d3rlpy.algos.IQLConfig(batch_size=256).create(device="cpu:0")
    learner.build_with_dataset(data)

    def run(seconds):
        count, start = 0, time.perf_counter()
        while count == 0 or time.perf_counter() - start < seconds:
            learner.update(data.sample_transition_batch(256))
            count += 1
        return 1000 * (time.perf_counter() - start) / count

    return run


PENDULUM = {"policy_kwargs": {"net_arch": [64, 64]}, "batch_size": 100, "learning_starts": 100,
            "learning_rate": 1e-3, "seed": 0}


def sb3_pendulum(environment):
    from stable_baselines3 import SAC

    return SAC("MlpPolicy", environment, device="cpu", **PENDULUM)


def sbx_pendulum(environment):
    from sbx import SAC

    return SAC("MlpPolicy", environment, **PENDULUM)


def sb3_paper(environment):
    """With the VICE-RAQ paper's networks: one encoder for the actor, one for both critics."""
    import torch
    from stable_baselines3 import SAC
    from stable_baselines3.common.torch_layers import BaseFeaturesExtractor

    class Encoder(BaseFeaturesExtractor):
        def __init__(self, space):
            super().__init__(space, 8 * 12 * 12)
            self.layers = torch.nn.Sequential(
                torch.nn.Conv2d(3, 8, 5, padding=2), torch.nn.ReLU(), torch.nn.MaxPool2d(2),
                torch.nn.Conv2d(8, 8, 5, padding=2), torch.nn.ReLU(), torch.nn.MaxPool2d(2), torch.nn.Flatten())

        def forward(self, pictures):
            return self.layers(pictures)

    return SAC(
        "CnnPolicy", environment, batch_size=256, buffer_size=REPLAY, seed=0, device="cpu",
        policy_kwargs={
            "features_extractor_class": Encoder, "share_features_extractor": False, "net_arch": [256, 256]})


# what takes a time for each call, and what is measured once
UPDATES = {
    "sb3-256": lambda: updates(sb3, STATE),
    "sb3-256/1": lambda: updates(sb3, STATE, threads=1),
    "sbx-256": lambda: updates(sbx, STATE),
    "sb3-dqn": lambda: updates(sb3_dqn, CHOICES),
    "sb3-dqn/1": lambda: updates(sb3_dqn, CHOICES, threads=1),
    "sbx-dqn": lambda: updates(sbx_dqn, CHOICES),
    "sb3-ppo": lambda: passes(sb3_ppo),
    "sb3-ppo/1": lambda: passes(sb3_ppo, threads=1),
    "sbx-ppo": lambda: passes(sbx_ppo),
    "sb3-td3": lambda: updates(sb3_td3, STATE),
    "sb3-td3/1": lambda: updates(sb3_td3, STATE, threads=1),
    "sbx-td3": lambda: updates(sbx_td3, STATE),
    "d3rlpy-iql": d3rlpy_iql,
    "d3rlpy-iql/1": lambda: d3rlpy_iql(threads=1),
    "sb3-paper": lambda: updates(sb3_paper, PICTURE),
    "sb3-paper/1": lambda: updates(sb3_paper, PICTURE, threads=1),
}
TRAININGS = {
    "sb3-pendulum": lambda: training(sb3_pendulum, 2_000),
    "sb3-pendulum/1": lambda: training(sb3_pendulum, 2_000, threads=1),
    "sbx-pendulum": lambda: training(sbx_pendulum, 10_000),
    "rltools-pendulum": lambda: rltools_training(own=False),
    "rltools-pendulum-own": lambda: rltools_training(own=True),
}
