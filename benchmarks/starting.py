"""Commands as whole processes, from the shell's point of view."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from time import perf_counter

from benchmarks.apart import Run


def run_command(folder: Path, *words: str) -> Run:
    """Run a command that is installed in a folder; its peak is that of the process."""
    command = [str(folder / words[0]), *words[1:]]
    started = perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        said = process.stdout.read()
        peak = _peak(process)
    seconds = perf_counter() - started
    if process.returncode or not said:
        raise RuntimeError(f"{' '.join(words)} ended with {process.returncode} after {len(said)} bytes")
    return Run(seconds=seconds, answer=sha256(said).hexdigest()[:16], peak=peak)


def _peak(process: subprocess.Popen[bytes]) -> float:
    """Wait for a process; its highest memory in MB, 0 where the system does not tell."""
    if not hasattr(os, "wait4"):
        process.wait()
        return 0.0
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_maxrss / (1_000_000 if sys.platform == "darwin" else 1_000)
