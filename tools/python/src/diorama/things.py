# SPDX-License-Identifier: Apache-2.0
"""What a world holds, by name: bodies, joints and actuators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np

from diorama.options import refuse_unknown

if TYPE_CHECKING:
    from diorama.world import World

Array = np.ndarray


class Quantity(IntEnum):
    """What the library reads and writes of a world, with its numbers in ``diorama.h``."""

    POSES = 0
    VELOCITIES = 1
    JOINT_POSITIONS = 2
    JOINT_VELOCITIES = 3
    CONTROLS = 4
    PARTICLES = 5
    CONTACTS = 6
    TIME = 7
    HOLDERS = 8


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

    @property
    def holder(self) -> str | None:
        """The body that it is attached to; None where it is to none."""
        number = int(self._world._read(Quantity.HOLDERS)[self.index])
        return None if number < 0 else self._world.bodies[number].name

    def place(self, position: Any, orientation: Any = None) -> None:
        """Puts it somewhere, at rest; without an orientation it keeps its own."""
        turn = self.orientation.copy() if orientation is None else orientation
        self._world._write(Quantity.POSES, self.index, [*position, *turn])

    def set_velocity(self, velocity: Any, spin: Any = (0, 0, 0)) -> None:
        """Sets the velocity of its centre of mass, and its angular velocity."""
        self._world._write(Quantity.VELOCITIES, self.index, [*velocity, *spin])


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
