"""A standalone Spark cluster of one master and two workers on this machine, for the time of a test run."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

HOST = "127.0.0.1"
WORKERS = 2
_PATIENCE = 120


@contextmanager
def standing(folder: Path) -> Iterator[str]:
    """The address of a cluster; its processes are ended afterwards, whatever happened.

    Raises:
        RuntimeError: it did not come up; the message ends with what the process said last.
    """
    port = _free_port()
    address = f"spark://{HOST}:{port}"
    with ExitStack() as ending:
        master = folder / "master.log"
        words = ("master.Master", "--host", HOST, "--port", str(port), "--webui-port", str(_free_port()))
        process = ending.enter_context(_process(folder, master, *words))
        _wait(process, master, "New state: ALIVE")
        for place in range(WORKERS):
            log = folder / f"worker{place}.log"
            words = ("worker.Worker", "--host", HOST, "--cores", "1", "--memory", "1g")
            words += ("--work-dir", str(folder / f"work{place}"), "--webui-port", str(_free_port()), address)
            process = ending.enter_context(_process(folder, log, *words))
            _wait(process, log, "Successfully registered with master")
        yield address


def workers_seen(log: Path) -> int:
    """How many workers the master took in."""
    return log.read_text(encoding="utf8", errors="replace").count("Registering worker")


@contextmanager
def _process(folder: Path, log: Path, name: str, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    from pyspark.find_spark_home import _find_spark_home

    home = Path(_find_spark_home())
    environment = {**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": HOST, "SPARK_LOCAL_DIRS": str(folder),
                   "SPARK_NO_DAEMONIZE": "1", "SPARK_DAEMON_MEMORY": "512m"}  # fmt: skip
    with log.open("wb") as said:
        command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{name}", *words]
        process = subprocess.Popen(command, env=environment, stdout=said, stderr=subprocess.STDOUT)
        try:
            yield process
        finally:
            # The script has become the Java process itself, so this ends the one that was started.
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(20)


def _wait(process: subprocess.Popen[bytes], log: Path, sign: str) -> None:
    """Until a process says that it is ready."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        text = log.read_text(encoding="utf8", errors="replace")
        if sign in text:
            return
        if process.poll() is not None:
            break
        time.sleep(0.2)
    raise RuntimeError(f"{log.name}: {log.read_text(encoding='utf8', errors='replace')[-400:]}")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        return int(taken.getsockname()[1])
