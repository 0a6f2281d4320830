# SPDX-License-Identifier: Apache-2.0
"""One environment, as Gymnasium has it."""

from __future__ import annotations

import ctypes
from typing import Any, SupportsFloat

import gymnasium
import numpy as np

from diorama._abi import Buffers, Size, library
from diorama.errors import (
    ActionError,
    ActionTypeError,
    BadSnapshotError,
    ClosedError,
    NotResetError,
)
from diorama.goal_functions import GoalFunctions
from diorama.grid_model import GridModel
from diorama.layout import Layout, check_seed, space
from diorama.one_thread import OneThread
from diorama.options import encode, refuse_unknown, size_of, text_of

_FLOAT = np.dtype(np.float32)
RENDER_MODES = ["rgb_array", "depth_array", "segmentation_array", "rgbd_tuple"]
EXAMPLES = {"success": 0, "near_miss": 1, "mishap": 2, "elsewhere": 3}


class DioramaEnv(GoalFunctions, gymnasium.Env[Any, Any]):
    """One environment of the suite.

    Equal seeds and actions give equal bits, in any process. ``reset(seed=s)`` starts the first
    episode of the run ``s``; each ``reset()`` after it the next one of that run. Observations are
    arrays of their own, which a caller may keep. ``info`` holds what is measured (the metrics of
    the catalogue) and ``is_success``.

    One thread at a time may use an environment; different ones run at the same time.

    Args:
        env_id: Which environment, such as ``"Pushing-v1"``; None with ``task`` or ``map``.
        observation: ``"state"``, ``"pixels"`` or ``"both"``.
        size: Of observed pixels: one number, or (width, height), from 16 to 2048.
        camera: Its name; the scene's first by default.
        quality: ``"default"`` or ``"fast"``.
        reward: ``"dense"`` or ``"sparse"``.
        horizon: Steps until an episode is truncated; the task's own by default.
        randomize: What differs from episode to episode: some of ``textures``, ``colors``,
            ``light``, ``camera``, ``masses``, ``friction``; or ``"all"``.
        task: The path of a task file of your own.
        map: The path of a gridworld of your own.
        context: What draws, ``"auto"``, ``"osmesa"`` or ``"egl"``; the first choice in a process
            holds.
        render_mode: What ``render`` returns; depth is in metres, segmentation numbers bodies.
        render_size, render_camera, render_quality: As above, for ``render``.
        unknown: Anything else is refused, with the nearest name.
    """

    metadata: dict[str, Any] = {"render_modes": RENDER_MODES, "render_fps": 10}

    def __init__(
        self,
        env_id: str | None = None,
        *,
        observation: str | None = None,
        size: int | tuple[int, int] | None = None,
        camera: str | None = None,
        quality: str | None = None,
        reward: str | None = None,
        horizon: int | None = None,
        randomize: Any = None,
        task: str | None = None,
        map: str | None = None,  # noqa: A002
        context: str | None = None,
        render_mode: str | None = None,
        render_size: int | tuple[int, int] = (480, 360),
        render_camera: str | None = None,
        render_quality: str | None = None,
        **unknown: Any,
    ) -> None:
        """Makes the environment; see the class."""
        self._handle = 0  # of no environment, so that __del__ may find it if what follows fails
        self._is_closed = False
        self._arguments = {k: v for k, v in locals().items() if k in _KEYWORDS}
        refuse_unknown(unknown, _KEYWORDS)
        if render_mode is not None:
            refuse_unknown([render_mode], RENDER_MODES, "render mode")
        self.render_mode = render_mode
        self._view = (
            text_of(render_camera),
            *size_of(render_size, "render_size"),
            text_of(render_quality),
        )
        self._library = library()
        handle = ctypes.c_uint64()
        self._library.call(
            "make",
            text_of(env_id),
            encode({k: v for k, v in self._arguments.items() if k in LIBRARY_OPTIONS}),
            ctypes.byref(handle),
        )
        self._handle = handle.value
        self._lock = OneThread()
        #: What the environment is, as the catalogue has it, under its options.
        self.description: dict[str, Any] = self._library.json("describe", self._handle)
        fps = round(1 / self.description["control_period"])
        self.metadata = {**self.metadata, "render_fps": fps}
        self.observation_space = space(self.description["observation_space"])
        self.action_space = space(self.description["action_space"])
        self._make_buffers()
        self._seed: int | None = None
        self._episode = 0
        self._has_begun = False

    def _make_buffers(self) -> None:
        """Makes, once, everything that a step hands to the library."""
        sizes = self._sizes = self._library.sizes("size", self._handle)
        self._layout = Layout(self.observation_space, sizes, None)
        self._buffers = Buffers()
        self._layout.bind(self._buffers)
        self._take = self._layout.take
        self._result = np.zeros(1)
        self._ends = np.zeros(2, np.uint8)
        self._metrics = np.zeros(sizes[Size.METRICS])
        self._buffers.point("reward", self._result)
        self._buffers.point("terminated", self._ends[:1])
        self._buffers.point("truncated", self._ends[1:])
        self._buffers.point("metrics", self._metrics)
        self._metric_names: list[str] = self.description["metrics"]
        self._info_names = [*self._metric_names, "is_success"]
        self._action = np.zeros(sizes[Size.ACTION], np.float32)
        self._choices = sizes[Size.CHOICES]
        # what ctypes would otherwise make again in every step
        self._out = ctypes.byref(self._buffers)
        self._step_vector = self._library.prepared("step")
        self._step_choice = self._library.prepared("step_choice")
        self._choice_value = ctypes.c_int64()
        self._action_address = ctypes.c_void_p(self._action.ctypes.data)
        self._action_count = ctypes.c_size_t(self._action.size)
        self._handle_value = ctypes.c_uint64(self._handle)

    # ---- Gymnasium's interface

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Any, dict[str, Any]]:
        """Starts an episode.

        Args:
            seed: Starts a new run, at its first episode; None goes on with the run's next one.
            options: ``{"example": "success"}`` starts at an example of success, or of
                ``"near_miss"``, ``"mishap"`` or ``"elsewhere"``; ``info["is_example"]`` says
                whether it came out so.
        """
        options = options or {}
        refuse_unknown(options, ["example"], "reset option")
        if seed is not None:
            run, episode = check_seed(seed), 0
        elif self._seed is not None:
            run, episode = self._seed, self._episode + 1
        else:
            run, episode = int(self.np_random.integers(2**63)), 0
        drawn = self._library.episode_seed(run, episode)
        with self._lock:
            if "example" in options:
                kind = options["example"]
                refuse_unknown([kind], EXAMPLES, "example")
                matches = ctypes.c_int32()
                self._library.call(
                    "stage",
                    self._handle,
                    EXAMPLES[kind],
                    drawn,
                    ctypes.byref(matches),
                    self._out,
                )
                extra = {"is_example": bool(matches.value)}
            else:
                self._library.call("reset", self._handle, drawn, self._out)
                extra = {}
            self._has_begun = True
            observation, info = self._take(), self._info()
            if self._sizes[Size.GOAL]:
                info["is_truncated"] = False
            if self.render_mode == "segmentation_array":
                info["segmentation"] = {
                    number: label["name"] for number, label in self.segmentation_labels.items()
                }
        if seed is not None:
            super().reset(seed=run)
        self._seed, self._episode = run, episode
        return observation, info | extra

    def step(self, action: Any) -> tuple[Any, SupportsFloat, bool, bool, dict[str, Any]]:
        """Acts for one control period.

        An action outside ``action_space`` is refused, and the episode stays as it was.
        """
        with self._lock:
            if self._choices:
                self._choice_value.value = self._choice(action)
                status = self._step_choice(self._handle_value, self._choice_value, self._out)
            else:
                if (
                    type(action) is not np.ndarray
                    or action.dtype != _FLOAT
                    or action.shape != self._action.shape
                ):
                    self._check(action)
                self._action[:] = action
                status = self._step_vector(
                    self._handle_value, self._action_address, self._action_count, self._out
                )
            if status:
                self._library.fail(status)
            terminated, truncated = self._ends.tolist()
            info = self._info()
            if self._sizes[Size.GOAL]:
                info["is_truncated"] = truncated == 1
            return self._take(), self._result.item(), terminated == 1, truncated == 1, info

    def render(self) -> Any:
        """Returns the image of the present moment, as ``render_mode`` says."""
        self._require_begun("render")
        if self.render_mode is None:
            gymnasium.logger.warn(
                "render was called without a render mode; make the environment with one of "
                + ", ".join(RENDER_MODES)
            )
            return None
        with self._lock:
            if self.render_mode == "rgb_array":
                return self._draw_color()
            if self.render_mode == "depth_array":
                return self._draw("render_depth", np.float32)
            if self.render_mode == "segmentation_array":
                return self._draw("render_segmentation", np.int32)
            return self._draw_color(), self._draw("render_depth", np.float32)

    def close(self) -> None:
        """Frees the environment; a second time does nothing.

        Raises ``BusyError`` while another thread uses it.
        """
        if self._handle and not self._is_closed:
            self._library.close("close", self._handle)
            self._is_closed = True

    def __del__(self) -> None:
        """Closes what nobody closed."""
        if hasattr(self, "_handle"):
            self.close()

    # ---- More than Gymnasium's

    @property
    def metrics(self) -> dict[str, float]:
        """What is measured at the present moment."""
        self._require_begun("metrics")
        values = np.zeros(len(self._metric_names))
        self._library.call("metrics", self._handle, values.ctypes.data, values.size)
        return dict(zip(self._metric_names, values.tolist(), strict=True))

    @property
    def segmentation_labels(self) -> dict[int, dict[str, Any]]:
        """What the numbers of a segmentation stand for.

        Of each ``name``, what the scene calls it, and ``color``, the red, green and blue that
        ``diorama render --mode segmentation`` draws it in. -1, where nothing is, is black.
        With the render mode ``segmentation_array``, ``reset`` gives the names as
        ``info["segmentation"]``.
        """
        labels = self._library.json("segmentation_labels", self._handle)
        return {
            label["id"]: {"name": label["name"], "color": tuple(label["color"])} for label in labels
        }

    def expert_action(self) -> Any:
        """Returns what the scripted expert would do now."""
        if self._choices:
            choice = ctypes.c_int64()
            self._library.call("expert_choice", self._handle, ctypes.byref(choice))
            return np.int64(choice.value)
        action = np.zeros_like(self._action)
        self._library.call("expert", self._handle, action.ctypes.data, action.size)
        return action

    def get_state(self) -> bytes:
        """Returns everything that the episode's future depends on, to be kept anywhere."""
        needed = ctypes.c_size_t()
        with self._lock:
            self._library.call("save", self._handle, None, 0, ctypes.byref(needed))
            words = np.zeros(needed.value, "<u8")
            self._library.call(
                "save", self._handle, words.ctypes.data, words.size, ctypes.byref(needed)
            )
        return words.tobytes()

    def set_state(self, state: bytes) -> Any:
        """Goes on from ``state`` with the same bits as if the episode had never stopped.

        The state may come from another environment of the same id and horizon, or from another
        process.

        Returns:
            The observation at that moment.
        """
        if not isinstance(state, bytes) or len(state) % 8:
            what = f"{len(state)} bytes" if isinstance(state, bytes) else type(state).__name__
            raise BadSnapshotError(f"the state is {what}; give what get_state returned")
        words = np.frombuffer(state, "<u8")
        with self._lock:
            self._library.call("restore", self._handle, words.ctypes.data, words.size, self._out)
            self._has_begun = True
            return self._take()

    def model(self, convention: str = "transition") -> GridModel:
        """Returns the exact model of a gridworld.

        Args:
            convention: ``"transition"``, as in an episode, or ``"state"``; see ``GridModel``.
        """
        return GridModel.read(self._library, self._handle, convention, self._sizes[Size.STATE])

    @property
    def renderer(self) -> str:
        """Who draws: the driver, its version, how it was reached, and the processor."""
        return self._library.text("renderer", self._handle)

    def __getstate__(self) -> dict[str, Any]:
        """Returns the arguments and the present moment, from which the unpickled one goes on."""
        return {
            "arguments": self._arguments,
            "moment": self.get_state(),
            "run": (self._seed, self._episode),
            "has_begun": self._has_begun,
            "random": (self._np_random, self._np_random_seed),
            "spaces": (self.observation_space, self.action_space),
            "spec": self.spec,
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Makes the environment again."""
        self.__init__(**state["arguments"])  # type: ignore[misc]
        self.set_state(state["moment"])
        self._seed, self._episode = state["run"]
        self._has_begun = state["has_begun"]
        self._np_random, self._np_random_seed = state["random"]
        self.observation_space, self.action_space = state["spaces"]
        self.spec = state["spec"]

    # ---- Details

    def _require_begun(self, call: str) -> None:
        """Raises an error before the first episode, and after ``close``."""
        if self._is_closed:
            raise ClosedError("the environment was closed; make a new one")
        if not self._has_begun:
            raise NotResetError(f"no episode is under way; call reset before {call}")

    def _info(self) -> dict[str, Any]:
        values: list[Any] = self._metrics.tolist()
        values.append(values[0] == 1)  # the first is success
        # as many as there are names; to have that checked again takes a twentieth of a step
        return dict(zip(self._info_names, values))  # noqa: B905

    def _choice(self, action: Any) -> int:
        if type(action) is np.int64 or type(action) is int:
            choice = int(action)
            if 0 <= choice < self._choices:
                return choice
        is_number = isinstance(action, (int, np.integer)) and not isinstance(action, bool)
        is_array = (
            isinstance(action, np.ndarray)
            and action.ndim == 0
            and np.issubdtype(action.dtype, np.integer)
        )
        if not (is_number or is_array):
            raise ActionTypeError(
                f"the action is {action!r}; give an integer in 0...{self._choices - 1}"
            )
        choice = int(action)
        if not 0 <= choice < self._choices:
            raise ActionError(f"the action is {choice}, outside 0...{self._choices - 1}")
        return choice

    def _check(self, action: Any) -> None:
        """Refuses what is not an action; what remains differs in precision only."""
        wanted = f"give a NumPy array of {_FLOAT}, shape {self._action.shape}"
        if not isinstance(action, np.ndarray):
            raise ActionTypeError(f"the action is a {type(action).__name__}; {wanted}")
        if action.shape != self._action.shape:
            raise ActionTypeError(f"the action has the shape {action.shape}; {wanted}")
        if not np.can_cast(action.dtype, _FLOAT):
            raise ActionTypeError(
                f"the action has the dtype {action.dtype}; use action.astype(np.float32)"
            )

    def _draw_color(self) -> np.ndarray:
        camera, width, height, quality = self._view
        pixels = np.zeros((height, width, 3), np.uint8)
        self._library.call(
            "render",
            self._handle,
            camera,
            width,
            height,
            quality,
            pixels.ctypes.data,
            pixels.size,
        )
        return pixels

    def _draw(self, name: str, dtype: Any) -> np.ndarray:
        camera, width, height, _ = self._view
        pixels = np.zeros((height, width), dtype)
        self._library.call(
            name, self._handle, camera, width, height, pixels.ctypes.data, pixels.size
        )
        return pixels


LIBRARY_OPTIONS = (
    "observation",
    "size",
    "camera",
    "quality",
    "reward",
    "horizon",
    "randomize",
    "task",
    "map",
    "context",
)
_RENDER_OPTIONS = ("render_mode", "render_size", "render_camera", "render_quality")
_KEYWORDS = ("env_id", *LIBRARY_OPTIONS, *_RENDER_OPTIONS)
