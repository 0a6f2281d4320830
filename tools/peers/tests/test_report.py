# SPDX-License-Identifier: Apache-2.0
"""The report of a study, in a real browser; DIORAMA_PICTURES=DIR keeps what it looked like."""

import json
import os
import pathlib
import subprocess

import pytest
from browser import chromium

HOME = pathlib.Path(__file__).resolve().parents[3]
DIORAMA = HOME / ".build/release/diorama"
STUDY = {
    "title": "A study of a name that is long enough to be broken into several lines on a phone",
    "defaults": {"episodes": 5},
    "rows": [
        {"learner": "random", "tasks": ["Pendulum-v1", "FrozenLake-v1", "Maze-v1"], "seeds": 3},
        {"learner": "expert", "tasks": ["FrozenLake-v1", "Maze-v1"], "seeds": 3},
        {
            "learner": "sac", "tasks": "Pendulum-v1", "steps": 1200, "seeds": 3, "evaluate_every": 300,
            "evaluation_episodes": 2, "set": {"hidden_units": 16, "batch_size": 16},
        },
        {"learner": "vice", "tasks": "Pushing-v1", "steps": 100, "goals": "no-pictures"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """The page of a small study, one run of which fails."""
    folder = tmp_path_factory.mktemp("study")
    (folder / "study.json").write_text(json.dumps(STUDY))
    (folder / "no-pictures").mkdir()
    outcome = subprocess.run([DIORAMA, "study", "study.json"], cwd=folder, capture_output=True)
    assert outcome.returncode == 1, outcome.stderr
    return folder / "study/report.html"


@pytest.mark.parametrize(
    "name, width, height, dark, touch",
    [("desk", 1280, 900, False, False), ("dark", 1280, 900, True, False), ("phone", 390, 844, False, True)],
)
def test_report_is_shown(report, name, width, height, dark, touch):
    with chromium() as browser:
        page = browser.page()
        page.open(f"file://{report}", width, height, dark, touch)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.text("h1") == STUDY["title"]
        assert "1 run failed" in page.text(".trouble")
        sections = page.evaluate("[...document.querySelectorAll('section')].map(s => s.id)")
        assert sections == [
            "success", "curves", "tasks", "profiles", "improvement", "films", "settings", "making", "reading",
        ]  # fmt: skip
        # nothing is fetched, nothing is cut off
        assert page.evaluate("performance.getEntriesByType('resource').filter(e => !/^data:/.test(e.name)).length") == 0
        page.wait("[...document.querySelectorAll('video')].every(v => v.readyState >= 2)")
        assert page.evaluate("document.querySelectorAll('video').length") == 6
        # the axes stand under each other
        if not touch:
            lefts = page.evaluate("[...document.querySelectorAll('.track')].map(t => t.getBoundingClientRect().left)")
            assert max(lefts) - min(lefts) < 1
        assert page.complaints() == []
        if folder := os.environ.get("DIORAMA_PICTURES"):
            page.picture(f"{folder}/report-{name}.png", whole=True)
