# SPDX-License-Identifier: Apache-2.0
"""A task in a scene of your own, as a class."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any, ClassVar

import gymnasium
import numpy as np

from diorama.errors import EpisodeOverError, InvalidArgumentError, NotResetError
from diorama.world import World


class SceneTask(gymnasium.Env[Any, Any]):
    """A Gymnasium environment of a scene of your own; subclass it.

    A subclass sets ``scene`` and writes ``start``, ``observe`` and ``measure``; the rest has
    defaults: actions are the scene's actuators, the reward is 1 on success, and an episode ends
    after ``horizon`` steps. Draw random numbers from ``rng`` only: equal seeds give equal bits.

    Keep what an episode needs beyond the world in ``self.memory``, a dictionary that can be
    pickled: it is part of ``get_state``.
    """

    #: The path of the scene file.
    scene: ClassVar[str | Path] = ""
    #: Steps until an episode is truncated.
    horizon: ClassVar[int] = 50
    #: The scene's time steps in one step of the environment.
    time_steps: ClassVar[int] = 20
    #: Whether ``world.contacts()`` is wanted.
    contacts: ClassVar[bool] = False

    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 10}

    def __init__(
        self,
        *,
        render_mode: str | None = None,
        camera: str | None = None,
        width: int = 480,
        height: int = 360,
    ) -> None:
        """Opens the scene; pictures are seen through ``camera``, by default the first."""
        if not str(self.scene):
            raise InvalidArgumentError(
                f"{type(self).__name__} names no scene; give it a class attribute 'scene'"
            )
        if render_mode not in (None, "rgb_array"):
            raise InvalidArgumentError(
                f"the render mode is {render_mode!r}; it must be 'rgb_array' or None"
            )
        self.render_mode = render_mode
        self._view = (camera, width, height)
        self.world = World(self.scene, contacts=self.contacts)
        self.memory: dict[str, Any] = {}
        self._steps = -1
        fps = round(1 / (self.world.time_step * self.time_steps))
        self.metadata = {**type(self).metadata, "render_fps": max(1, fps)}
        self.action_space = self.make_action_space()
        self.start(self.world, np.random.default_rng(0))
        shape = np.asarray(self.observe(self.world)).shape
        self.observation_space = gymnasium.spaces.Box(-np.inf, np.inf, shape, np.float32)

    # ---- what a subclass writes

    def make_action_space(self) -> gymnasium.Space[Any]:
        """Returns the space of actions: ±1 for each actuator."""
        return gymnasium.spaces.Box(-1, 1, (len(self.world.actuators),), np.float32)

    def start(self, world: World, rng: np.random.Generator) -> None:
        """Arranges the start of an episode; the world is as the scene begins."""

    def act(self, world: World, action: Any) -> None:
        """Turns an action into controls, before the time steps: ±1 are the ends of their ranges."""
        for actuator, number in zip(world.actuators.values(), action, strict=True):
            if actuator.range is None:
                raise InvalidArgumentError(
                    f"actuator '{actuator.name}' has no ctrlrange; give it one, or write act()"
                )
            low, high = actuator.range
            actuator.control = low + (float(number) + 1) / 2 * (high - low)

    def observe(self, world: World) -> Any:
        """Returns the observation, numbers."""
        return np.concatenate([world.joint_positions, world.joint_velocities])

    def measure(self, world: World) -> dict[str, float]:
        """Returns what is measured; ``success`` is 1 or 0."""
        return {"success": 0.0}

    def reward(self, metrics: dict[str, float]) -> float:
        """Returns the reward of a moment: by default 1 on success."""
        return float(metrics["success"])

    # ---- Gymnasium

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Any, dict[str, Any]]:
        """Starts an episode."""
        super().reset(seed=seed)
        self.memory = {}
        self.world.reset()
        self.start(self.world, self.np_random)
        self._steps = 0
        return self._observation(), self._info()

    def step(self, action: Any) -> tuple[Any, float, bool, bool, dict[str, Any]]:
        """Acts for ``time_steps`` of the scene's time steps."""
        if self._steps < 0:
            raise NotResetError("no episode is under way; call reset first")
        if self._steps >= self.horizon:
            raise EpisodeOverError("the episode is over; call reset before the next step")
        self.act(self.world, action)
        self.world.step(self.time_steps)
        self._steps += 1
        info = self._info()
        reward = float(self.reward(info))
        return self._observation(), reward, False, self._steps >= self.horizon, info

    def render(self) -> Any:
        """Returns an image of the present moment; None without a render mode."""
        return None if self.render_mode is None else self.world.render(*self._view)

    def close(self) -> None:
        """Frees the world."""
        self.world.close()

    def get_state(self) -> bytes:
        """Returns everything that the episode's future depends on."""
        random = self.np_random.bit_generator.state
        return pickle.dumps((self.world.get_state(), self._steps, self.memory, random))

    def set_state(self, state: bytes) -> Any:
        """Goes on from ``state``, which this class has returned; returns the observation."""
        world, self._steps, self.memory, random = pickle.loads(state)
        self.world.set_state(world)
        self.np_random.bit_generator.state = random
        return self._observation()

    def _observation(self) -> np.ndarray:
        return np.asarray(self.observe(self.world), np.float32)

    def _info(self) -> dict[str, Any]:
        metrics = self.measure(self.world)
        if "success" not in metrics:
            raise InvalidArgumentError(
                f"measure() of {type(self).__name__} gives {list(metrics)}; it must give 'success'"
            )
        return {**metrics, "is_success": metrics["success"] == 1}
