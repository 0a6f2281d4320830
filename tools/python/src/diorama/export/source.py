# SPDX-License-Identifier: Apache-2.0
"""What can be exported: a recording, or success images."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from diorama.export.recording import Recording
from diorama.export.success_images import SuccessImages

Source = Recording | SuccessImages


def read(folder: str | Path, **options: Any) -> Source:
    """Reads the folder, whichever it is, with the options of either class."""
    if (Path(folder) / "manifest.json").is_file():
        return SuccessImages(folder, **options)
    return Recording(folder, **options)
