# SPDX-License-Identifier: Apache-2.0

import gc
import resource

import diorama


def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


def test_steps_and_environments_leave_no_memory_behind():
    def use():
        for _ in range(20):
            env = diorama.DioramaEnv("Pushing-v1", observation="both")
            env.reset(seed=0)
            env.set_state(env.get_state())
            env.step(env.expert_action())
        grid = diorama.DioramaEnv("FrozenLake-v1")
        for _ in range(300):
            grid.reset()
            ended = False
            while not ended:
                _, _, terminated, truncated, _ = grid.step(1)
                ended = terminated or truncated
        gc.collect()

    for _ in range(3):
        use()  # what is made once
    before = resident()
    for _ in range(5):
        use()
    assert resident() - before < 1 << 20
