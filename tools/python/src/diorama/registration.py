# SPDX-License-Identifier: Apache-2.0
"""The environments under Gymnasium's names."""

from __future__ import annotations

import sys
from typing import Any

import gymnasium

from diorama.catalog import ids
from diorama.env import DioramaEnv
from diorama.options import horizon_of


def register() -> None:
    """Registers every environment as ``diorama/<id>``; importing the package has done so."""
    for name in ids():
        if f"diorama/{name}" in gymnasium.registry:
            continue
        gymnasium.register(
            id=f"diorama/{name}",
            entry_point="diorama.registration:make",
            vector_entry_point="diorama.vector_env:DioramaVectorEnv",
            # the environment itself truncates, after `horizon` steps, and wants a reset first
            max_episode_steps=None,
            order_enforce=False,
            kwargs={"env_id": name},
        )
    if OWN_TASK not in gymnasium.registry:
        gymnasium.register(
            id=OWN_TASK,
            entry_point="diorama.registration:make",
            vector_entry_point="diorama.vector_env:DioramaVectorEnv",
            max_episode_steps=None,
            order_enforce=False,
        )


#: The name of a task of the user's own, whose file the option ``task`` names.
OWN_TASK = "diorama/Task-v0"


def make(**options: Any) -> DioramaEnv:
    """Makes an environment for ``gymnasium.make``, with the ``max_episode_steps`` given to that.

    Gymnasium keeps that number for a wrapper that can only shorten episodes, and tells it to
    nobody; so it is read where it stands.
    """
    frame = sys._getframe(1)
    if frame.f_code is gymnasium.make.__code__:
        steps = frame.f_locals["max_episode_steps"]
        if steps is None:
            steps = frame.f_locals["env_spec"].max_episode_steps
        options["horizon"] = horizon_of(options.get("horizon"), steps)
    return DioramaEnv(**options)


# where Gymnasium looks for the render modes
make.metadata = DioramaEnv.metadata  # type: ignore[attr-defined]
