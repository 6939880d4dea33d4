"""Installs a program from the system's packages where it is missing."""

import os
import shutil
import subprocess


def ensure(program: str) -> None:
    """The package carries the program's name."""
    if shutil.which(program):
        return
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=True, env=quiet)
    subprocess.run(["apt-get", "install", "-y", "-qq", program], check=True, env=quiet)
