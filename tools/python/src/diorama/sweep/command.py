# SPDX-License-Identifier: Apache-2.0
"""A job that is a program, such as ``diorama train``."""

from __future__ import annotations

import ctypes
import json
import os
import shlex
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from diorama.errors import DioramaError, InvalidArgumentError

_PR_SET_PDEATHSIG = 1
_prctl = ctypes.CDLL(None).prctl  # looked up here, as little as possible is safe after a fork
_TAIL = 400  # of a failed program's errors that are reported


class JobError(DioramaError):
    """A job's program failed, or printed no result."""


class Command:
    """Runs a program, and takes the last line that it prints for the result, a JSON object.

    The words of the template are split as a shell does, but no shell runs them; then the job's
    parameters and ``{folder}``, a folder for the job alone, are put in (``{{`` stands for ``{``).

    Args:
        template: Such as ``"diorama train {learner} {task} --seed {seed} --out {folder} --json"``.
        resume: The template if the folder has something in it: a job that was stopped on its way.
            The same as ``template`` by default.
        environment: Environment variables beside those that the node has.
    """

    def __init__(
        self,
        template: str,
        *,
        resume: str | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Makes the command; see the class."""
        self.template = template
        self.resume = resume or template
        self.environment = dict(environment or {})

    def __str__(self) -> str:
        """Returns what distinguishes its results from another command's."""
        return self.template

    def check(self, job: Mapping[str, Any]) -> None:
        """Raises an error if the templates name what the job does not have."""
        for template in (self.template, self.resume):
            self._words(template, job, Path("folder"))

    def __call__(self, job: Mapping[str, Any], folder: Path) -> dict[str, Any]:
        """Runs the program for the job; returns what it printed last."""
        is_begun = any(folder.iterdir())
        words = self._words(self.resume if is_begun else self.template, job, folder)
        with tempfile.TemporaryFile() as errors:
            try:
                process = subprocess.Popen(
                    words,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    env=os.environ | self.environment,
                    preexec_fn=_die_with_parent,  # noqa: PLW1509 it calls one function of C
                    text=True,
                )
            except OSError as error:
                raise JobError(f"{words[0]} does not start: {error.strerror}") from None
            with process:
                try:
                    last = _last_line(process)
                except BaseException:
                    process.kill()
                    raise
            status = process.returncode
            errors.seek(0, os.SEEK_END)
            errors.seek(max(0, errors.tell() - _TAIL))
            tail = errors.read().decode(errors="replace").strip()
        if status:
            how = f"was killed by signal {-status}" if status < 0 else f"exited with {status}"
            raise JobError(f"{words[0]} {how}: {tail or 'it said nothing'}")
        try:
            result = json.loads(last)
        except ValueError:
            result = None
        if not isinstance(result, dict):
            raise JobError(f"{words[0]} printed '{last[:80]}' last; it must be a JSON object")
        return result

    @staticmethod
    def _words(template: str, job: Mapping[str, Any], folder: Path) -> list[str]:
        try:
            return [word.format_map({**job, "folder": folder}) for word in shlex.split(template)]
        except KeyError as error:
            raise InvalidArgumentError(
                f"the command names {{{error.args[0]}}}, but a job has {', '.join(job)}, folder"
            ) from None
        except (ValueError, IndexError, AttributeError) as error:
            raise InvalidArgumentError(
                f"the command '{template}' is not a template: {error}"
            ) from None


def _last_line(process: subprocess.Popen[str]) -> str:
    """Returns the last line that a program prints; reads one at a time, as a training has many."""
    last = ""
    assert process.stdout
    for line in process.stdout:
        last = line.strip() or last
    return last


def _die_with_parent() -> None:
    # a node that dies takes its program along: its successor elsewhere has the same folder
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
