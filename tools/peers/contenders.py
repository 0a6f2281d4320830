# SPDX-License-Identifier: Apache-2.0
"""What `speed` measures in Python, theirs and ours; each runs in a process of its own.

Random actions in whole episodes, resets included, after a tenth of the time to warm up; the median of five
spans, as `diorama bench` measures. The learners are in `learners.py`. `python contenders.py NAME SECONDS` prints one
number: a rate, or a learner's time.
"""

import os
import statistics
import sys
import time

# before anything loads OpenGL or SDL
os.environ.setdefault("MUJOCO_GL", "osmesa")
os.environ.setdefault("PYOPENGL_PLATFORM", "osmesa")
os.environ["SDL_VIDEODRIVER"] = os.environ["SDL_AUDIODRIVER"] = "dummy"

import gymnasium
import numpy as np

import learners

ACTIONS = 1000  # drawn beforehand, and taken again and again


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


def frozen_lake(size=None):
    return pictured(
        gymnasium.make(
            "FrozenLake-v1", disable_env_checker=True, render_mode="rgb_array" if size else None),
        size)


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

    def run(seconds):
        steps, start = 0, time.perf_counter()
        while time.perf_counter() - start < seconds:
            environments.step(actions[steps % ACTIONS])
            steps += 1
        return steps * environments.num_envs / (time.perf_counter() - start)

    return run


def flex_cloth():
    """Simulated over real time of MuJoCo's cloth; see flex.xml."""
    import mujoco

    model = mujoco.MjModel.from_xml_path(os.path.join(os.path.dirname(__file__), "flex.xml"))
    data = mujoco.MjData(model)

    def run(seconds):
        simulated, start = 0.0, time.perf_counter()
        while time.perf_counter() - start < seconds:
            mujoco.mj_resetData(model, data)
            while data.time < 2:
                mujoco.mj_step(model, data)
            if any(warning.number for warning in data.warning):
                raise RuntimeError("MuJoCo's cloth became unstable")
            simulated += data.time
        return simulated / (time.perf_counter() - start)

    return run


PIXELS = {"observation": "pixels"}
FAST = {"observation": "pixels", "quality": "fast"}
CONTENDERS = {
    "flex": flex_cloth,
    "minigrid": lambda: episodes(mini_grid()),
    "minigrid-part": lambda: episodes(mini_grid("RGBImgPartialObsWrapper")),
    "minigrid-whole": lambda: episodes(mini_grid("RGBImgObsWrapper")),
    "frozenlake": lambda: episodes(frozen_lake()),
    "frozenlake-rgb": lambda: episodes(frozen_lake(256)),
    "push": lambda: episodes(ours("Pushing-v1")),
    "push-48": lambda: episodes(ours("Pushing-v1", **PIXELS)),
    "push-48-fast": lambda: episodes(ours("Pushing-v1", **FAST)),
    "push-84": lambda: episodes(ours("Pushing-v1", size=84, **PIXELS)),
    "push*": lambda: together(our_vector("Pushing-v1")),
    "push-48*": lambda: together(our_vector("Pushing-v1", **PIXELS)),
    "push-48-fast*": lambda: together(our_vector("Pushing-v1", **FAST)),
    "push-84*": lambda: together(our_vector("Pushing-v1", size=84, **PIXELS)),
    "lake": lambda: episodes(ours("FrozenLake-v1")),
    "lake-48": lambda: episodes(ours("FrozenLake-v1", **PIXELS)),
    "rooms": lambda: episodes(ours("FourRooms-v1")),
    "rooms-48": lambda: episodes(ours("FourRooms-v1", **PIXELS)),
    **learners.UPDATES,
}
for name, make, size in (
    ("fetch", fetch, 48), ("meta", meta_world, 84), ("panda", panda, 48), ("bullet", bullet, 48)):
    for label, side in ((name, None), (f"{name}-{size}", size)):
        CONTENDERS[label] = lambda make=make, side=side: episodes(make(side))
        for count in (2, 8):
            CONTENDERS[f"{label}*{count}"] = lambda make=make, side=side, count=count: together(
                processes(lambda: make(side), count))


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
        run(seconds / 10)
        value = statistics.median(run(seconds / 5) for _ in range(5))
    os.write(out, f"{value}\n".encode())
    # some of the peers hang or crash in their own tear-down
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
