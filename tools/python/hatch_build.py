# SPDX-License-Identifier: Apache-2.0
"""Puts the Swift library, the scenes and the assets into the wheel.

The library has the Swift runtime in it, and the C libraries that it needs lie beside it, so the
wheel runs on a machine that has neither. What draws, OSMesa or EGL, is the machine's own.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PRODUCT = "DioramaBinding"
# what every Linux with Python has; all else that the library needs goes into the wheel, with
# Debian's copyright file: their licences (BSD, libpng, MIT, Unicode, public domain) allow it, and
# equal bits need an equal ODE
SYSTEM = r"(linux-vdso|ld-linux.*|libc|libm|libdl|librt|libpthread|libgcc_s|libstdc\+\+|libz)\.so.*"


class LibraryHook(BuildHookInterface):
    """Builds the library before the wheel is packed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Adds the library's files to ``build_data``; an editable install uses the checkout's."""
        if version == "editable":
            return
        home = Path(self.root).resolve().parents[1]
        if not (home / "Package.swift").exists():
            raise SystemExit(
                f"'{home}' holds no Package.swift; install from a checkout of Diorama: "
                "pip install ./tools/python"
            )
        library = self.build(home)
        files = {library: f"diorama/lib/{library.name}"}
        for name in ("scenes", "assets"):
            files[home / name] = f"diorama/lib/share/diorama/{name}"
        for name, path in self.needed(library).items():
            package = self.package(path)
            notice = Path(f"/usr/share/doc/{package}/copyright")
            if not notice.exists():
                raise SystemExit(f"'{notice}' is missing; {name} must not go without it")
            files[path] = f"diorama/lib/{name}"
            files[notice] = f"diorama/lib/licenses/{package}.txt"
        build_data["force_include"].update({str(k): v for k, v in files.items()})
        build_data["pure_python"] = False
        platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        build_data["tag"] = f"py3-none-{platform}"

    def build(self, home: Path) -> Path:
        """Returns the library, built in release with the Swift runtime inside."""
        if shutil.which("swift") is None:
            raise SystemExit(
                "'swift' was not found; install a Swift 6.2 toolchain or newer "
                "(https://www.swift.org/install), or a wheel that was built with one"
            )
        # a folder of its own: builds with and without the runtime would replace each other
        command = ["swift", "build", "--package-path", str(home), "--scratch-path"]
        command += [str(home / ".build" / "wheel"), "-c", "release", "--static-swift-stdlib"]
        # for a library the package manager itself forgets the static runtime when it links
        command += ["-Xswiftc", "-static-stdlib", "-Xlinker", "-s"]
        # an old-style search path also holds for the libraries of the libraries
        command += ["-Xlinker", "--disable-new-dtags", "--product", PRODUCT]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode:
            raise SystemExit(f"the Swift library was not built:\n{result.stdout}{result.stderr}")
        found = subprocess.run(
            [*command[:-2], "--show-bin-path"], capture_output=True, text=True, check=True
        )
        return Path(found.stdout.strip()) / f"lib{PRODUCT}.so"

    def needed(self, library: Path) -> dict[str, Path]:
        """Returns the files of the C libraries that go into the wheel, by the names they go by."""
        listing = subprocess.run(
            ["ldd", library], capture_output=True, text=True, check=True
        ).stdout
        if "/swift/" in listing:
            raise SystemExit(f"the Swift runtime is not inside '{library}':\n{listing}")
        found = dict(re.findall(r"(\S+) => (\S+)", listing))
        return {
            name: Path(path).resolve()
            for name, path in found.items()
            if not re.fullmatch(SYSTEM, name)
        }

    def package(self, path: Path) -> str:
        """Returns the Debian package that a file is of."""
        command = ["dpkg-query", "-S", f"*/{path.name}"]
        found = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        if not found:
            raise SystemExit(f"'{path}' is of no Debian package; its licence must go with it")
        return found.split(":")[0]
