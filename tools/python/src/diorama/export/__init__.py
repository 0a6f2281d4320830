# SPDX-License-Identifier: Apache-2.0
"""Recordings and success images, written as data sets of other libraries."""

from diorama.export.recording import Episode, Recording
from diorama.export.success_images import SuccessImages

__all__ = ["Episode", "Recording", "SuccessImages"]
