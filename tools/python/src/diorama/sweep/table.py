# SPDX-License-Identifier: Apache-2.0
"""The results as a text."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Any

_NOT_MEASURED = ("status", "error")
_COLUMNS = 8  # of what is measured: more would not fit on a line


def summary(rows: Sequence[dict[str, Any]], parameters: Sequence[str]) -> str:
    """Returns a line for all rows that differ in their ``seed`` only, with means and deviations.

    Args:
        rows: One for each job.
        parameters: The names of what the jobs differ in.
    """
    keys = [name for name in parameters if name != "seed"]
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(repr([row.get(key) for key in keys]), []).append(row)
    measured = [
        name
        for name in dict.fromkeys(name for row in rows for name in row)
        if name not in (*parameters, *_NOT_MEASURED)
        and any(_is_number(row.get(name)) for row in rows)
    ][:_COLUMNS]
    lines = [[*keys, "finished", *measured]]
    for group in groups.values():
        finished = [row for row in group if row["status"] == "finished"]
        cells = [str(group[0].get(key, "")) for key in keys]
        cells.append(f"{len(finished)}/{len(group)}")
        cells += [_mean([row.get(name) for row in finished]) for name in measured]
        lines.append(cells)
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _mean(values: Sequence[Any]) -> str:
    """Returns ``mean ± standard deviation`` of the numbers among the values."""
    numbers = [float(value) for value in values if _is_number(value)]
    if not numbers:
        return ""
    mean = f"{statistics.fmean(numbers):.4g}"
    return f"{mean} ± {statistics.stdev(numbers):.2g}" if len(numbers) > 1 else mean
