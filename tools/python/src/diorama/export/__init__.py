# SPDX-License-Identifier: Apache-2.0
"""Recordings of ``diorama record``, written as data sets of other libraries."""

from diorama.export.recording import Episode, Recording

__all__ = ["Episode", "Recording"]
