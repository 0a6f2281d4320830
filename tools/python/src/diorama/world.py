# SPDX-License-Identifier: Apache-2.0
"""The world of a scene of your own: what moves in it, and its pictures."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from diorama._abi import library
from diorama.errors import BadSnapshotError, InvalidArgumentError
from diorama.one_thread import OneThread
from diorama.options import size_of, text_of
from diorama.things import Actuator, Array, Body, Joint, Quantity, Things

#: How many numbers a row has, where there are rows.
_COLUMNS: dict[int, int] = {
    Quantity.POSES: 7,
    Quantity.VELOCITIES: 6,
    Quantity.PARTICLES: 3,
    Quantity.CONTACTS: 12,
}


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
        self.controls: Array = self._read(Quantity.CONTROLS).copy()
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
        return float(self._read(Quantity.TIME)[0])

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

    def attach(self, body: str | int, holder: str | int) -> None:
        """Fixes a body that moves by itself to another one as they stand: a grasp, not simulated.

        They do not collide with each other meanwhile. What held the body before lets go; a reset
        and new joint positions let go of everything.
        """
        self._hold("world_attach", self.bodies[body].index, self.bodies[holder].index)

    def detach(self, body: str | int) -> None:
        """Lets go of a body; does nothing where nothing holds it."""
        self._hold("world_detach", self.bodies[body].index)

    # ---- numbers

    @property
    def positions(self) -> Array:
        """The positions of all bodies in the world, ``[bodies, 3]`` in metres."""
        return self._read(Quantity.POSES)[:, :3]

    @property
    def orientations(self) -> Array:
        """The orientations of all bodies, ``[bodies, 4]``: quaternions w, x, y, z."""
        return self._read(Quantity.POSES)[:, 3:]

    @property
    def velocities(self) -> Array:
        """The velocities of the centres of mass of all bodies, ``[bodies, 3]`` in m/s."""
        return self._read(Quantity.VELOCITIES)[:, :3]

    @property
    def spins(self) -> Array:
        """The angular velocities of all bodies in the world, ``[bodies, 3]`` in rad/s."""
        return self._read(Quantity.VELOCITIES)[:, 3:]

    @property
    def joint_positions(self) -> Array:
        """The positions of all joints, one after the other.

        A free joint has seven (x, y, z and a quaternion), a ball a quaternion, a hinge an angle,
        a slide a length.
        """
        return self._read(Quantity.JOINT_POSITIONS)

    @joint_positions.setter
    def joint_positions(self, positions: Any) -> None:
        """Puts all joints there, at rest; controls become 0."""
        self._write(Quantity.JOINT_POSITIONS, -1, positions)

    @property
    def joint_velocities(self) -> Array:
        """The velocities of hinges in rad/s and of slides in m/s, ``[joints]``; of others 0."""
        return self._read(Quantity.JOINT_VELOCITIES)

    @property
    def particles(self) -> Array:
        """The positions of the particles of all cloths, ``[particles, 3]`` in metres."""
        return self._read(Quantity.PARTICLES)

    def contacts(self) -> list[Contact]:
        """Returns the contacts of the last step."""
        if not self._records:
            raise InvalidArgumentError("contacts are not recorded; make World(…, contacts=True)")
        names = self._shapes
        return [
            Contact(
                names[int(row[0])], names[int(row[1])], row[2:5], row[5:8], float(row[8]), row[9:12]
            )
            for row in self._read(Quantity.CONTACTS).copy()
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
            if known is None or what == Quantity.CONTACTS:
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

    def _hold(self, call: str, *bodies: int) -> None:
        with self._lock:
            self._library.call(call, self._handle, *bodies)
            self._fresh.discard(Quantity.HOLDERS)

    def _send_controls(self) -> None:
        if not self._sent.size or np.array_equal(self.controls, self._sent):
            return
        values = np.ascontiguousarray(self.controls, np.float64).reshape(-1)
        self._library.call(
            "world_write", self._handle, Quantity.CONTROLS, -1, values.ctypes.data, values.size
        )
        self._sent = values.copy()

    def _changed(self) -> None:
        """Notes that the world is not as it was read, and takes over its controls."""
        self._fresh.clear()
        if self._sent.size:
            self._read_into(Quantity.CONTROLS, self._sent)
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
