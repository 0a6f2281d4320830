# SPDX-License-Identifier: Apache-2.0
"""The example of the documentation: a task in a scene of one's own, as a class."""

from pathlib import Path

import numpy as np

import diorama


class OpenDrawer(diorama.SceneTask):
    """Pull the drawer open."""

    scene = Path(__file__).parent / "drawer.xml"
    horizon = 40

    def start(self, world, rng):
        """Leaves the drawer open by up to 5 cm."""
        world.joints["slide"].value = rng.uniform(0, 0.05)

    def observe(self, world):
        """Returns how far it is open, and how fast it moves."""
        slide = world.joints["slide"]
        return np.array([slide.value, slide.velocity])

    def measure(self, world):
        """Success is a drawer that is open by 15 cm."""
        opened = world.joints["slide"].value
        return {"success": float(opened >= 0.15), "opened": opened}

    def reward(self, metrics):
        """Rewards the way to it."""
        return min(metrics["opened"] / 0.15, 1)
