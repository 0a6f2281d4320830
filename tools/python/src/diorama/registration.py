# SPDX-License-Identifier: Apache-2.0
"""The environments under Gymnasium's names."""

from __future__ import annotations

import gymnasium

from diorama.catalog import ids


def register() -> None:
    """Registers every environment as ``diorama/<id>``; importing the package has done so."""
    for name in ids():
        if f"diorama/{name}" in gymnasium.registry:
            continue
        gymnasium.register(
            id=f"diorama/{name}",
            entry_point="diorama.env:DioramaEnv",
            vector_entry_point="diorama.vector_env:DioramaVectorEnv",
            # the environment itself truncates, after `horizon` steps, and wants a reset first
            max_episode_steps=None,
            order_enforce=False,
            kwargs={"env_id": name},
        )
