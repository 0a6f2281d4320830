# SPDX-License-Identifier: Apache-2.0
"""The page that asks for labels, in a real browser; DIORAMA_PICTURES=DIR keeps what it looked like."""

import json
import os
import pathlib
import shutil
import subprocess
import time

import pytest
from browser import chromium

HOME = pathlib.Path(__file__).resolve().parents[3]
DIORAMA = HOME / ".build/release/diorama"
BUDGET = 25


def diorama(*arguments):
    subprocess.run([DIORAMA, *map(str, arguments)], check=True, capture_output=True)


@pytest.fixture(scope="session")
def pictures(tmp_path_factory):
    """Successes and failures, as an agent sees them."""
    folder = tmp_path_factory.mktemp("pictures") / "goals"
    diorama("goals", "Pushing-v1", "--count", 24, "--negatives", 12, "--out", folder)
    manifest = json.loads((folder / "manifest.json").read_text())["images"]
    return [folder / image["file"] for image in manifest]


@pytest.fixture(scope="session")
def trained(tmp_path_factory):
    """A short run, for its curve and its film."""
    folder = tmp_path_factory.mktemp("trained") / "run"
    diorama(
        "train", "sac", "Pushing-v1", "--steps", 1500, "--log-every", 100, "--out", folder,
        "--evaluate-every", 300, "--evaluation-episodes", 5, "--film-every", 5, "--horizon", 30,
    )  # fmt: skip
    return folder


class Run:
    """A run's folder, as training would fill it."""

    def __init__(self, path, pictures):
        self.path = path
        self.pictures = pictures
        self.asked = 0
        (path / "questions/examples").mkdir(parents=True)
        (path / "config.json").write_text('{"steps": 6200}')
        about = {"environment": "Pushing-v1", "budget": BUDGET}
        (path / "questions/about.json").write_text(json.dumps(about))
        for number, picture in enumerate(pictures[:24]):
            shutil.copy(picture, path / f"questions/examples/{number:04}.png")

    def ask(self, count=1):
        for _ in range(count):
            name = f"{self.asked:04}.png"
            # from the end: failures and successes in turn
            turn = self.asked // 2
            picture = self.pictures[-1 - turn] if self.asked % 2 == 0 else self.pictures[turn]
            shutil.copy(picture, self.path / "questions" / name)
            line = {"number": self.asked, "step": 250 * (self.asked + 1), "value": 0.5}
            line |= {"picture": name, "time": time.time()}
            with open(self.path / "questions/questions.jsonl", "a") as file:
                file.write(json.dumps(line) + "\n")
            self.asked += 1

    def answer(self, number, answer, by="terminal"):
        line = {"question": number, "answer": answer, "by": by, "time": time.time()}
        with open(self.path / "questions/answers.jsonl", "a") as file:
            file.write(json.dumps(line) + "\n")

    def answers(self):
        """What stands, by number."""
        reply = subprocess.run(
            [DIORAMA, "label", self.path, "--json"], check=True, capture_output=True
        )
        return [question.get("answer") for question in json.loads(reply.stdout)["questions"]]

    def grow(self, trained):
        """Adds a curve and a film."""
        shutil.copytree(trained / "films", self.path / "films")
        shutil.copy(trained / "curve.svg", self.path)


@pytest.fixture
def run(tmp_path, pictures):
    return Run(tmp_path / "push-vice-raq", pictures)


@pytest.fixture
def address(run):
    """The page of the run, served by a process of its own."""
    process = subprocess.Popen(
        [DIORAMA, "label", run.path, "--page"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield process.stdout.readline().strip()
    process.terminate()
    process.communicate()


@pytest.fixture(scope="session")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser):
    page = browser.page()
    yield page
    assert page.complaints() == []


def keep(page, name):
    """Saves the whole page where the person who runs this wants it."""
    folder = os.environ.get("DIORAMA_PICTURES")
    if folder:
        page.wait("[...document.images].filter((i) => i.src).every((i) => i.complete)")
        page.picture(f"{folder}/{name}.png")
        page.picture(f"{folder}/{name}-whole.png", whole=True)


def shows(number):
    return f"document.getElementById('detail').innerText.startsWith('Question {number} ')"


SETTLED = "!document.getElementById('yes').disabled && performance.now() - shown.time > 300"


def test_answers_by_buttons_keys_and_undo(run, address, page):
    run.ask(4)
    page.open(address, 1280, 800)
    page.wait(f"{shows(0)} && {SETTLED}")
    assert page.text("#prompt") == "Is this success?"
    page.click("#no")
    page.wait(f"{shows(1)} && {SETTLED}")
    page.press("y")
    page.wait(f"{shows(2)} && {SETTLED}")
    page.press("ArrowLeft")
    page.wait(f"{shows(3)} && {SETTLED}")
    assert run.answers() == ["no", "yes", "no", None]
    page.press("u")
    page.wait(f"{shows(2)} && {SETTLED}")
    assert run.answers() == ["no", "yes", None, None]
    page.press("ArrowRight")
    page.wait(f"{shows(3)} && {SETTLED}")
    assert run.answers() == ["no", "yes", "yes", None]

    # changing one's mind: the first answer is the last in the list
    page.click("#answers button:last-child")
    page.wait(f"{shows(0)} && {SETTLED}")
    assert "answered no by web" in page.text("#detail")
    page.click("#yes")
    page.wait(f"{shows(3)} && {SETTLED}")
    assert run.answers() == ["yes", "yes", "yes", None]


def test_waits_for_questions_and_shows_what_grows(run, address, page, trained):
    page.open(address, 1280, 800)
    page.wait("document.getElementById('prompt').innerText === 'Nothing to answer now'")
    assert page.evaluate("document.getElementById('yes').disabled")
    assert page.text("#detail").startswith("Nothing trains this run now. It goes on with: diorama train")
    assert page.evaluate("document.querySelectorAll('#examples img').length") == 24
    run.grow(trained)
    run.ask()
    page.wait(shows(0))
    page.wait("document.getElementById('curve').naturalWidth > 0")
    # it plays once it is seen
    page.evaluate("document.getElementById('film').scrollIntoView()")
    page.wait("document.getElementById('film').currentTime > 0")
    assert page.text("#steps") == "1 of 25 asked · 24 left · step 250 of 6,200"
    page.open(address, 1280, 800)  # as reloading does
    page.wait(shows(0))


def test_two_pages_agree(run, address, browser, page):
    run.ask(2)
    other = browser.page()
    for each in (page, other):
        each.open(address, 1280, 800)
        each.wait(f"{shows(0)} && {SETTLED}")
    page.press("y")
    other.wait(shows(1))
    assert other.evaluate("document.querySelectorAll('#answers .yes').length") == 1

    # an answer to what another has answered in this very moment is refused, and said so
    page.wait(f"{shows(1)} && {SETTLED}")
    run.answer(1, "no")
    page.evaluate("send({ number: 1, answer: null }, 'yes')")
    page.wait("!document.getElementById('notice').hidden")
    assert page.text("#notice") == (
        "Your answer was not taken: question 1 was answered meanwhile: no, by terminal."
    )
    assert run.answers() == ["yes", "no"]
    status = "the server responded with a status of 409 (Conflict)"
    assert page.complaints() == [f"Failed to load resource: {status}"]
    page.browser.events.clear()


def test_says_when_the_run_has_gone(run, page):
    run.ask()
    process = subprocess.Popen(
        [DIORAMA, "label", run.path, "--page"], stdout=subprocess.PIPE, text=True
    )
    page.open(process.stdout.readline().strip(), 390, 844, touch=True)
    page.wait(f"{shows(0)} && {SETTLED}")
    process.terminate()
    process.communicate()
    page.wait("!document.getElementById('notice').hidden")
    assert page.text("#notice").startswith("The program behind this page has ended")
    assert page.evaluate("document.getElementById('yes').disabled")
    page.browser.events.clear()  # of the connection


def train(*arguments):
    """Starts to train, and returns the program and the address of its page."""
    process = subprocess.Popen(
        [DIORAMA, "train", "vice-raq", *map(str, arguments)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    for line in process.stderr:
        if "http://" in line:
            return process, line.split()[-1]
    raise AssertionError(f"there is no page; status {process.wait()}")


def test_training_asks_and_goes_on_after_a_kill(tmp_path, page):
    folder = tmp_path / "run"
    settings = {
        "warmup_steps": 20, "query_every": 20, "queries": 500, "classifier_every": 20,
        "classifier_steps": 1, "first_classifier_steps": 1, "classifier_batch": 8,
        "batch_size": 8, "updates_per_step": 1,
    }  # fmt: skip
    process, address = train(
        "Pushing-v1", "--labeler", "web", "--goal-count", 8, "--steps", 100000, "--out", folder,
        "--checkpoint-every", 300, "--evaluate-every", 0, "--evaluation-episodes", 1,
        *[f"--set={key}={value}" for key, value in settings.items()],
    )  # fmt: skip
    taken = folder / "questions/taken.jsonl"
    page.open(address, 1280, 800)
    for number, key in enumerate("nyn"):
        page.wait(f"{shows(number)} && {SETTLED}")
        page.press(key)
    page.wait(f"{shows(3)}")
    page.wait("state.questions.length > 20")  # training does not wait
    process.kill()
    process.communicate()
    before = taken.read_text()
    answers = [item for line in before.splitlines() for item in json.loads(line)["answers"]]
    assert [item["answer"] for item in answers] == ["no", "yes", "no"]
    page.browser.events.clear()  # of the connection

    # it repeats what it did since the checkpoint: other pictures or other answers would end it
    asked = len((folder / "questions/questions.jsonl").read_text().splitlines())
    process, address = train("--resume", folder)
    page.open(address, 1280, 800)
    page.wait(f"state?.questions.length > {asked} + 5", seconds=60)
    page.wait(f"{shows(3)} && {SETTLED}")
    page.press("y")
    page.wait(shows(4))
    end = time.monotonic() + 20
    while taken.read_text() == before:
        assert time.monotonic() < end
        time.sleep(0.1)
    assert taken.read_text().startswith(before)
    process.terminate()
    process.communicate()
    assert process.returncode == 128 + 15
    page.wait("isLost")
    page.browser.events.clear()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_fits_the_window(run, address, page, trained, width, height, dark):
    run.ask(9)
    run.grow(trained)
    for number in range(6):
        run.answer(number, ["no", "yes"][number % 2])
    page.open(address, width, height, dark=dark, touch=width < 480)
    page.wait("document.getElementById('film').readyState >= 2")
    page.wait(f"{shows(6)} && {SETTLED}")
    keep(page, f"{width}-{'dark' if dark else 'light'}")
    # nothing is wider than the window, and the buttons are in it without scrolling
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for word in ("yes", "no"):
        box = page.evaluate(
            f"(() => {{ const b = document.getElementById('{word}').getBoundingClientRect();"
            " return [b.top, b.bottom, b.height, b.width] })()"
        )
        assert box[0] >= 0
        assert box[1] <= height
        assert min(box[2:]) >= 48
