# SPDX-License-Identifier: Apache-2.0
"""What `speed` measures in Python, theirs and ours; each runs in a process of its own.

Random actions in whole episodes, resets included, after half a span to warm up; the median of five spans, as
`diorama bench` measures. The learners are in `learners.py`, MuJoCo's cloth is in `flex.py`. `python contenders.py NAME
SECONDS`, of a span, prints one number: a rate, or a learner's time.
"""

import os
import pathlib
import statistics
import sys
import time

# before anything loads OpenGL or SDL
os.environ.setdefault("MUJOCO_GL", "osmesa")
os.environ.setdefault("PYOPENGL_PLATFORM", "osmesa")
os.environ["SDL_VIDEODRIVER"] = os.environ["SDL_AUDIODRIVER"] = "dummy"

import gymnasium
import numpy as np

import flex
import learners

ACTIONS = 1000  # drawn beforehand, and taken again and again
PUSHING = pathlib.Path(__file__).resolve().parents[2] / "scenes" / "pushing.xml"
CLASSIC = ["FrozenLake-v1", "CartPole-v1", "Pendulum-v1", "Acrobot-v1", "MountainCarContinuous-v0"]


def fetch(size=None):
    import gymnasium_robotics

    gymnasium.register_envs(gymnasium_robotics)
    options = {"render_mode": "rgb_array", "width": size, "height": size} if size else {}
    return pictured(gymnasium.make("FetchPush-v4", disable_env_checker=True, **options), size)


def meta_world(size=None):
    import metaworld  # registers

    options = {"render_mode": "rgb_array", "width": size, "height": size} if size else {}
    environment = gymnasium.make(
        "Meta-World/MT1", env_name="push-v3", disable_env_checker=True, **options)
    return pictured(environment, size)


def panda(size=None):
    import panda_gym  # registers

    options = {"renderer": "Tiny", "render_width": size, "render_height": size} if size else {}
    return pictured(gymnasium.make("PandaPush-v3", disable_env_checker=True, **options), size)


def bullet(size=None):
    import bare_bullet

    return pictured(gymnasium.wrappers.TimeLimit(bare_bullet.BarePush(size or 48), 50), size)


def frozen_lake(size):
    return pictured(gymnasium.make("FrozenLake-v1", disable_env_checker=True, render_mode="rgb_array"), size)


def mini_grid(wrapper=None):
    import minigrid.wrappers

    environment = gymnasium.make("MiniGrid-FourRooms-v0", disable_env_checker=True)
    return getattr(minigrid.wrappers, wrapper)(environment) if wrapper else environment


class Pictured(gymnasium.ObservationWrapper):
    """Observes the picture.

    Gymnasium's own wrapper draws one when it is made: then the processes of a vector hang, as llvmpipe's threads
    do not survive the fork.
    """

    def __init__(self, environment, size):
        super().__init__(environment)
        self.observation_space = gymnasium.spaces.Box(0, 255, (size, size, 3), np.uint8)

    def observation(self, observation):
        return self.env.render()


def pictured(environment, size):
    """Lets the environment observe its picture, if it has a size."""
    return Pictured(environment, size) if size else environment


def ours(id, **options):
    import diorama  # registers

    return gymnasium.make(f"diorama/{id}", disable_env_checker=True, **options)


def our_vector(id, count=8, **options):
    """Environments on as many workers as the machine has processors: threads, or processes for pixels."""
    import diorama  # registers

    return gymnasium.make_vec(f"diorama/{id}", num_envs=count, **options)


def processes(make, count):
    return gymnasium.vector.AsyncVectorEnv([make] * count)


def episodes(environment):
    """Returns a function that steps one environment for some seconds; it returns steps a second."""
    environment.action_space.seed(0)
    actions = [environment.action_space.sample() for _ in range(ACTIONS)]

    environment.reset(seed=0)

    def run(seconds):
        # the clock is read at every step: an episode of Meta-World's takes a minute
        steps, start = 0, time.perf_counter()
        while time.perf_counter() - start < seconds:
            _, _, terminated, truncated, _ = environment.step(actions[steps % ACTIONS])
            steps += 1
            if terminated or truncated:
                environment.reset()
        return steps / (time.perf_counter() - start)

    return run


def together(environments):
    """The same for several, of which each begins again by itself."""
    environments.action_space.seed(0)
    actions = [environments.action_space.sample() for _ in range(ACTIONS)]
    environments.reset(seed=0)
    return repeated(environments, actions, environments.num_envs)


def repeated(environments, actions, count):
    def run(seconds):
        steps, start = 0, time.perf_counter()
        while time.perf_counter() - start < seconds:
            environments.step(actions[steps % ACTIONS])
            steps += 1
        return steps * count / (time.perf_counter() - start)

    return run


def gym_vector(id, count):
    """Gymnasium's environments as one vector: its own, where there is one, else one after the other."""
    has_own = gymnasium.spec(id).vector_entry_point is not None
    return together(gymnasium.make_vec(
        id, num_envs=count, vectorization_mode="vector_entry_point" if has_own else "sync"))


def envpool(id, count, threads):
    import envpool

    environments = envpool.make(id, env_type="gymnasium", num_envs=count, num_threads=threads, seed=0)
    environments.action_space.seed(0)
    actions = [np.array([environments.action_space.sample() for _ in range(count)]) for _ in range(ACTIONS)]
    environments.reset()
    return repeated(environments, actions, count)


def mujoco_push(count=None, threads=1):
    """Our scene in bare MuJoCo: the hand's target moves as in Pushing-v1, for 20 time steps, 50 times an episode.

    With a count, so many simulations in a `mujoco.batch`.
    """
    import mujoco
    import mujoco.batch

    model = mujoco.MjModel.from_xml_path(str(PUSHING))
    target = model.body("hand_target").mocapid[0]
    scale, room = model.numeric("action_scale").data[0], model.numeric("workspace").data
    moves = scale * np.random.default_rng(0).uniform(-1, 1, (ACTIONS, count or 1, 2))
    if count:
        batch = mujoco.batch.Batch(model, count, threads)
        place, seen = batch.mocap_pos[:, target, :2], batch.qpos
        advance, reset = lambda: batch.step(nstep=20), batch.reset
    else:
        data = mujoco.MjData(model)
        place, seen = data.mocap_pos[target, :2], data.qpos
        advance, reset = lambda: mujoco.mj_step(model, data, 20), lambda: mujoco.mj_resetData(model, data)
    reset()

    def run(seconds):
        steps, start = 0, time.perf_counter()
        while time.perf_counter() - start < seconds:
            move = moves[steps % ACTIONS]
            np.clip(place + (move if count else move[0]), room[[0, 2]], room[[1, 3]], out=place)
            advance()
            seen.copy()
            steps += 1
            if steps % 50 == 0:
                reset()
        return steps * (count or 1) / (time.perf_counter() - start)

    return run


PIXELS = {"observation": "pixels"}
FAST = {"observation": "pixels", "quality": "fast"}
CONTENDERS = {
    "mujoco-push": mujoco_push,
    "minigrid": lambda: episodes(mini_grid()),
    "minigrid-part": lambda: episodes(mini_grid("RGBImgPartialObsWrapper")),
    "minigrid-whole": lambda: episodes(mini_grid("RGBImgObsWrapper")),
    "gym-frozenlake-rgb": lambda: episodes(frozen_lake(256)),
    "push": lambda: episodes(ours("Pushing-v1")),
    "push-48": lambda: episodes(ours("Pushing-v1", **PIXELS)),
    "push-48-fast": lambda: episodes(ours("Pushing-v1", **FAST)),
    "push-84": lambda: episodes(ours("Pushing-v1", size=84, **PIXELS)),
    "push*": lambda: together(our_vector("Pushing-v1")),
    "push-48*": lambda: together(our_vector("Pushing-v1", **PIXELS)),
    "push-48-fast*": lambda: together(our_vector("Pushing-v1", **FAST)),
    "push-84*": lambda: together(our_vector("Pushing-v1", size=84, **PIXELS)),
    "lake-48": lambda: episodes(ours("FrozenLake-v1", **PIXELS)),
    "rooms-48": lambda: episodes(ours("FourRooms-v1", **PIXELS)),
    **{f"flex-{name}": lambda name=name: flex.contender(name) for name in flex.SETTINGS},
    **learners.UPDATES,
}
for count, threads in ((1, 1), (8, 2), (256, 2)):
    CONTENDERS[f"batch-push*{count}/{threads}"] = (
        lambda count=count, threads=threads: mujoco_push(count, threads))
for name, make, size in (
    ("fetch", fetch, 48), ("meta", meta_world, 84), ("panda", panda, 48), ("bullet", bullet, 48)):
    for label, side in ((name, None), (f"{name}-{size}", size)):
        CONTENDERS[label] = lambda make=make, side=side: episodes(make(side))
        for count in (2, 8):
            CONTENDERS[f"{label}*{count}"] = lambda make=make, side=side, count=count: together(
                processes(lambda: make(side), count))
for id in [*CLASSIC, "FourRooms-v1"]:
    CONTENDERS[f"ours-{id}"] = lambda id=id: episodes(ours(id))
    CONTENDERS[f"ours-{id}*256"] = lambda id=id: together(our_vector(id, 256))
for id in CLASSIC:
    CONTENDERS[f"gym-{id}"] = lambda id=id: episodes(gymnasium.make(id, disable_env_checker=True))
    CONTENDERS[f"gym-{id}*256"] = lambda id=id: gym_vector(id, 256)
for id in [*CLASSIC, "MiniGrid-FourRooms-v0"]:
    for count, threads in ((1, 1), (256, 1), (256, 2)):
        CONTENDERS[f"envpool-{id}*{count}/{threads}"] = (
            lambda id=id, count=count, threads=threads: envpool(id, count, threads))


def main():
    """Prints the number of one contender."""
    name, seconds = sys.argv[1], float(sys.argv[2])
    # what libraries print must not be taken for the result
    out = os.dup(1)
    os.dup2(2, 1)
    if name in learners.TRAININGS:
        value = learners.TRAININGS[name]()
    else:
        run = CONTENDERS[name]()
        run(seconds / 2)
        value = statistics.median(run(seconds) for _ in range(5))
    os.write(out, f"{value}\n".encode())
    # some of the peers hang or crash in their own tear-down
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
