# SPDX-License-Identifier: Apache-2.0
"""``python -m diorama.score MODEL.onnx``: an ONNX model as a program for ``diorama audit``.

Paths of PNG files are read from standard input, one a line, and a number for each is written to
standard output, in the same order. The model takes one image, red, green and blue in 0...1, as
``[batch, 3, height, width]`` or ``[batch, height, width, 3]``, and gives one number: a logit or a
probability.
"""

from __future__ import annotations

import argparse
import struct
import sys
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from diorama.errors import DioramaError, InvalidArgumentError


class Scorer:
    """A model that gives a number for an image."""

    def __init__(self, path: str) -> None:
        """Opens the model at ``path``, or raises a ``DioramaError`` that says what it lacks."""
        try:
            import onnxruntime
        except ImportError as error:
            raise DioramaError(
                f"onnxruntime is not installed ({error}); pip install 'diorama[onnx]'"
            ) from None
        options = onnxruntime.SessionOptions()
        # one thread: the sums are then taken in one order, and equal images get equal numbers
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        try:
            self._session: Any = onnxruntime.InferenceSession(
                path, options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime has many kinds of errors, without a common one
            reason = " ".join(str(error).split())[:160]
            raise InvalidArgumentError(f"it is not a valid ONNX model ({reason})") from None
        inputs = self._session.get_inputs()
        if len(inputs) != 1 or inputs[0].type != "tensor(float)":
            found = ", ".join(f"{put.name}: {put.type}" for put in inputs)
            raise InvalidArgumentError(
                f"it takes {found}; it must take one tensor(float), an image"
            )
        self._name = inputs[0].name
        shape = inputs[0].shape
        if len(shape) != 4 or 3 not in (shape[1], shape[3]):
            raise InvalidArgumentError(
                f"it takes {shape}; it must take [batch, 3, height, width] or "
                "[batch, height, width, 3]"
            )
        self._channels_first = shape[1] == 3
        height, width = shape[2:] if self._channels_first else shape[1:3]
        fixed = isinstance(height, int) and isinstance(width, int)
        #: Width and height of the images; None where any will do.
        self.size: tuple[int, int] | None = (width, height) if fixed else None

    def score(self, image: np.ndarray) -> float:
        """Returns the model's number for an image ``[height, width, 3]`` of bytes."""
        numbers = image.astype(np.float32) / np.float32(255)
        if self._channels_first:
            numbers = numbers.transpose(2, 0, 1)
        result = np.asarray(self._session.run(None, {self._name: numbers[np.newaxis]})[0])
        if result.size != 1:
            raise InvalidArgumentError(
                f"it gives {list(result.shape)} for one image; it must give one number, a logit or "
                "a probability"
            )
        return float(result.reshape(-1)[0])


def read_png(path: str) -> np.ndarray:
    """Returns the image ``[height, width, 3]`` of a PNG file, 8 bits of red, green and blue.

    It reads what ``diorama`` writes, so that no library of images is needed.
    """
    data = Path(path).read_bytes()
    width, height, depth, kind, _, _, interlaced = struct.unpack(">IIBBBBB", data[16:29])
    if data[:8] != b"\x89PNG\r\n\x1a\n" or (depth, kind, interlaced) != (8, 2, 0):
        raise InvalidArgumentError(f"'{path}' is no PNG file with 8 bits of red, green and blue")
    packed, place = b"", 8
    while place < len(data):
        (length,) = struct.unpack(">I", data[place : place + 4])
        if data[place + 4 : place + 8] == b"IDAT":
            packed += data[place + 8 : place + 8 + length]
        place += length + 12
    lines = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(height, 3 * width + 1)
    image = np.zeros((height + 1, 3 * width + 3), np.uint8)
    for row in range(height):
        _undo_filter(int(lines[row, 0]), lines[row, 1:], image[row], image[row + 1])
    return image[1:, 3:].reshape(height, width, 3)


def _undo_filter(kind: int, line: np.ndarray, above: np.ndarray, out: np.ndarray) -> None:
    """Fills ``out``, which begins with a black pixel as ``above`` does, from a filtered line."""
    if kind == 0:
        out[3:] = line
    elif kind == 1:
        out[3:] = line.reshape(-1, 3).cumsum(axis=0, dtype=np.uint8).reshape(-1)
    elif kind == 2:
        out[3:] = line + above[3:]
    else:
        for index, byte in enumerate(line, start=3):
            left, up, corner = int(out[index - 3]), int(above[index]), int(above[index - 3])
            guess = (left + up) // 2 if kind == 3 else _paeth(left, up, corner)
            out[index] = (int(byte) + guess) & 0xFF


def _paeth(left: int, up: int, corner: int) -> int:
    """Returns the neighbour that is nearest to ``left + up - corner``."""
    guess = left + up - corner
    return min((left, up, corner), key=lambda number: abs(guess - number))


def main(words: list[str] | None = None) -> int:
    """Scores images until the input ends; returns 1 if it cannot."""
    parser = argparse.ArgumentParser(
        prog="python -m diorama.score",
        description="Reads paths of PNG files, one a line, and writes a number for each.",
    )
    parser.add_argument("model", metavar="MODEL.onnx")
    parser.add_argument("--shape", action="store_true", help="print width and height, and exit")
    chosen = parser.parse_args(words)
    try:
        scorer = Scorer(chosen.model)
        if chosen.shape:
            print("any" if scorer.size is None else "{} {}".format(*scorer.size))
            return 0
        for line in sys.stdin:
            print(repr(scorer.score(read_png(line.rstrip("\n")))), flush=True)
    except (DioramaError, OSError) as error:
        print(f"score: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
