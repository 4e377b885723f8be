"""Have a replication package read by the validators of its formats (`make validators`).

Frictionless is a package for development. The validator of RO-Crate (roc-validator 0.13) asks for an older version of
another one and reads the context of RO-Crate from its address, so it is run where it is installed beside: a program
`rocrate-validator` on the path.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path


def main() -> int:
    """Validate the package and return 1 when a validator refuses it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package", type=Path)
    package = parser.parse_args().package.resolve()
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(package) as archive:
            archive.extractall(folder)
        os.chdir(folder)
        return max(validate_tables(), validate_crate(Path(folder)))


def validate_tables() -> int:
    """Print what Frictionless says of each table."""
    import frictionless

    report = frictionless.validate("datapackage.json")
    for error in report.errors:  # of the description itself; then no table is read
        print(error.message)
    for task in report.tasks:
        for error in task.errors:
            print(f"{task.name}: {error.message}")
    print(f"Frictionless {frictionless.__version__}: {report.stats['tasks']} tables, {report.stats['errors']} errors")
    return int(not report.valid)


def validate_crate(folder: Path) -> int:
    """Print what the validator of RO-Crate says; where it is not installed, that."""
    program = shutil.which("rocrate-validator")
    if program is None:
        print("rocrate-validator (package roc-validator) is not installed; the crate was not validated.")
        return 0
    words = [program, "--no-interactive", "validate", "--profile-identifier", "ro-crate-1.1", str(folder)]
    return subprocess.run(words, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
