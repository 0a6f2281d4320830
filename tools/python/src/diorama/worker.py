# SPDX-License-Identifier: Apache-2.0
"""A worker process of a vector environment.

It is run as a script of its own, without the package: ``worker.py LIBRARY DESCRIPTOR``. So a worker
starts in hundredths of a second, whatever the parent's modules are.
"""

import ctypes
import sys

if __name__ == "__main__":
    sys.exit(ctypes.CDLL(sys.argv[1]).diorama_worker_main(ctypes.c_int32(int(sys.argv[2]))))
