# SPDX-License-Identifier: Apache-2.0
"""The world of a scene of your own: what moves in it, and its pictures."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np

from diorama._abi import library
from diorama.errors import BadSnapshotError, InvalidArgumentError
from diorama.one_thread import OneThread
from diorama.options import refuse_unknown, size_of, text_of

Array = np.ndarray

_POSES, _VELOCITIES, _JOINT_POSITIONS, _JOINT_VELOCITIES = range(4)
_CONTROLS, _PARTICLES, _CONTACTS, _TIME = range(4, 8)
#: How many numbers a row has, where there are rows.
_COLUMNS = {_POSES: 7, _VELOCITIES: 6, _PARTICLES: 3, _CONTACTS: 12}


class World:
    """The world of a scene in MuJoCo's XML format, which steps by the scene's own time step.

    Arrays are in SI units and radians. They are read-only and show the present moment: after a
    step they hold other numbers, so copy what you keep. ``controls`` is yours to write to.

    One thread at a time may use a world; different ones run at the same time.

    Args:
        scene: The path of a scene file, or its text if it begins with ``<``.
        folder: Where a text's files are looked for; the working directory by default.
        contacts: Whether ``contacts()`` is wanted; recording them takes some time.
    """

    def __init__(
        self, scene: str | Path, *, folder: str | Path | None = None, contacts: bool = False
    ) -> None:
        """Reads the scene; see the class."""
        self._handle = 0  # of no world, so that __del__ may find it if what follows fails
        self._library = library()
        text = str(scene)
        handle = ctypes.c_uint64()
        is_text = text.lstrip().startswith("<")
        if folder is not None and not is_text:
            raise InvalidArgumentError("folder is given, but the scene is a file; leave it out")
        self._arguments = {"scene": text, "folder": folder, "contacts": contacts}
        self._library.call(
            "world_make",
            text_of(None if folder is None else str(folder)) if is_text else text_of(text),
            text_of(text) if is_text else None,
            ctypes.byref(handle),
        )
        self._handle = handle.value
        self._lock = OneThread()
        about = self._library.json("world_describe", self._handle)
        #: The scene's name, and its time step in seconds.
        self.name: str = about["name"]
        self.time_step: float = about["time_step"]
        #: The names of the cameras, the default one first, and of the key frames.
        self.cameras: list[str] = about["cameras"]
        self.keys: list[str] = about["keys"]
        self._shapes: list[str] = about["shapes"]
        self._shape_bodies: list[int] = about["shape_bodies"]
        #: Bodies, joints and actuators by name.
        self.bodies: Things[Body] = Things(
            "body", [Body(self, i, entry) for i, entry in enumerate(about["bodies"])]
        )
        self.joints: Things[Joint] = Things(
            "joint", [Joint(self, i, entry) for i, entry in enumerate(about["joints"])]
        )
        self.actuators: Things[Actuator] = Things(
            "actuator", [Actuator(self, i, entry) for i, entry in enumerate(about["actuators"])]
        )
        self._records = contacts
        if contacts:
            self._library.call("world_report_contacts", self._handle, 1)
        # what was read, and all that is known to be of the present moment
        self._numbers: dict[int, Array] = {}
        self._fresh: set[int] = set()
        self._needed = ctypes.c_size_t()
        #: The controls of the actuators; what you write counts from the next step on.
        self.controls: Array = self._read(_CONTROLS).copy()
        self._sent = self.controls.copy()

    # ---- time

    def step(self, count: int = 1) -> None:
        """Makes ``count`` time steps.

        Raises:
            DivergedError: The simulation blew up; reset it or set a state.
        """
        with self._lock:
            self._send_controls()
            self._fresh.clear()
            self._library.call("world_step", self._handle, count)

    def reset(self, key: str | None = None) -> None:
        """Puts everything where the scene starts, or into the state of a key frame."""
        with self._lock:
            self._library.call("world_reset", self._handle, text_of(key))
            self._changed()

    @property
    def time(self) -> float:
        """The simulated time in seconds."""
        return float(self._read(_TIME)[0])

    def get_state(self) -> bytes:
        """Returns the state, from which a world of the same scene goes on with the same bits."""
        needed = ctypes.c_size_t()
        with self._lock:
            self._send_controls()
            self._library.call("world_save", self._handle, None, 0, ctypes.byref(needed))
            words = np.zeros(needed.value, "<u8")
            self._library.call(
                "world_save", self._handle, words.ctypes.data, words.size, ctypes.byref(needed)
            )
        return words.tobytes()

    def set_state(self, state: bytes) -> None:
        """Goes on from ``state`` with the same bits."""
        if not isinstance(state, bytes) or len(state) % 8:
            raise BadSnapshotError("that is no state; give what get_state returned")
        words = np.frombuffer(state, "<u8")
        with self._lock:
            self._library.call("world_restore", self._handle, words.ctypes.data, words.size)
            self._changed()

    # ---- numbers

    @property
    def positions(self) -> Array:
        """The positions of all bodies in the world, ``[bodies, 3]`` in metres."""
        return self._read(_POSES)[:, :3]

    @property
    def orientations(self) -> Array:
        """The orientations of all bodies, ``[bodies, 4]``: quaternions w, x, y, z."""
        return self._read(_POSES)[:, 3:]

    @property
    def velocities(self) -> Array:
        """The velocities of the centres of mass of all bodies, ``[bodies, 3]`` in m/s."""
        return self._read(_VELOCITIES)[:, :3]

    @property
    def spins(self) -> Array:
        """The angular velocities of all bodies in the world, ``[bodies, 3]`` in rad/s."""
        return self._read(_VELOCITIES)[:, 3:]

    @property
    def joint_positions(self) -> Array:
        """The positions of all joints, one after the other.

        A free joint has seven (x, y, z and a quaternion), a ball a quaternion, a hinge an angle,
        a slide a length.
        """
        return self._read(_JOINT_POSITIONS)

    @joint_positions.setter
    def joint_positions(self, positions: Any) -> None:
        """Puts all joints there, at rest; controls become 0."""
        self._write(_JOINT_POSITIONS, -1, positions)

    @property
    def joint_velocities(self) -> Array:
        """The velocities of hinges in rad/s and of slides in m/s, ``[joints]``; of others 0."""
        return self._read(_JOINT_VELOCITIES)

    @property
    def particles(self) -> Array:
        """The positions of the particles of all cloths, ``[particles, 3]`` in metres."""
        return self._read(_PARTICLES)

    def contacts(self) -> list[Contact]:
        """Returns the contacts of the last step."""
        if not self._records:
            raise InvalidArgumentError("contacts are not recorded; make World(…, contacts=True)")
        names = self._shapes
        return [
            Contact(
                names[int(row[0])], names[int(row[1])], row[2:5], row[5:8], float(row[8]), row[9:12]
            )
            for row in self._read(_CONTACTS).copy()
        ]

    # ---- pictures

    def render(
        self,
        camera: str | None = None,
        width: int = 640,
        height: int = 480,
        quality: str | None = None,
    ) -> np.ndarray:
        """Returns an image, ``[height, width, 3]`` in ``uint8``, the top row first."""
        pixels = self._picture(width, height, np.uint8, 3)
        self._draw("world_render", camera, pixels, text_of(quality))
        return pixels

    def depth(self, camera: str | None = None, width: int = 640, height: int = 480) -> np.ndarray:
        """Returns distances along the viewing direction in metres, infinite where nothing is."""
        pixels = self._picture(width, height, np.float32)
        self._draw("world_depth", camera, pixels)
        return pixels

    def segmentation(
        self, camera: str | None = None, width: int = 640, height: int = 480
    ) -> np.ndarray:
        """Returns the number of the body at each pixel, -1 where nothing is; cloths come last."""
        pixels = self._picture(width, height, np.int32)
        self._draw("world_segmentation", camera, pixels)
        return pixels

    def close(self) -> None:
        """Frees the world; a second time does nothing."""
        if self._handle:
            self._library.close("world_close", self._handle)
            self._handle = 0

    def __enter__(self) -> World:
        """Returns itself."""
        return self

    def __exit__(self, *error: object) -> None:
        """Closes the world."""
        self.close()

    def __del__(self) -> None:
        """Frees the world if nobody closed it."""
        if getattr(self, "_handle", 0):
            self.close()

    def __repr__(self) -> str:
        """Says what it holds."""
        return f"World({self.name!r}: {len(self.bodies)} bodies, {len(self.joints)} joints)"

    def __getstate__(self) -> dict[str, Any]:
        """Returns the scene and the present state, from which the unpickled one goes on."""
        return {"arguments": self._arguments, "state": self.get_state()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Makes the world again."""
        self.__init__(**state["arguments"])  # type: ignore[misc]
        self.set_state(state["state"])

    # ---- details

    def _read(self, what: int) -> Array:
        if what in self._fresh:
            return self._numbers[what]
        with self._lock:
            known = self._numbers.get(what)
            if known is None or what == _CONTACTS:
                self._library.call(
                    "world_read", self._handle, what, None, 0, ctypes.byref(self._needed)
                )
                known = np.zeros(self._needed.value)
                if what in _COLUMNS:
                    known = known.reshape(-1, _COLUMNS[what])
                known.flags.writeable = False
                self._numbers[what] = known
            self._read_into(what, known)
            self._fresh.add(what)
            return known

    def _read_into(self, what: int, numbers: Array) -> None:
        self._library.call(
            "world_read",
            self._handle,
            what,
            numbers.ctypes.data,
            numbers.size,
            ctypes.byref(self._needed),
        )

    def _write(self, what: int, index: int, numbers: Any) -> None:
        values = np.ascontiguousarray(numbers, np.float64).reshape(-1)
        with self._lock:
            self._library.call(
                "world_write", self._handle, what, index, values.ctypes.data, values.size
            )
            self._changed()

    def _send_controls(self) -> None:
        if not self._sent.size or np.array_equal(self.controls, self._sent):
            return
        values = np.ascontiguousarray(self.controls, np.float64).reshape(-1)
        self._library.call(
            "world_write", self._handle, _CONTROLS, -1, values.ctypes.data, values.size
        )
        self._sent = values.copy()

    def _changed(self) -> None:
        """Notes that the world is not as it was read, and takes over its controls."""
        self._fresh.clear()
        if self._sent.size:
            self._read_into(_CONTROLS, self._sent)
            self.controls[:] = self._sent

    def _picture(self, width: int, height: int, dtype: Any, channels: int = 1) -> np.ndarray:
        width, height = size_of((width, height), "the size")
        shape = (height, width) if channels == 1 else (height, width, channels)
        return np.zeros(shape, dtype)

    def _draw(self, name: str, camera: str | None, pixels: np.ndarray, *quality: Any) -> None:
        height, width = pixels.shape[:2]
        with self._lock:
            self._library.call(
                name,
                self._handle,
                text_of(camera),
                width,
                height,
                *quality,
                pixels.ctypes.data,
                pixels.size,
            )


class Contact(NamedTuple):
    """A point at which two geoms touched in the last step."""

    first: str
    second: str
    #: In the world, in metres.
    point: Array
    #: The unit normal, from the second geom into the first.
    normal: Array
    depth: float
    #: The force on the first geom, in newtons.
    force: Array


class Body:
    """A body of a world."""

    __slots__ = ("_world", "can_be_placed", "index", "name")

    def __init__(self, world: World, index: int, entry: Mapping[str, Any]) -> None:
        """Makes the body with this number."""
        self._world, self.index = world, index
        self.name: str = entry["name"]
        #: Whether ``place`` moves it: it has a free joint, or the program poses it (``mocap``).
        self.can_be_placed: bool = entry["can_be_placed"]

    @property
    def position(self) -> Array:
        """In the world, in metres."""
        row: Array = self._world.positions[self.index]
        return row

    @property
    def orientation(self) -> Array:
        """The quaternion w, x, y, z."""
        row: Array = self._world.orientations[self.index]
        return row

    @property
    def velocity(self) -> Array:
        """The velocity of the centre of mass, in m/s."""
        row: Array = self._world.velocities[self.index]
        return row

    @property
    def spin(self) -> Array:
        """The angular velocity in the world, in rad/s."""
        row: Array = self._world.spins[self.index]
        return row

    def place(self, position: Any, orientation: Any = None) -> None:
        """Puts it somewhere, at rest; without an orientation it keeps its own."""
        turn = self.orientation.copy() if orientation is None else orientation
        self._world._write(_POSES, self.index, [*position, *turn])

    def set_velocity(self, velocity: Any, spin: Any = (0, 0, 0)) -> None:
        """Sets the velocity of its centre of mass, and its angular velocity."""
        self._world._write(_VELOCITIES, self.index, [*velocity, *spin])


class Joint:
    """A joint of a world."""

    __slots__ = ("_place", "_world", "index", "kind", "name", "range")

    def __init__(self, world: World, index: int, entry: Mapping[str, Any]) -> None:
        """Makes the joint with this number."""
        self._world, self.index = world, index
        self.name: str = entry["name"]
        #: ``"free"``, ``"ball"``, ``"slide"`` or ``"hinge"``.
        self.kind: str = entry["kind"]
        #: The lower and the upper limit; None without limits.
        self.range: tuple[float, float] | None = entry["range"] and tuple(entry["range"])
        first = entry["first_position"]
        self._place = slice(first, first + entry["position_count"])

    @property
    def value(self) -> Any:
        """The angle in radians or the length in metres; an array for free joints and balls."""
        numbers = self._world.joint_positions[self._place]
        return float(numbers[0]) if len(numbers) == 1 else numbers

    @value.setter
    def value(self, value: Any) -> None:
        """Puts it there, all bodies at rest; the other joints keep their positions."""
        controls = self._world.controls.copy()
        positions = self._world.joint_positions.copy()
        positions[self._place] = value
        self._world.joint_positions = positions
        self._world.controls[:] = controls

    @property
    def velocity(self) -> float:
        """In rad/s or m/s; 0 for free joints and balls."""
        return float(self._world.joint_velocities[self.index])


class Actuator:
    """An actuator of a world."""

    __slots__ = ("_world", "index", "name", "range")

    def __init__(self, world: World, index: int, entry: Mapping[str, Any]) -> None:
        """Makes the actuator with this number."""
        self._world, self.index = world, index
        self.name: str = entry["name"]
        #: What the control is clipped to; None without bounds.
        self.range: tuple[float, float] | None = entry["range"] and tuple(entry["range"])

    @property
    def control(self) -> float:
        """The control."""
        return float(self._world.controls[self.index])

    @control.setter
    def control(self, control: float) -> None:
        """Sets the control from the next step on."""
        self._world.controls[self.index] = control


Thing = TypeVar("Thing", bound="Body | Joint | Actuator")


class Things(Mapping[str, Thing], Generic[Thing]):
    """Things of a world by name or number, in the scene's order."""

    def __init__(self, kind: str, things: list[Thing]) -> None:
        """Holds ``things``."""
        self._kind = kind
        self._list: list[Thing] = things
        self._by_name: dict[str, Thing] = {thing.name: thing for thing in things}

    def __getitem__(self, name: str | int) -> Thing:
        """Returns the thing with this name or number."""
        if isinstance(name, int):
            return self._list[name]
        if name not in self._by_name:
            refuse_unknown([name], list(self._by_name), self._kind)
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:
        """Returns the names."""
        return iter(self._by_name)

    def __len__(self) -> int:
        """Returns how many there are."""
        return len(self._by_name)

    def __contains__(self, name: object) -> bool:
        """Returns whether there is one with this name."""
        return name in self._by_name
