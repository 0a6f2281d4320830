# SPDX-License-Identifier: Apache-2.0
"""``python -m diorama.export DATA --as minari --out FOLDER``.

``diorama record`` and ``diorama goals`` call it.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from diorama.errors import DioramaError, InvalidArgumentError
from diorama.export import to_lerobot, to_minari
from diorama.export.source import Source, read

WRITERS = {"minari": to_minari.write, "lerobot": to_lerobot.write}


def main(words: list[str] | None = None) -> int:
    """Exports a recording or success images; returns 1 if it cannot."""
    parser = argparse.ArgumentParser(
        prog="python -m diorama.export",
        description="Writes a recording of 'diorama record', or images of 'diorama goals', "
        "as a data set of another library.",
    )
    parser.add_argument("data", metavar="DATA")
    parser.add_argument("--as", dest="form", required=True, choices=sorted(WRITERS))
    parser.add_argument("--out", metavar="FOLDER", help="a new folder (default: in DATA)")
    parser.add_argument("--observation", choices=["state", "pixels", "both"])
    parser.add_argument("--size", metavar="WxH", help="of images (default: as they were made)")
    parser.add_argument("--camera", help="of images")
    parser.add_argument("--quality", choices=["default", "fast"])
    chosen = parser.parse_args(words)
    out = Path(chosen.out or Path(chosen.data) / chosen.form).absolute()
    try:
        return _export(chosen, out)
    except DioramaError as error:
        print(f"export: {error}", file=sys.stderr)
    except ImportError as error:
        print(
            f"export: {chosen.form} cannot be imported ({error}); "
            f"pip install 'diorama[{chosen.form}]'",
            file=sys.stderr,
        )
    return 1


def _export(chosen: argparse.Namespace, out: Path) -> int:
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InvalidArgumentError(f"'{out}' exists; name a new folder with --out")
    source: Source = read(
        chosen.data,
        observation=chosen.observation,
        size=_size(chosen.size),
        camera=chosen.camera,
        quality=chosen.quality,
    )
    draft = out.with_name(f".{out.name}.partial")
    shutil.rmtree(draft, ignore_errors=True)
    draft.parent.mkdir(parents=True, exist_ok=True)
    try:
        name = WRITERS[chosen.form](source, draft)
        if out.exists():
            out.rmdir()
        draft.rename(out)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    print(f"wrote {len(source.lines)} episodes to {out} as {name}", file=sys.stderr)
    return 0


def _size(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    try:
        sides = [int(side) for side in text.lower().split("x")]
        return sides[0], sides[-1]
    except ValueError:
        raise InvalidArgumentError(f"--size is '{text}'; write it as 96x96") from None


if __name__ == "__main__":
    sys.exit(main())
