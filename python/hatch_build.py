"""Puts the jar that Maven built into the wheel, and names the wheel by the platform of the library in it."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

#: The library's platform in the jar, and the wheel's tag. OpenBLAS of Bytedeco asks for glibc 2.35.
TAGS = {
    "linux-x86_64": "manylinux_2_35_x86_64",
    "linux-arm64": "manylinux_2_35_aarch64",
    "macosx-arm64": "macosx_11_0_arm64",
    "windows-x86_64": "win_amd64",
}


class JarHook(BuildHookInterface):  # type: ignore[misc]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        jar = Path(self.root) / "target" / "rectify-python.jar"
        if not jar.is_file():
            raise FileNotFoundError(
                "target/rectify-python.jar is not there: this is the source, of which a wheel is made in a checkout of Rectify"
                " by ./mvnw -pl python -am -DskipTests package, or install a wheel"
            )
        with zipfile.ZipFile(jar) as content:
            names = content.namelist()
        found = [tag for platform, tag in TAGS.items() if any(f"/openblas/{platform}/" in name for name in names)]
        if len(found) != 1:
            raise ValueError(f"{jar} holds libraries of {len(found)} platforms and should hold those of one")
        build_data["tag"] = f"py3-none-{found[0]}"
        build_data["pure_python"] = False
        build_data["force_include"][str(jar)] = "rectify_labels/rectify.jar"
        for name in ("LICENSE", "NOTICE"):
            build_data["force_include"][str(Path(self.root).parent / name)] = f"rectify_labels/{name}"
