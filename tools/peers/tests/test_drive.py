# SPDX-License-Identifier: Apache-2.0
"""The page on which a person drives, in a real browser; DIORAMA_PICTURES=DIR keeps what it looked like."""

import json
import os
import pathlib
import signal
import subprocess
import time

import pytest
from browser import chromium

HOME = pathlib.Path(__file__).resolve().parents[3]
DIORAMA = os.environ.get("DIORAMA", str(HOME / ".build/release/diorama"))
STEP = "state.step"


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


class Program:
    """The program that serves the page."""

    def __init__(self, folder, *words):
        self.folder = folder
        command = [DIORAMA, "record", *words, "--policy", "page", "--out", str(folder)]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.address = self.process.stdout.readline().strip()

    def episodes(self):
        path = self.folder / "episodes.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()]

    def end(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(10)


@pytest.fixture
def drive(tmp_path):
    programs = []

    def begin(*words):
        programs.append(Program(tmp_path / "données à moi", *words))
        return programs[-1]

    yield begin
    for program in programs:
        program.end()


def hold(page, key, seconds):
    page.call("Input.dispatchKeyEvent", type="keyDown", key=key)
    time.sleep(seconds)
    page.call("Input.dispatchKeyEvent", type="keyUp", key=key)


def keep(page, name):
    if folder := os.environ.get("DIORAMA_PICTURES"):
        page.picture(os.path.join(folder, f"drive-{name}.png"), whole=True)


def test_keys_drive_the_hand_and_what_is_saved_replays(drive, browser):
    program = drive("Pushing-v1", "--horizon", "40")
    page = browser.page()
    page.open(program.address, 1280, 900)
    page.wait("state && document.getElementById('picture').naturalWidth === 480")
    assert page.text("#environment") == "Pushing-v1"
    # nothing is pressed: time stands still
    time.sleep(0.5)
    assert page.evaluate(STEP) == 0
    assert page.evaluate("document.getElementById('save').disabled")
    page.press("ArrowRight")
    page.wait(f"{STEP} === 1")
    hold(page, "ArrowUp", 0.55)
    page.wait("!isBusy")
    time.sleep(0.3)
    held = page.evaluate(STEP)
    assert 4 <= held <= 9  # five or six periods of 0.1 s, and one
    time.sleep(0.4)
    assert page.evaluate(STEP) == held
    page.press("u")
    page.wait(f"{STEP} === {held - 1}")
    keep(page, "desk")
    page.press("Enter")
    page.wait("state.saved === 1")
    assert page.evaluate(STEP) == 0
    assert page.text("#saved") == "1 recorded in données à moi, 0 successes"

    # the pointer drags
    x, y = page.evaluate(
        "(b => [b.x + b.width / 2, b.y + b.height / 2])(document.getElementById('stage').getBoundingClientRect())"
    )
    page.call("Input.dispatchMouseEvent", type="mousePressed", x=x, y=y, button="left", clickCount=1)
    page.call("Input.dispatchMouseEvent", type="mouseMoved", x=x + 200, y=y, button="left", buttons=1)
    page.wait(f"{STEP} >= 3")
    page.call("Input.dispatchMouseEvent", type="mouseReleased", x=x + 200, y=y, button="left")
    page.wait("!isBusy")
    page.press("Escape")
    page.wait(f"{STEP} === 0")
    page.click("#wait")
    page.wait(f"{STEP} === 1")
    page.click("#save")
    page.wait("state.saved === 2")
    assert page.complaints() == []
    assert program.end() == 0

    first, second = program.episodes()
    assert len(first["actions"]) == held - 1
    assert second["actions"] == [[0, 0]]
    # right in the picture first, up in it then: the hand has two numbers, and each key moves one
    used = [[abs(number) > 0 for number in action] for action in first["actions"]]
    assert sum(used[0]) == 1
    assert all(row == [not each for each in used[0]] for row in used[1:])
    assert all(abs(number) in (0, 1) for action in first["actions"] for number in action)
    replay = subprocess.run(
        [DIORAMA, "record", "--replay", str(program.folder)], capture_output=True, text=True, check=False
    )
    assert replay.stderr == f"all 2 episodes, {held} steps, came out with the same bits\n"


def test_a_second_page_looks_on(drive, browser):
    program = drive("Pushing-v1")
    page, other = browser.page(), browser.page()
    for each in (page, other):
        each.open(program.address, 1000, 800)
        each.wait("state")
    page.call("Page.bringToFront")  # others get no keys
    page.press("ArrowRight")
    page.wait(f"{STEP} === 1")
    other.call("Page.bringToFront")
    other.wait(f"{STEP} === 1")
    other.press("ArrowRight")
    other.wait("!document.getElementById('notice').hidden")
    assert other.text("#notice") == (
        "Not done: another page drives; close it, or wait 10 seconds."
    )
    assert page.evaluate(STEP) == 1


def test_a_phone_shows_it_and_the_program_ends_with_the_last_episode(drive, browser):
    program = drive("--task", str(HOME / "scenes/drawer.json"), "--episodes", "1")
    page = browser.page()
    page.open(program.address, 390, 844, dark=True, touch=True)
    page.wait("state && document.getElementById('picture').naturalWidth === 480")
    assert page.evaluate("document.documentElement.scrollWidth <= 390")
    page.wait("document.querySelectorAll('#controls .axis').length === 3")
    page.press("r")
    page.wait(f"{STEP} === 1")
    keep(page, "phone")
    page.click("#save")
    page.wait("document.getElementById('result').innerText === 'All episodes are recorded'")
    assert program.process.wait(10) == 0
    page.wait("document.getElementById('notice').innerText.startsWith('The program behind this page')")
    assert "1 episodes are kept" in page.text("#notice")


def test_time_runs_on_where_there_is_no_hand(drive, browser):
    program = drive("Pendulum-v1", "--horizon", "500")
    page = browser.page()
    page.open(program.address, 1280, 900)
    page.wait(f"state && {STEP} >= 5")
    page.click("#live")
    page.wait("!isBusy")
    time.sleep(0.3)
    stopped = page.evaluate(STEP)
    time.sleep(0.4)
    assert page.evaluate(STEP) == stopped
    assert page.complaints() == []
