"""A sample workspace for the screens: made once a run, copied for every test; settings of nobody."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from filelock import FileLock

from unionwork import demo


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up county, made once for all workers of the run."""
    shared = tmp_path_factory.getbasetemp()
    if shared.name.startswith("popen-"):
        shared = shared.parent
    folder = shared / "county"
    with FileLock(shared / "county.lock"):
        if not (folder / "红星县.db").exists():
            demo(folder)
    return folder


@pytest.fixture
def sample(sample_folder: Path, tmp_path: Path) -> Path:
    """A copy of the sample workspace that a test may change."""
    for path in sample_folder.glob("红星县.db*"):
        shutil.copy(path, tmp_path / path.name)
    return tmp_path / "红星县.db"


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for settings, drafts and reports."""
    folder = tmp_path / "state"
    monkeypatch.setenv("UNIONWORK_STATE", str(folder))
    monkeypatch.setenv("UNIONWORK_CONFIG", str(tmp_path / "config"))
    return folder
