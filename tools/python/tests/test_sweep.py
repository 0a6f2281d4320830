# SPDX-License-Identifier: Apache-2.0
"""What of a sweep needs no Ray; the rest is in tools/peers/tests."""

import json
import os
import subprocess
import sys
import time

import pytest

from diorama import DioramaError, sweep


def work_of(results):
    return [job["seed"] for job in results.left.values()]


def test_a_grid_has_every_combination():
    jobs = sweep.grid(learner=["sac", "cem"], task=["a"], seed=range(3))
    assert len(jobs) == 6
    assert jobs[1] == {"learner": "sac", "task": "a", "seed": 1}
    assert len({job.name for job in jobs}) == 6


def test_names_tell_jobs_apart_that_read_alike():
    names = {sweep.Job(a="1").name, sweep.Job(a=1).name, sweep.Job(b=1).name, sweep.Job(a="/").name}
    assert len(names) == 4
    assert not any("/" in name for name in names)
    assert sweep.Job(a=1, b=2).name.split("-")[-1] == sweep.Job(b=2, a=1).name.split("-")[-1]


@pytest.mark.parametrize(
    ("parameters", "text"),
    [({"task": "a"}, "task is 'a'; give a list"), ({"seed": []}, "seed has no values")],
)
def test_a_grid_refuses(parameters, text):
    with pytest.raises(ValueError, match=text):
        sweep.grid(**parameters)


def test_outcomes_are_found_again_and_failed_jobs_are_left(tmp_path):
    jobs = sweep.grid(task=["a"], seed=range(3))
    results = sweep.Results(tmp_path, jobs, "w")
    results.add(jobs[0].name, {"status": "finished", "result": {"score": 1.5}, "seconds": 1})
    results.add(jobs[1].name, {"status": "failed", "error": "no"})
    results.close()
    again = sweep.Results(tmp_path, jobs, "w")
    assert work_of(again) == [1, 2]
    again.add(jobs[1].name, {"status": "finished", "result": {"score": 2.5}, "seconds": 3})
    again.write()
    assert "2/3" in str(again)
    assert "2 ± 0.71" in str(again)
    rows = json.loads((tmp_path / "results.json").read_text())
    assert [row["status"] for row in rows] == ["finished", "finished", "missing"]
    lines = (tmp_path / "results.csv").read_text().splitlines()
    assert lines[0] == "task,seed,status,seconds,score"
    assert lines[3] == "a,2,missing,,"
    again.close()


def test_a_draft_left_by_a_death_is_not_taken_for_an_outcome(tmp_path):
    jobs = sweep.grid(seed=[0])
    (tmp_path / "jobs").mkdir()
    (tmp_path / "jobs" / f"{jobs[0].name}.json.draft").write_text('{"status": "fin')
    results = sweep.Results(tmp_path, jobs, "w")
    assert work_of(results) == [0]
    results.close()


def test_a_folder_refuses_other_work_another_sweep_and_rubbish(tmp_path):
    jobs = sweep.grid(seed=[0])
    results = sweep.Results(tmp_path, jobs, "w")
    with pytest.raises(DioramaError, match="another sweep is at work"):
        sweep.Results(tmp_path, jobs, "w")
    results.add(jobs[0].name, {"status": "finished", "result": {}})
    results.close()
    with pytest.raises(DioramaError, match="was made by 'w', not by 'v'"):
        sweep.Results(tmp_path, jobs, "v")
    (tmp_path / "jobs" / f"{jobs[0].name}.json").write_text("[]")
    with pytest.raises(DioramaError, match="is not an outcome of a job"):
        sweep.Results(tmp_path, jobs, "w")


def script(text):
    return f'{sys.executable} -c "{text}" {{seed}} {{folder}}'


def test_a_command_gets_the_job_and_its_last_line_is_the_result(tmp_path):
    command = sweep.Command(
        script("import sys, json; print(1); print(json.dumps(dict(seed=int(sys.argv[1]))))")
    )
    assert command(sweep.Job(seed=7), tmp_path) == {"seed": 7}


def test_a_command_that_was_stopped_is_resumed(tmp_path):
    command = sweep.Command(
        script("open(__import__('sys').argv[2] + '/begun', 'w'); print('{{}}')"),
        resume="echo '{{\"resumed\": true}}'",
    )
    assert command(sweep.Job(seed=0), tmp_path) == {}
    assert command(sweep.Job(seed=0), tmp_path) == {"resumed": True}


def test_a_training_that_was_stopped_is_resumed_by_default(tmp_path, monkeypatch):
    from diorama.sweep import __main__ as program

    templates = []

    def run(jobs, work, out, **options):
        templates.append((work.template.split()[:2], work.resume.split()[3:4]))
        results = sweep.Results(out, jobs, "w")
        results.close()
        return results

    monkeypatch.setattr(program, "run", run)
    arguments = ["sweep", "--learners", "sac", "--tasks", "a", "--out", str(tmp_path / "r")]
    for more in ([], ["--command", "mine {folder}"]):
        monkeypatch.setattr(sys, "argv", arguments + more)
        program.main()
    assert templates == [(["diorama", "train"], ["--resume"]), (["mine", "{folder}"], [])]


@pytest.mark.parametrize(
    ("template", "text"),
    [
        (script("raise SystemExit('too bad')"), "exited with 1: too bad"),
        (script("import os; os.kill(os.getpid(), 9)"), "was killed by signal 9: it said nothing"),
        ("echo hello", "printed 'hello' last; it must be a JSON object"),
        ("no-such-program", "no-such-program does not start: No such file"),
    ],
)
def test_a_command_fails_with_one_line(tmp_path, template, text):
    with pytest.raises(sweep.JobError, match=text):
        sweep.Command(template)(sweep.Job(seed=0), tmp_path)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("train {tusk}", "the command names {tusk}, but a job has task, folder"),
        ("train {", "is not a template"),
        ("train 'a", "is not a template"),
    ],
)
def test_a_wrong_template_is_refused_before_anything_runs(tmp_path, template, text):
    with pytest.raises(ValueError, match=text):
        sweep.run(sweep.grid(task=["a"]), sweep.Command(template), tmp_path / "results")
    assert not os.listdir(tmp_path)


def test_a_job_that_is_there_twice_is_refused(tmp_path):
    with pytest.raises(ValueError, match="is there twice"):
        sweep.run([sweep.Job(a=1), sweep.Job(a=1)], sweep.Command("true"), tmp_path)


def test_a_program_dies_with_whom_it_works_for(tmp_path):
    heart = tmp_path / "heart"
    beat = tmp_path / "beat.py"
    beat.write_text(
        f"import time\nwhile True:\n    open({str(heart)!r}, 'a').write('x')\n    time.sleep(0.02)"
    )
    command = f"sweep.Command('{sys.executable} {beat}')(sweep.Job(a=1), Path({str(tmp_path)!r}))"
    text = f"from pathlib import Path; from diorama import sweep; {command}"
    with subprocess.Popen([sys.executable, "-c", text]) as worker:
        while not heart.exists():
            time.sleep(0.02)
        worker.kill()
    time.sleep(0.2)
    size = heart.stat().st_size
    time.sleep(0.3)
    assert heart.stat().st_size == size
