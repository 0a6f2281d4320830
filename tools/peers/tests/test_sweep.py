# SPDX-License-Identifier: Apache-2.0
"""Sweeps on Ray: here, and on Ray's own test cluster, whose nodes die on the way."""

import json
import os
import signal
import subprocess
import sys
import threading
import time

import pytest
import ray
from ray.cluster_utils import Cluster

import diorama
from diorama import sweep

# a job that takes a second, tells that it began, and by whom
SLOW = """
import json, os, sys, time
folder, seed = sys.argv[1], int(sys.argv[2])
os.makedirs(folder + "/begun", exist_ok=True)
open(f"{folder}/begun/{os.getpid()}-{os.getppid()}", "w").close()
time.sleep(1.5)
with open(folder + "/finished", "a") as file:
    file.write("once\\n")
print(json.dumps({"score": seed * 10}))
"""


@pytest.fixture(autouse=True)
def nothing_left_behind():
    yield
    ray.shutdown()


def slow(tmp_path):
    program = tmp_path / "slow.py"
    program.write_text(SLOW)
    return sweep.Command(f"{sys.executable} {program} {{folder}} {{seed}}")


def begun(results):
    return sorted(results.glob("runs/*/begun/*"))


def test_a_function_over_tasks_and_seeds(tmp_path):
    def work(job, folder):
        env = diorama.DioramaEnv(job["task"])
        env.reset(seed=job["seed"])
        total = 0.0
        for _ in range(10):
            total += env.step(env.expert_action())[1]
        return {"total": total, "folder": str(folder)}

    jobs = sweep.grid(task=["Pushing-v1", "FrozenLake-v1"], seed=range(3))
    results = sweep.run(jobs, work, tmp_path / "results")
    assert [row["status"] for row in results.rows] == ["finished"] * 6
    # the same job gives the same bits wherever it runs
    here = work(jobs[0], tmp_path)["total"]
    assert results.rows[0]["total"] == here


def test_a_job_that_fails_is_reported_and_tried_again(tmp_path, capfd):
    def work(job, folder):
        if job["seed"] == 1 and not (tmp_path / "repaired").exists():
            raise ArithmeticError("the learner diverged")
        (folder / "ran").write_text(str(time.time()))
        return {"score": job["seed"]}

    jobs = sweep.grid(task=["a"], seed=range(4))
    results = sweep.run(jobs, work, tmp_path / "results")
    assert [row["status"] for row in results.rows] == ["finished", "failed", "finished", "finished"]
    assert results.rows[1]["error"] == "ArithmeticError: the learner diverged"
    assert "seed1" in capfd.readouterr().err
    before = {path: path.read_text() for path in (tmp_path / "results/runs").glob("*/ran")}
    (tmp_path / "repaired").touch()
    again = sweep.run(jobs, work, tmp_path / "results")
    assert not again.left
    assert before.items() <= {
        path: path.read_text() for path in (tmp_path / "results/runs").glob("*/ran")
    }.items(), "a finished job ran again"


def test_a_process_that_always_dies_is_given_up(tmp_path):
    def work(job, folder):
        if job["seed"] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return {"score": 1}

    results = sweep.run(sweep.grid(seed=range(2)), work, tmp_path / "results", retries=1)
    assert [row["status"] for row in results.rows] == ["failed", "finished"]


def test_nothing_is_lost_when_a_node_dies(tmp_path):
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    try:
        nodes = [cluster.add_node(num_cpus=2) for _ in range(2)]
        jobs = sweep.grid(task=["a"], seed=range(12))
        folder = tmp_path / "results"
        died = []

        def kill():
            # when all five processors have begun a job, and one of the node's is not finished
            while len(begun(folder)) < 5:
                time.sleep(0.05)
            died.extend(begun(folder))
            cluster.remove_node(nodes[0], allow_graceful=False)

        killer = threading.Thread(target=kill)
        killer.start()
        results = sweep.run(jobs, slow(tmp_path), folder, address=cluster.address)
        killer.join()
        assert died
        assert [row["score"] for row in results.rows] == [10 * seed for seed in range(12)]
        # the node's jobs were begun again elsewhere, and no program of its own went on beside them
        assert len(begun(folder)) > len(jobs)
        for path in folder.glob("runs/*/finished"):
            assert path.read_text() == "once\n", f"{path} was finished twice"
    finally:
        ray.shutdown()
        cluster.shutdown()


def test_a_sweep_that_is_killed_goes_on(tmp_path):
    slow(tmp_path)
    command = [
        *(sys.executable, "-m", "diorama.sweep", "--learners", "x", "--tasks", "a", "--seeds", "8"),
        *("--out", str(tmp_path / "results"), "--command"),
        f"{sys.executable} {tmp_path / 'slow.py'} {{folder}} {{seed}}",
    ]
    jobs = tmp_path / "results" / "jobs"
    first = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    while len(list(jobs.glob("*.json"))) < 2:
        time.sleep(0.05)
        assert first.poll() is None
    first.kill()
    first.wait()
    finished = {path: path.stat().st_mtime_ns for path in jobs.glob("*.json")}
    assert 2 <= len(finished) < 8
    second = subprocess.run(command, capture_output=True, text=True, check=False)
    assert second.returncode == 0, second.stderr
    assert f"{len(finished)} of 8 jobs were finished before" in second.stderr
    assert "8/8" in second.stdout
    assert finished.items() <= {path: path.stat().st_mtime_ns for path in jobs.glob("*.json")}.items()
    table = json.loads((tmp_path / "results" / "results.json").read_text())
    assert [row["score"] for row in table] == [10 * seed for seed in range(8)]
