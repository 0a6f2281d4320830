# SPDX-License-Identifier: Apache-2.0
"""The library behind the package: ``diorama.h`` in terms of ctypes.

Calls release the interpreter's lock. Nothing here knows Gymnasium.
"""

from __future__ import annotations

import ctypes
import json
import os
from collections.abc import Callable
from ctypes import POINTER, c_char_p, c_int32, c_int64, c_size_t, c_uint32, c_uint64, c_void_p
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

ABI_VERSION = 1
NAME = "libDioramaBinding.so"

OBSERVED = ("state", "pixels", "achieved_goal", "desired_goal")
FINAL = ("final_state", "final_pixels", "final_achieved_goal", "final_desired_goal")
MODEL_ARRAYS = (
    "offsets",
    "next_state",
    "probability",
    "reward",
    "start",
    "terminal",
    "terminal_value",
    "state",
)


class _Arrays(ctypes.Structure):
    """A struct of ``size`` and then pairs of a pointer and the number of elements behind it."""

    def __init__(self) -> None:
        super().__init__(size=ctypes.sizeof(type(self)))
        self.kept: dict[str, Any] = {}

    def point(self, name: str, array: Any) -> None:
        """Lets the field ``name`` point to ``array``, which lives as long as this struct."""
        self.kept[name] = array
        setattr(self, name, array.ctypes.data)
        setattr(self, f"{name}_count", array.size)


def _fields(names: tuple[str, ...]) -> list[tuple[str, Any]]:
    pairs = [[(name, c_void_p), (f"{name}_count", c_size_t)] for name in names]
    return [("size", c_size_t), *(field for pair in pairs for field in pair)]


class Buffers(_Arrays):
    """``diorama_buffers``."""

    _fields_ = _fields(
        (
            *OBSERVED,
            "reward",
            "terminated",
            "truncated",
            "metrics",
            "status",
            *FINAL,
            "final_metrics",
        )
    )


class ModelBuffers(_Arrays):
    """``diorama_model_buffers``."""

    _fields_ = _fields(MODEL_ARRAYS)


class ModelSizes(ctypes.Structure):
    """``diorama_model_sizes``."""

    _fields_ = [(name, c_size_t) for name in ("size", "states", "actions", "outcomes")]


class Size:
    """What ``diorama_size`` can be asked for."""

    STATE, PIXELS, WIDTH, HEIGHT, GOAL, ACTION, CHOICES, METRICS, HORIZON = range(9)


_TEXT = [c_char_p, c_size_t, POINTER(c_size_t)]
_OUT = POINTER(Buffers)
_PICTURE = [c_uint64, c_char_p, c_size_t, c_size_t]
_PROTOTYPES: dict[str, list[Any]] = {
    "catalog_json": _TEXT,
    "make": [c_char_p, c_char_p, POINTER(c_uint64)],
    "close": [c_uint64],
    "describe": [c_uint64, *_TEXT],
    "size": [c_uint64, c_int32, POINTER(c_size_t)],
    "reset": [c_uint64, c_uint64, _OUT],
    "step": [c_uint64, c_void_p, c_size_t, _OUT],
    "step_choice": [c_uint64, c_int64, _OUT],
    "observe": [c_uint64, _OUT],
    "metrics": [c_uint64, c_void_p, c_size_t],
    "expert": [c_uint64, c_void_p, c_size_t],
    "expert_choice": [c_uint64, POINTER(c_int64)],
    "stage": [c_uint64, c_int32, c_uint64, POINTER(c_int32), _OUT],
    "render": [*_PICTURE, c_char_p, c_void_p, c_size_t],
    "render_depth": [*_PICTURE, c_void_p, c_size_t],
    "render_segmentation": [*_PICTURE, c_void_p, c_size_t],
    "segmentation_labels": [c_uint64, *_TEXT],
    "renderer": [c_uint64, *_TEXT],
    "save": [c_uint64, c_void_p, c_size_t, POINTER(c_size_t)],
    "restore": [c_uint64, c_void_p, c_size_t, _OUT],
    "compute_reward": [c_uint64, c_size_t, *[c_void_p, c_size_t] * 3],
    "goal_set": [c_uint64, c_size_t, c_size_t, c_uint64, *[c_void_p, c_size_t] * 2, _OUT],
    "model_size": [c_uint64, POINTER(ModelSizes)],
    "model": [c_uint64, c_char_p, POINTER(ModelBuffers)],
    "model_names": [c_uint64, *_TEXT],
    "make_vector": [c_char_p, c_size_t, c_size_t, c_char_p, POINTER(c_uint64)],
    "vector_close": [c_uint64],
    "vector_describe": [c_uint64, *_TEXT],
    "vector_size": [c_uint64, c_int32, POINTER(c_size_t)],
    "vector_reset": [c_uint64, *[c_void_p, c_size_t] * 2, _OUT],
    "vector_step": [c_uint64, c_void_p, c_size_t, _OUT],
    "vector_step_choice": [c_uint64, c_void_p, c_size_t, _OUT],
    "vector_expert": [c_uint64, c_void_p, c_size_t],
    "vector_expert_choice": [c_uint64, c_void_p, c_size_t],
    "vector_render": [c_uint64, c_void_p, c_size_t],
    "world_make": [c_char_p, c_char_p, POINTER(c_uint64)],
    "world_close": [c_uint64],
    "world_describe": [c_uint64, *_TEXT],
    "world_reset": [c_uint64, c_char_p],
    "world_step": [c_uint64, c_int64],
    "world_read": [c_uint64, c_int32, c_void_p, c_size_t, POINTER(c_size_t)],
    "world_write": [c_uint64, c_int32, c_int64, c_void_p, c_size_t],
    "world_attach": [c_uint64, c_int64, c_int64],
    "world_detach": [c_uint64, c_int64],
    "world_report_contacts": [c_uint64, c_int32],
    "world_save": [c_uint64, c_void_p, c_size_t, POINTER(c_size_t)],
    "world_restore": [c_uint64, c_void_p, c_size_t],
    "world_render": [*_PICTURE, c_char_p, c_void_p, c_size_t],
    "world_depth": [*_PICTURE, c_void_p, c_size_t],
    "world_segmentation": [*_PICTURE, c_void_p, c_size_t],
}


class Library:
    """The loaded library; ``call`` checks the status, ``function`` leaves that to the caller."""

    def __init__(self, path: str) -> None:
        """Loads the library at ``path``."""
        self.path = path
        try:
            self._library = ctypes.CDLL(path)
        except OSError as error:
            raise ImportError(
                f"cannot load Diorama's library: {error}; install Debian's libode8 and "
                "libpng16-16, or build the package again with 'pip install ./tools/python'"
            ) from None
        self._library.diorama_abi_version.restype = c_uint32
        version = self._library.diorama_abi_version()
        if version != ABI_VERSION:
            raise ImportError(
                f"'{path}' has version {version} of the C interface, and the Python package needs "
                f"{ABI_VERSION}; build both from one commit with 'pip install ./tools/python'"
            )
        self._library.diorama_last_error.restype = c_char_p
        self._library.diorama_episode_seed.argtypes = [c_uint64, c_uint64]
        self._library.diorama_episode_seed.restype = c_uint64
        self.episode_seed: Callable[[int, int], int] = self._library.diorama_episode_seed
        self._functions: dict[str, Any] = {}
        for name, arguments in _PROTOTYPES.items():
            function = getattr(self._library, f"diorama_{name}")
            function.argtypes = arguments
            function.restype = c_int32
            self._functions[name] = function

    def function(self, name: str) -> Any:
        """Returns ``diorama_<name>``, which returns a status."""
        return self._functions[name]

    def prepared(self, name: str) -> Any:
        """Returns ``diorama_<name>`` that takes its arguments as they are.

        Each must be a value of ctypes, of the type that the function declares, since nothing is
        checked or converted.
        """
        function = self._library[f"diorama_{name}"]
        function.restype = c_int32
        return function

    def call(self, name: str, *arguments: Any) -> None:
        """Calls ``diorama_<name>``; raises what it complains of."""
        status = self.function(name)(*arguments)
        if status:
            self.fail(status)

    def fail(self, status: int) -> NoReturn:
        """Raises the error that ``status`` and this thread's last text stand for."""
        from diorama.errors import BY_STATUS, DioramaError

        text = self._library.diorama_last_error().decode(errors="replace")
        raise BY_STATUS.get(status, DioramaError)(text)

    def close(self, name: str, handle: int) -> None:
        """Calls what frees ``handle``; only that it is in use is an error then."""
        status = self.function(name)(handle)
        if not status:  # while the interpreter ends, nothing can be imported
            return
        from diorama.errors import BY_STATUS, BusyError

        if BY_STATUS.get(status) is BusyError:
            self.fail(status)

    def text(self, name: str, *arguments: Any) -> str:
        """Returns the text that ``diorama_<name>`` writes."""
        length = c_size_t()
        self.call(name, *arguments, None, 0, ctypes.byref(length))
        text = ctypes.create_string_buffer(length.value + 1)
        self.call(name, *arguments, text, len(text), ctypes.byref(length))
        return text.value.decode()

    def json(self, name: str, *arguments: Any) -> Any:
        """Returns what the JSON that ``diorama_<name>`` writes stands for."""
        return json.loads(self.text(name, *arguments))

    def sizes(self, name: str, handle: int) -> list[int]:
        """Returns every ``Size`` of an environment or vector."""
        count = c_size_t()
        sizes = []
        for what in range(Size.HORIZON + 1):
            self.call(name, handle, what, ctypes.byref(count))
            sizes.append(count.value)
        return sizes


def _candidates() -> list[Path]:
    chosen = os.environ.get("DIORAMA_LIBRARY")
    if chosen:
        return [Path(chosen)]
    package = Path(__file__).resolve().parent
    found = [package / "lib" / NAME]
    if len(package.parents) > 3 and (package.parents[3] / "Package.swift").exists():
        found.append(package.parents[3] / ".build" / "release" / NAME)  # not installed: a checkout
    return found


@cache
def library() -> Library:
    """Returns the process's library: ``$DIORAMA_LIBRARY``, or the one in the package."""
    candidates = _candidates()
    path = next((path for path in candidates if path.exists()), None)
    if path is None:
        raise ImportError(
            f"Diorama's library is missing: no {' or '.join(map(str, candidates))}; install the "
            "package with 'pip install ./tools/python'"
        )
    return Library(str(path))
