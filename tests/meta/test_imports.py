"""What may be loaded, and when: starting stays quick because heavy libraries wait."""

from __future__ import annotations

import json

import pytest

from tests.meta.repository import CODE_ROOTS, PACKS, ROOT, run_python, shown

FRONT_END_LIBRARIES = {"click", "textual", "rich"}
HEAVY_LIBRARIES = {
    "alembic",
    "babel",
    "docx",
    "duckdb",
    "openpyxl",
    "psycopg",
    "pypinyin",
    "python_calamine",
    "sqlalchemy",
    "sqlite3",
    "tablib",
}
PACK_PACKAGES = {f"unionwork_{folder.name.replace('-', '_')}" for folder in PACKS}


def loaded_after(code: str, *arguments: str) -> set[str]:
    """The names of all modules loaded after running code in an interpreter of its own."""
    probe = f"""
import sys
try:
{"".join(f"    {line}" + chr(10) for line in code.splitlines())}
except SystemExit as end:
    assert not end.code, end.code
import json
print()
print(json.dumps(sorted(sys.modules)))
"""
    done = run_python(probe, *arguments)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_probe_sees_a_library_that_is_loaded() -> None:
    assert "sqlalchemy" in loaded_after("import sqlalchemy")


def test_importing_the_library_loads_no_front_end_and_no_heavy_library() -> None:
    assert loaded_after("import unionwork") & (FRONT_END_LIBRARIES | HEAVY_LIBRARIES) == set()


def test_help_loads_no_heavy_library_no_area_no_store_and_no_region() -> None:
    loaded = loaded_after("from unionwork_cli.main import main\nsys.argv[0] = 'unionwork'\nmain()", "--help")
    assert "unionwork_cli.main" in loaded
    forbidden = HEAVY_LIBRARIES | PACK_PACKAGES | {"textual", "unionwork.areas", "unionwork.store", "unionwork.work"}
    assert loaded & forbidden == set()


def module_names() -> list[str]:
    """Every module of the three packages, named as it is imported."""
    found = []
    for root in CODE_ROOTS:
        for path in sorted((ROOT / root).rglob("*.py")):
            parts = path.relative_to(ROOT / root).with_suffix("").parts
            found.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return [name for name in found if not name.endswith("__main__")]


@pytest.mark.slow
def test_every_module_can_be_the_first_to_be_imported() -> None:
    """A circle of imports shows only from some starting points, so each module is tried as one."""
    probe = """
import importlib, sys
before = set(sys.modules)
failed = []
for name in sys.argv[1:]:
    for loaded in [m for m in sys.modules if m.partition(".")[0].startswith("unionwork")]:
        del sys.modules[loaded]
    try:
        importlib.import_module(name)
    except Exception as error:
        failed.append(f"{name}: {type(error).__name__}: {error}")
print("\\n".join(failed))
"""
    done = run_python(probe, *module_names())
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n") == ["", ""]


@pytest.mark.parametrize("root", CODE_ROOTS)
def test_nothing_but_packages_lies_in_a_code_root(root: str) -> None:
    strays = [
        shown(path)
        for path in (ROOT / root).iterdir()
        if path.name != "__pycache__" and not (path / "__init__.py").exists()
    ]
    assert strays == []
