# SPDX-License-Identifier: Apache-2.0
"""The least that a push in PyBullet can be: a table, a cube, and a ball that pushes it."""

import gymnasium
import numpy as np
import pybullet as bullet

SUBSTEPS = 24  # of 1/240 s: 10 Hz, as ours


class BarePush(gymnasium.Env):
    """Moves the ball by 2 cm at most; observes both positions, or draws them with TinyRenderer."""

    metadata = {"render_modes": ["rgb_array"], "render_fps": 10}
    observation_space = gymnasium.spaces.Box(-np.inf, np.inf, (6,), np.float32)
    action_space = gymnasium.spaces.Box(-1, 1, (2,), np.float32)
    render_mode = "rgb_array"

    def __init__(self, size):
        self.size = size
        self.client = bullet.connect(bullet.DIRECT)
        bullet.setGravity(0, 0, -9.81, self.client)
        self._shape([0.5, 0.5, 0.05], [0, 0, -0.05], 0, [0.6, 0.4, 0.2, 1])
        self.cube = self._shape([0.03] * 3, [0, 0, 0.03], 0.2, [0.8, 0.1, 0.1, 1])
        ball = bullet.createCollisionShape(bullet.GEOM_SPHERE, radius=0.02)
        seen = bullet.createVisualShape(bullet.GEOM_SPHERE, radius=0.02, rgbaColor=[0.2, 0.2, 0.8, 1])
        self.hand = bullet.createMultiBody(0.5, ball, seen, [-0.1, 0, 0.03])
        self.hold = bullet.createConstraint(
            self.hand, -1, -1, -1, bullet.JOINT_FIXED, [0, 0, 0], [0, 0, 0], [-0.1, 0, 0.03])
        self.view = bullet.computeViewMatrix([0.5, 0, 0.5], [0, 0, 0], [0, 0, 1])
        self.lens = bullet.computeProjectionMatrixFOV(45, 1, 0.05, 3)

    def _shape(self, half, position, mass, color):
        shape = bullet.createCollisionShape(bullet.GEOM_BOX, halfExtents=half)
        seen = bullet.createVisualShape(bullet.GEOM_BOX, halfExtents=half, rgbaColor=color)
        return bullet.createMultiBody(mass, shape, seen, position)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        x, y = self.np_random.uniform(-0.1, 0.1, 2)
        self.target = np.array([-0.2, 0, 0.03])
        bullet.resetBasePositionAndOrientation(self.cube, [x, y, 0.03], [0, 0, 0, 1])
        bullet.resetBasePositionAndOrientation(self.hand, self.target, [0, 0, 0, 1])
        return self._observe(), {}

    def step(self, action):
        self.target[:2] = np.clip(self.target[:2] + 0.02 * action, -0.4, 0.4)
        bullet.changeConstraint(self.hold, self.target, maxForce=20)
        for _ in range(SUBSTEPS):
            bullet.stepSimulation()
        return self._observe(), 0.0, False, False, {}

    def render(self):
        pixels = bullet.getCameraImage(
            self.size, self.size, self.view, self.lens, renderer=bullet.ER_TINY_RENDERER)[2]
        return np.reshape(pixels, (self.size, self.size, 4))[:, :, :3].astype(np.uint8)

    def _observe(self):
        places = [bullet.getBasePositionAndOrientation(body)[0] for body in (self.cube, self.hand)]
        return np.concatenate(places).astype(np.float32)
