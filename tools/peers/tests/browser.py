# SPDX-License-Identifier: Apache-2.0
"""A headless Chromium, driven through its DevTools protocol on a pipe."""

import base64
import contextlib
import json
import os
import subprocess
import tempfile
import time

# the protocol wants commands on file 3 and answers on file 4
WITH_PIPES = 'exec "$@" 3<&"$COMMANDS" 4>&"$ANSWERS"'


class Page:
    """A tab."""

    def __init__(self, browser, session):
        self.browser, self.session = browser, session
        self.call("Page.enable")
        self.call("Runtime.enable")
        self.call("Log.enable")

    def call(self, method, **arguments):
        """Calls the protocol and returns what it says."""
        return self.browser.call(method, self.session, **arguments)

    def open(self, address, width, height, dark=False, touch=False):
        """Shows an address in a window of a size."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=2 if touch else 1,
            mobile=touch,
        )
        self.call("Emulation.setTouchEmulationEnabled", enabled=touch)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])
        self.call("Page.navigate", url=address)
        self.wait(f"location.href === {json.dumps(address)} && document.readyState === 'complete'")

    def evaluate(self, expression):
        """Returns what an expression is in the page."""
        reply = self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in reply, reply["exceptionDetails"]
        return reply["result"].get("value")

    def wait(self, expression, seconds=15):
        """Waits until an expression is true in the page."""
        end = time.monotonic() + seconds
        while not self.evaluate(expression):
            assert time.monotonic() < end, f"not within {seconds} s: {expression}"
            time.sleep(0.05)

    def text(self, selector):
        """Returns the text that an element shows."""
        return self.evaluate(f"document.querySelector({json.dumps(selector)}).innerText")

    def click(self, selector):
        """Clicks the middle of an element, as a person would."""
        x, y = self.evaluate(
            f"""(() => {{
              const element = document.querySelector({json.dumps(selector)});
              element.scrollIntoView({{block: "nearest"}});
              const box = element.getBoundingClientRect();
              return [box.x + box.width / 2, box.y + box.height / 2];
            }})()"""
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def press(self, key):
        """Presses a key."""
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key)

    def picture(self, path, whole=False):
        """Saves what is shown, or the whole page, as a PNG."""
        reply = self.call("Page.captureScreenshot", captureBeyondViewport=whole)
        with open(path, "wb") as file:
            file.write(base64.b64decode(reply["data"]))

    def complaints(self):
        """Returns the errors that the page caused: exceptions, refused contents."""
        errors = []
        for event in self.browser.events:
            if event.get("sessionId") != self.session:
                continue
            if event["method"] == "Runtime.exceptionThrown":
                errors.append(event["params"]["exceptionDetails"]["exception"]["description"])
            entry = event["params"].get("entry", {})
            if event["method"] == "Log.entryAdded" and entry["level"] == "error":
                errors.append(entry["text"])
        return errors


class Browser:
    """The program."""

    def __init__(self, folder):
        commands, self.commands = os.pipe()
        self.answers, answers = os.pipe()
        self.process = subprocess.Popen(
            ["bash", "-c", WITH_PIPES, "bash", "chromium", "--headless=new"]
            + ["--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run"]
            + [f"--user-data-dir={folder}", "--remote-debugging-pipe", "about:blank"],
            pass_fds=[commands, answers],
            env=os.environ | {"COMMANDS": str(commands), "ANSWERS": str(answers)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(commands)
        os.close(answers)
        self.rest = b""
        self.count = 0
        self.events = []

    def call(self, method, session=None, **arguments):
        """Calls the protocol and returns what it says."""
        self.count += 1
        message = {"id": self.count, "method": method, "params": arguments}
        if session:
            message["sessionId"] = session
        os.write(self.commands, json.dumps(message).encode() + b"\0")
        while True:
            reply = self.receive()
            if reply.get("id") == self.count:
                assert "error" not in reply, f"{method}: {reply['error']}"
                return reply["result"]
            self.events.append(reply)

    def receive(self):
        while b"\0" not in self.rest:
            chunk = os.read(self.answers, 1 << 20)
            assert chunk, "chromium has ended"
            self.rest += chunk
        message, _, self.rest = self.rest.partition(b"\0")
        return json.loads(message)

    def page(self):
        """Opens a tab."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        reply = self.call("Target.attachToTarget", targetId=target, flatten=True)
        return Page(self, reply["sessionId"])


@contextlib.contextmanager
def chromium():
    """Runs a browser with a profile of its own."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        browser = Browser(folder)
        try:
            yield browser
        finally:
            browser.process.terminate()
            browser.process.wait()
            os.close(browser.commands)
            os.close(browser.answers)
