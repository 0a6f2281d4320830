# SPDX-License-Identifier: Apache-2.0
"""Diorama: small standard physics scenes for reinforcement learning, with Gymnasium's interface.

Importing it registers every environment under the namespace ``diorama/``::

    import diorama
    import gymnasium

    env = gymnasium.make("diorama/Pushing-v1")
"""

from diorama.catalog import catalog, ids
from diorama.env import DioramaEnv
from diorama.errors import (
    ActionError,
    BadSnapshotError,
    BusyError,
    ClosedError,
    DioramaError,
    DivergedError,
    EpisodeOverError,
    ForkedError,
    InvalidArgumentError,
    NoGoalsError,
    NotResetError,
    RenderingError,
    UnknownEnvironmentError,
    WorkerDiedError,
)
from diorama.goals import GoalSet, goals
from diorama.grid_model import GridModel
from diorama.registration import register
from diorama.scene_task import SceneTask
from diorama.vector_env import DioramaVectorEnv
from diorama.world import World

__all__ = [
    "ActionError",
    "BadSnapshotError",
    "BusyError",
    "ClosedError",
    "DioramaEnv",
    "DioramaError",
    "DioramaVectorEnv",
    "DivergedError",
    "EpisodeOverError",
    "ForkedError",
    "GoalSet",
    "GridModel",
    "InvalidArgumentError",
    "NoGoalsError",
    "NotResetError",
    "RenderingError",
    "SceneTask",
    "UnknownEnvironmentError",
    "WorkerDiedError",
    "World",
    "catalog",
    "goals",
    "ids",
]

register()
