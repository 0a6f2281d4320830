# SPDX-License-Identifier: Apache-2.0
"""Several environments that are stepped together, as Gymnasium has them."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path
from typing import Any, NoReturn

import gymnasium
import numpy as np
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space

from diorama._abi import Buffers, Size, library
from diorama.env import LIBRARY_OPTIONS
from diorama.errors import (
    ActionTypeError,
    ClosedError,
    DioramaError,
    InvalidArgumentError,
    NotResetError,
)
from diorama.layout import Layout, check_seed, space
from diorama.one_thread import OneThread
from diorama.options import count_of, encode, horizon_of, refuse_unknown, size_of, text_of

_AUTORESET = {
    AutoresetMode.NEXT_STEP: "next_step",
    AutoresetMode.SAME_STEP: "same_step",
    AutoresetMode.DISABLED: "disabled",
}


class DioramaVectorEnv(VectorEnv[Any, Any, np.ndarray]):
    """Several environments, on all processors where that pays: threads, or processes for pixels.

    Environment ``i`` gives the same bits as a ``DioramaEnv`` that is seeded alike, whatever the
    number of workers is, in every autoreset mode.

    Args:
        env_id: Which environment, such as ``"Pushing-v1"``; None with ``task`` or ``map``.
        num_envs: How many.
        workers: How many threads or processes. By default some steps are timed: as many as there
            are processors where that pays, else the calling thread alone.
        worker_kind: ``"threads"`` or ``"processes"``; by default processes if pixels are
            observed and more than one pays.
        autoreset_mode: A Gymnasium ``AutoresetMode`` or its value.
        render_mode: None or ``"rgb_array"``.
        max_episode_steps: What ``gymnasium.make_vec`` calls ``horizon``; -1 is as good as never.
            Of both the shorter holds.
        options: As for ``DioramaEnv``.
    """

    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 10}

    def __init__(
        self,
        env_id: str | None = None,
        num_envs: int = 1,
        *,
        workers: int | None = None,
        worker_kind: str | None = None,
        autoreset_mode: AutoresetMode | str = AutoresetMode.NEXT_STEP,
        max_episode_steps: int | None = None,
        render_mode: str | None = None,
        render_size: int | tuple[int, int] = (480, 360),
        render_camera: str | None = None,
        render_quality: str | None = None,
        **options: Any,
    ) -> None:
        """Makes the environments; see the class."""
        self._handle = 0  # of no environments, so that __del__ may find it if what follows fails
        self.closed = False
        refuse_unknown(options, LIBRARY_OPTIONS)
        mode = _mode(autoreset_mode)
        if render_mode is not None:
            refuse_unknown([render_mode], ["rgb_array"], "render mode of a vector")
        num_envs = count_of(num_envs, "num_envs")
        workers = None if workers is None else count_of(workers, "workers")
        options["horizon"] = horizon_of(options.get("horizon"), max_episode_steps)
        render_width, render_height = size_of(render_size, "render_size")
        self._library = library()
        handle = ctypes.c_uint64()
        self._library.call(
            "make_vector",
            text_of(env_id),
            num_envs,
            workers or 0,
            encode(
                options
                | {
                    "autoreset": _AUTORESET[mode],
                    "workers": worker_kind,
                    "worker_command": _worker_command(self._library.path),
                    "render_width": render_width,
                    "render_height": render_height,
                    "render_camera": render_camera,
                    "render_quality": render_quality,
                }
            ),
            ctypes.byref(handle),
        )
        self._handle = handle.value
        self._lock = OneThread()
        self.num_envs = num_envs
        self.render_mode = render_mode
        self.autoreset_mode = mode
        self.metadata = {**type(self).metadata, "autoreset_mode": mode}
        #: What each environment is, as the catalogue has it, under its options.
        self.description: dict[str, Any] = self._library.json("vector_describe", self._handle)
        fps = round(1 / self.description["control_period"])
        self.metadata = {**self.metadata, "render_fps": fps}
        self.single_observation_space = space(self.description["observation_space"])
        self.single_action_space = space(self.description["action_space"])
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self._frame = (num_envs, render_height, render_width, 3)
        self._make_buffers()
        self._is_seeded = np.zeros(num_envs, bool)

    def _make_buffers(self) -> None:
        """Makes, once, everything that a step hands to the library."""
        n = self.num_envs
        sizes = self._sizes = self._library.sizes("vector_size", self._handle)
        self._layout = Layout(self.single_observation_space, sizes, n)
        self._buffers = Buffers()
        self._layout.bind(self._buffers)
        self._rewards = np.zeros(n)
        self._terminated = np.zeros(n, bool)
        self._truncated = np.zeros(n, bool)
        self._metrics = np.zeros((n, sizes[Size.METRICS]))
        self._status = np.zeros(n, np.int32)
        self._buffers.point("reward", self._rewards)
        self._buffers.point("terminated", self._terminated)
        self._buffers.point("truncated", self._truncated)
        self._buffers.point("metrics", self._metrics)
        self._buffers.point("status", self._status)
        self._final_layout = None
        if self.autoreset_mode == AutoresetMode.SAME_STEP:
            self._final_layout = Layout(self.single_observation_space, sizes, n)
            self._final_layout.bind(self._buffers, "final_")
            self._final_metrics = np.zeros_like(self._metrics)
            self._buffers.point("final_metrics", self._final_metrics)
        self._metric_names: list[str] = self.description["metrics"]
        self._mask_names = [f"_{name}" for name in [*self._metric_names, "is_success"]]
        self._everywhere = np.ones(n, bool)
        self._masks = np.ones((len(self._mask_names), n), bool)
        self._choices = sizes[Size.CHOICES]
        dtype = np.int64 if self._choices else np.float32
        self._actions = np.zeros(self.action_space.shape or (n,), dtype)
        # what ctypes would otherwise make again in every step
        self._out = ctypes.byref(self._buffers)
        self._step = self._library.prepared(
            "vector_step_choice" if self._choices else "vector_step"
        )
        self._action_address = ctypes.c_void_p(self._actions.ctypes.data)
        self._action_count = ctypes.c_size_t(self._actions.size)
        self._handle_value = ctypes.c_uint64(self._handle)

    # ---- Gymnasium's interface

    def reset(
        self,
        *,
        seed: int | list[int | None] | None = None,
        options: dict[str, Any] | None = None,
    ) -> tuple[Any, dict[str, Any]]:
        """Starts episodes.

        Args:
            seed: ``s`` means ``[s, s + 1, ...]``; None, or a None in the list, goes on with the
                environment's own run.
            options: ``{"reset_mask": mask}`` resets some only; a boolean array, ``[num_envs]``.
        """
        options = options or {}
        refuse_unknown(options, ["reset_mask"], "reset option")
        mask = self._mask(options.get("reset_mask"))
        seeds = self._seeds(seed)
        fresh = mask & np.array([one is not None for one in seeds])
        going = mask & ~fresh
        with self._lock:
            unseeded = np.flatnonzero(going & ~self._is_seeded)
            if unseeded.size:
                for i in unseeded:
                    seeds[i] = int(self.np_random.integers(2**63))
                fresh[unseeded], going[unseeded] = True, False
            if fresh.any():
                numbers = np.array([one or 0 for one in seeds], np.uint64)
                self._reset_some(numbers.ctypes.data, numbers.size, fresh)
            if going.any():
                self._reset_some(None, 0, going)
            self._is_seeded |= fresh
            infos = self._infos(self._metrics, mask)
            if self._sizes[Size.GOAL]:
                self._add_truncated(infos, np.zeros(self.num_envs, bool), mask)
            if isinstance(seed, (int, np.integer)):
                seed = int(seed)
                self._np_random, self._np_random_seed = gymnasium.utils.seeding.np_random(seed)
            return self._layout.take(), infos

    def step(self, actions: Any) -> tuple[Any, np.ndarray, np.ndarray, np.ndarray, dict[str, Any]]:
        """Acts in every environment; if one action is refused, nothing has moved.

        If an environment diverges, or its worker dies, the others have moved on, and the error's
        ``environments`` says which it is. Reset what diverged; close the vector of a dead worker.
        """
        self._check(actions)
        with self._lock:
            np.copyto(self._actions, actions)
            self._status.fill(0)
            status = self._step(
                self._handle_value, self._action_address, self._action_count, self._out
            )
            if status:
                self._fail(status)
            infos = self._infos(self._metrics, self._everywhere)
            if self._sizes[Size.GOAL]:
                self._add_truncated(
                    infos, self._truncated & (self._final_layout is None), self._everywhere
                )
            if self._final_layout is not None:
                ended = self._terminated | self._truncated
                if ended.any():
                    self._add_final(infos, ended)
            return (
                self._layout.take(),
                self._rewards.copy(),
                self._terminated.copy(),
                self._truncated.copy(),
                infos,
            )

    def render(self) -> tuple[Any, ...] | None:
        """Returns an image of each environment; all must have been reset once."""
        self._require_reset("render")
        if self.render_mode is None:
            gymnasium.logger.warn(
                "render was called without a render mode; make the environments with 'rgb_array'"
            )
            return None
        pixels = np.zeros(self._frame, np.uint8)
        with self._lock:
            self._library.call("vector_render", self._handle, pixels.ctypes.data, pixels.size)
        return tuple(pixels)

    def close_extras(self, **kwargs: Any) -> None:
        """Stops the workers and frees the environments.

        Raises ``BusyError`` while another thread uses them.
        """
        if self._handle:
            self._library.close("vector_close", self._handle)

    def __del__(self) -> None:
        """Closes what nobody closed."""
        if hasattr(self, "_handle") and not self.closed:
            self.close()

    # ---- More than Gymnasium's

    def expert_action(self) -> np.ndarray:
        """Returns what the scripted expert would do; 0 where an episode is over."""
        self._require_reset("expert_action")
        actions = np.zeros_like(self._actions)
        name = "vector_expert_choice" if self._choices else "vector_expert"
        self._library.call(name, self._handle, actions.ctypes.data, actions.size)
        return actions

    # ---- Details

    def _require_reset(self, call: str) -> None:
        """Raises an error unless every environment was reset once, and none was closed."""
        if self.closed:
            raise ClosedError("the environments were closed; make new ones")
        fresh = np.flatnonzero(~self._is_seeded)
        if fresh.size:
            error = NotResetError(
                f"environment {fresh[0]} was never reset; call reset before {call}"
            )
            error.environments = fresh.tolist()
            raise error

    def _infos(self, metrics: np.ndarray, mask: np.ndarray) -> dict[str, Any]:
        """Returns metrics as Gymnasium sets infos: an array and a mask for each name."""
        # each name has a row of its own, in memory that the caller may keep
        if mask is self._everywhere:
            values, masks = metrics.T.copy(), self._masks.copy()
        else:
            values, masks = np.where(mask, metrics.T, 0), self._masks & mask
        infos: dict[str, Any] = dict(zip(self._metric_names, values, strict=True))
        infos["is_success"] = infos["success"] == 1
        infos.update(zip(self._mask_names, masks, strict=True))
        return infos

    def _add_truncated(
        self, infos: dict[str, Any], truncated: np.ndarray, mask: np.ndarray
    ) -> None:
        """Adds what ``compute_truncated`` reads."""
        infos["is_truncated"], infos["_is_truncated"] = truncated.copy(), mask.copy()

    def _add_final(self, infos: dict[str, Any], ended: np.ndarray) -> None:
        """Adds what the episodes that ended in this step came to."""
        assert self._final_layout is not None
        last = self._final_layout.take()
        final = np.full(self.num_envs, None, dtype=object)
        for i in np.flatnonzero(ended):
            final[i] = (
                {name: part[i] for name, part in last.items()}
                if isinstance(last, dict)
                else last[i]
            )
        infos["final_obs"], infos["_final_obs"] = final, ended.copy()
        infos["final_info"] = self._infos(self._final_metrics, ended)
        if self._sizes[Size.GOAL]:
            self._add_truncated(infos["final_info"], self._truncated, ended)
        infos["_final_info"] = ended.copy()

    def _reset_some(self, seeds: int | None, count: int, mask: np.ndarray) -> None:
        chosen = mask.astype(np.uint8)
        self._status.fill(0)
        status = self._library.function("vector_reset")(
            self._handle, seeds, count, chosen.ctypes.data, chosen.size, self._out
        )
        if status:
            self._fail(status)

    def _fail(self, status: int) -> NoReturn:
        """Raises the error, with the environments that it is about."""
        try:
            self._library.fail(status)
        except DioramaError as error:
            error.environments = np.flatnonzero(self._status).tolist()
            raise

    def _mask(self, mask: Any) -> np.ndarray:
        if mask is None:
            return self._everywhere
        if (
            not isinstance(mask, np.ndarray)
            or mask.dtype != np.bool_
            or mask.shape != (self.num_envs,)
            or not mask.any()
        ):
            raise InvalidArgumentError(
                f"reset_mask is {mask!r}; give a boolean NumPy array, shape ({self.num_envs},), "
                "with a True"
            )
        return mask

    def _seeds(self, seed: Any) -> list[int | None]:
        if seed is None:
            return [None] * self.num_envs
        if isinstance(seed, (list, tuple, np.ndarray)):
            if len(seed) != self.num_envs:
                raise InvalidArgumentError(
                    f"there are {len(seed)} seeds for {self.num_envs} environments"
                )
            return [None if one is None else check_seed(one) for one in seed]
        first = check_seed(seed)
        check_seed(first + self.num_envs - 1)
        return [first + i for i in range(self.num_envs)]

    def _check(self, actions: Any) -> None:
        mine = self._actions
        if (
            type(actions) is np.ndarray
            and actions.dtype is mine.dtype
            and actions.shape == mine.shape
        ):
            return
        wanted = f"give a NumPy array of {mine.dtype}, shape {mine.shape}"
        if not isinstance(actions, np.ndarray):
            raise ActionTypeError(f"the actions are a {type(actions).__name__}; {wanted}")
        if actions.shape != self._actions.shape:
            raise ActionTypeError(f"the actions have the shape {actions.shape}; {wanted}")
        if actions.dtype != self._actions.dtype and (
            actions.dtype == np.bool_ or not np.can_cast(actions.dtype, self._actions.dtype)
        ):
            raise ActionTypeError(
                f"the actions have the dtype {actions.dtype}; use "
                f"actions.astype(np.{self._actions.dtype})"
            )


def _mode(mode: AutoresetMode | str) -> AutoresetMode:
    for one in AutoresetMode:
        if mode in (one, one.value, one.name):
            return one
    values = ", ".join(f"'{one.value}'" for one in AutoresetMode)
    raise InvalidArgumentError(f"autoreset_mode is {mode!r}; it must be one of {values}")


def _worker_command(library_path: str) -> list[str]:
    # without the user's packages, so that a worker starts in hundredths of a second
    script = Path(__file__).with_name("worker.py")
    return [sys.executable, "-I", "-S", str(script), library_path]
