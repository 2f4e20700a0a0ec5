"""The layer contracts hold, and they speak about all the code there is."""

from __future__ import annotations

import configparser
import subprocess
import sys

from tests.meta.repository import CODE_ROOTS, PACKS, ROOT


def test_every_import_keeps_the_layer_contracts() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    done = subprocess.run(
        [*command, "--config", ".importlinter", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_contracts_cover_every_package() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / ".importlinter", encoding="utf-8")
    covered = set(config["importlinter"]["root_packages"].split())
    packages = {path.name for root in CODE_ROOTS for path in (ROOT / root).iterdir() if (path / "__init__.py").exists()}
    packages |= {f"unionwork_{folder.name.replace('-', '_')}" for folder in PACKS}
    assert packages - covered == set()
