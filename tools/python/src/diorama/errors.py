# SPDX-License-Identifier: Apache-2.0
"""What can go wrong; each error's text says what is wrong, the value, the bound and what to do."""

from __future__ import annotations

import gymnasium.error


class DioramaError(Exception):
    """Any mistake that Diorama reports."""

    #: Which environments of a vector it is about; empty where it is about none or about one.
    environments: list[int]

    def __init__(self, *arguments: object) -> None:
        """Makes an error of its text."""
        super().__init__(*arguments)
        self.environments = []


class InvalidArgumentError(DioramaError, ValueError):
    """An unknown option, or a value out of its bounds."""


class NoGoalsError(DioramaError, AttributeError):
    """A reward of goals, asked of an environment that has none."""


class UnknownEnvironmentError(DioramaError, gymnasium.error.NameNotFound):
    """An id that the catalogue does not have."""


class ClosedError(DioramaError, gymnasium.error.ClosedEnvironmentError):
    """Use after ``close``."""


class NotResetError(DioramaError, gymnasium.error.ResetNeeded):
    """A step before the first ``reset``."""


class EpisodeOverError(DioramaError, gymnasium.error.ResetNeeded):
    """A step after the end of the episode."""


class ActionError(DioramaError, gymnasium.error.InvalidAction, ValueError):
    """An action outside the action space."""


class ActionTypeError(ActionError, TypeError):
    """An action of the wrong type, dtype or shape."""


class DivergedError(DioramaError):
    """A simulation that blew up; reset the environment."""


class RenderingError(DioramaError):
    """No OpenGL context, or an image that cannot be drawn."""


class BusyError(DioramaError):
    """Two threads in one environment."""


class ForkedError(DioramaError):
    """An environment of the parent process used in a forked one."""


class WorkerDiedError(DioramaError):
    """A worker process that ended, and its environments with it."""


class BadSnapshotError(DioramaError, ValueError):
    """A snapshot of another environment, or a damaged one."""


# the statuses of diorama.h; those that are missing are plain DioramaErrors
BY_STATUS: dict[int, type[DioramaError]] = {
    1: InvalidArgumentError,
    2: UnknownEnvironmentError,
    3: ClosedError,
    4: ClosedError,
    5: NotResetError,
    6: EpisodeOverError,
    7: ActionError,
    9: DivergedError,
    10: RenderingError,
    11: BusyError,
    12: ForkedError,
    13: WorkerDiedError,
    14: BadSnapshotError,
}
