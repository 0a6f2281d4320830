# SPDX-License-Identifier: Apache-2.0

import diorama

#: Every id; a test that takes `env_id` runs for each.
IDS = diorama.ids()
#: One of each kind: numbers, goals, choices.
KINDS = ["Pushing-v1", "PushingGoal-v1", "FrozenLake-v1"]


def pytest_generate_tests(metafunc):
    """Runs tests of `env_id` for every environment, of `kind_id` for one of each kind."""
    if "env_id" in metafunc.fixturenames:
        metafunc.parametrize("env_id", IDS)
    if "kind_id" in metafunc.fixturenames:
        metafunc.parametrize("kind_id", KINDS)
