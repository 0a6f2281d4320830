# SPDX-License-Identifier: Apache-2.0
"""ONNX models as programs for ``diorama audit``."""

import io
import struct
import sys

import numpy as np
import pytest
from PIL import Image

from diorama import score
from diorama.errors import InvalidArgumentError


def message(*fields):
    """Returns a protocol buffer's bytes: pairs of a field's number and an int, a text or bytes."""

    def varint(number):
        parts = []
        while number > 0x7F:
            parts.append(number & 0x7F | 0x80)
            number >>= 7
        return bytes([*parts, number])

    out = b""
    for field, value in fields:
        if isinstance(value, int):
            out += varint(field << 3) + varint(value)
        else:
            content = value.encode() if isinstance(value, str) else value
            out += varint(field << 3 | 2) + varint(len(content)) + content
    return out


def model(path, shape, axes, kind=1):
    """Writes a model that gives the mean of its input over ``axes``: opset 13, IR version 8."""
    dims = [(1, message((2, size) if isinstance(size, str) else (1, size))) for size in shape]
    value = message((1, "image"), (2, message((1, message((1, kind), (2, message(*dims)))))))
    packed = message((1, "axes"), (20, 7), *[(8, axis) for axis in axes])
    keep = message((1, "keepdims"), (20, 2), (3, 0))
    node = message((1, "image"), (2, "f"), (4, "ReduceMean"), (5, packed), (5, keep))
    result = message((1, "f"), (2, message((1, message((1, kind), (2, message()))))))
    graph = message((1, node), (2, "mean"), (11, value), (12, result))
    path.write_bytes(message((1, 8), (7, graph), (8, message((1, ""), (2, 13)))))
    return str(path)


@pytest.fixture
def pictures(tmp_path):
    random = np.random.default_rng(3)
    paths = []
    for index in range(3):
        pixels = random.integers(0, 256, (20, 24, 3), np.uint8)
        pixels[:, : 4 * index] = 200  # so that different filters are chosen
        Image.fromarray(pixels).save(tmp_path / f"{index}.png")
        paths.append((str(tmp_path / f"{index}.png"), pixels))
    return paths


def test_pngs_are_read_as_pillow_reads_them(pictures):
    for path, pixels in pictures:
        np.testing.assert_array_equal(score.read_png(path), pixels)


@pytest.mark.parametrize("kind", range(5))
def test_each_filter_is_undone(tmp_path, kind):
    import zlib

    pixels = np.random.default_rng(kind).integers(0, 256, (5, 4, 3), np.uint8)
    padded = np.zeros((6, 5, 3), np.int32)
    padded[1:, 1:] = pixels
    lines = b""
    for y in range(1, 6):
        line = bytearray([kind])
        for x in range(1, 5):
            for c in range(3):
                left, up, corner = padded[y, x - 1, c], padded[y - 1, x, c], padded[y - 1, x - 1, c]
                p = left + up - corner
                paeth = left
                if abs(p - up) < abs(p - left):
                    paeth = up
                if abs(p - corner) < min(abs(p - left), abs(p - up)):
                    paeth = corner
                guess = [0, left, up, (left + up) // 2, paeth][kind]
                line.append(int(padded[y, x, c] - guess) & 0xFF)
        lines += line

    def chunk(name, content):
        return struct.pack(">I", len(content)) + name + content + b"\0\0\0\0"

    path = tmp_path / "x.png"
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 5, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(lines))
        + chunk(b"IEND", b"")
    )
    np.testing.assert_array_equal(score.read_png(str(path)), pixels)


@pytest.mark.parametrize("shape", [["n", 3, 20, 24], [1, 20, 24, 3], [1, 3, "h", "w"]])
def test_a_model_gives_a_number_for_each_path(tmp_path, pictures, shape, capsys, monkeypatch):
    pytest.importorskip("onnxruntime")
    path = model(tmp_path / "m.onnx", shape, [0, 1, 2, 3])
    assert score.main([path, "--shape"]) == 0
    assert capsys.readouterr().out == ("any\n" if "h" in shape else "24 20\n")
    lines = "".join(f"{name}\n" for name, _ in pictures)
    monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
    assert score.main([path]) == 0
    numbers = [float(line) for line in capsys.readouterr().out.splitlines()]
    np.testing.assert_allclose(numbers, [p.mean() / 255 for _, p in pictures], rtol=1e-5)


@pytest.mark.parametrize(
    ("shape", "axes", "kind", "reason"),
    [
        ([1, 3, 20], [0], 1, "it takes [1, 3, 20]; it must take [batch, 3, height, width]"),
        ([1, 1, 20, 24], [0], 1, "it takes [1, 1, 20, 24]; it must take"),
        ([1, 3, 20, 24], [0], 11, "it takes image: tensor(double); it must take one tensor(float)"),
    ],
)
def test_what_a_model_must_take_is_said(tmp_path, shape, axes, kind, reason):
    pytest.importorskip("onnxruntime")
    path = model(tmp_path / "m.onnx", shape, axes, kind)
    with pytest.raises(InvalidArgumentError) as found:
        score.Scorer(path)
    assert reason in str(found.value)


def test_bad_models_and_pictures_get_one_line(tmp_path, capsys, monkeypatch):
    pytest.importorskip("onnxruntime")
    (tmp_path / "bad.onnx").write_bytes(b"nonsense")
    assert score.main([str(tmp_path / "bad.onnx")]) == 1
    assert capsys.readouterr().err.startswith("score: it is not a valid ONNX model (")
    several = model(tmp_path / "m.onnx", [1, 3, 20, 24], [0, 1])
    Image.new("RGB", (24, 20)).save(tmp_path / "x.png")
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{tmp_path}/x.png\n"))
    assert score.main([several]) == 1
    assert "it gives [20, 24] for one image; it must give one number" in capsys.readouterr().err
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{tmp_path}/no.png\n"))
    assert score.main([several]) == 1
    assert "No such file or directory" in capsys.readouterr().err


def test_without_onnxruntime_it_says_what_to_install(tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    assert score.main([str(tmp_path / "m.onnx")]) == 1
    assert "onnxruntime is not installed" in capsys.readouterr().err
