"""Spark, on a cluster of one master and two workers, finds what SQLite, DuckDB and plain Python find: `make spark`."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.oracle.declared import CATALOGUE, RULE
from tests.oracle.drawing import DAYS, days, worlds
from tests.oracle.figures import Figures
from tests.oracle.world import World
from tests.spark.cluster import WORKERS, standing, workers_seen
from tests.store.opening import Store, make_store
from tests.store.test_figures import Asked, breakdowns, plain, windows_of
from unionwork import Snapshot
from unionwork.declare.checking import check_word
from unionwork.sample import demo_rolls
from unionwork.store.assessments import Assessor
from unionwork.store.columnar import open_duckdb
from unionwork.store.columnar_files import Written, whole, write_tables
from unionwork.store.engines import reading
from unionwork.store.measures import Measurer
from unionwork.workspace import Workspace

pytest.importorskip("pyspark", reason="Spark has an environment of its own: make spark")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs a Java, and none is at hand"),
    # What pyspark warns of is its own affair.
    pytest.mark.filterwarnings("ignore"),
]
# Always the same cases: a machine that differs from another shows it on the same ones.
SEED = 20261122
FEW = settings(max_examples=12, database=None, suppress_health_check=list(HealthCheck), phases=(Phase.generate,))
_NEEDED = ("home", "call", "organisation", "placement", "decision", "attachment", "param_setting", "figure")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the cluster; the driver in this process stays with it to the end."""
    from pyspark.sql import SparkSession

    folder = tmp_path_factory.mktemp("cluster")
    with standing(folder) as address:
        builder = SparkSession.builder.master(address).appName("tests").config("spark.ui.enabled", "false")
        builder = builder.config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
        builder = builder.config("spark.executor.memory", "512m").config("spark.sql.ansi.enabled", "true")
        spark = builder.getOrCreate()
        assert workers_seen(folder / "master.log") == WORKERS
        yield address
        spark.stop()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = make_store(str(tmp_path_factory.mktemp("store") / "w.db"), CATALOGUE)
    yield made
    made.engine.dispose()


def engines_over(folder: Path, files: list[Written], cluster: str) -> dict[str, Any]:
    """Both columnar engines over the same files."""
    from unionwork.store.columnar_spark import open_spark

    return {"duckdb": open_duckdb(folder, files), "spark": open_spark(folder, files, cluster)}


def check_same(store: Store, world: World, folder: Path, cluster: str, ask: Any) -> None:
    """What is asked of SQLite has the same answer on both columnar engines."""
    with store.holding(world) as connection:
        wanted = ask(connection)
        tables = store.tables
        files = write_tables(
            connection, whole([*(tables[kind] for kind in _NEEDED), tables.path, tables.pack_parameter]), folder
        )
        for name, engine in engines_over(folder, files, cluster).items():
            with reading(engine) as made:
                assert ask(made) == wanted, f"{name} is not SQLite"
            engine.dispose()


@seed(SEED)
@FEW
@given(
    world=worlds(homes=6, calls=8), asked=breakdowns(), months=st.sampled_from([6, 12]), on=st.sampled_from(DAYS[3:])
)
def test_a_figure_on_the_cluster_is_what_the_records_say(
    store: Store,
    cluster: str,
    tmp_path_factory: pytest.TempPathFactory,
    world: World,
    asked: Asked,
    months: int,
    on: int,
) -> None:
    check_word(CATALOGUE, asked.word)
    windows = windows_of(months, on)

    def ask(connection: Any) -> Any:
        return plain(
            asked.word, Measurer(connection, CATALOGUE, store.tables).measure(asked.word, windows, None, asked.by)
        )

    check_same(store, world, tmp_path_factory.mktemp("files"), cluster, ask)
    with store.holding(world) as connection:
        found = ask(connection)
    for key, cell in Figures(world, asked.word).cells(windows, asked.by).items():
        assert found.get(key, cell if not cell[0] else None) == cell


@seed(SEED)
@settings(FEW, max_examples=4)
@given(world=worlds(homes=8, calls=0), on=days)
def test_a_rule_on_the_cluster_finds_the_same_with_the_same_reasons(
    store: Store, cluster: str, tmp_path_factory: pytest.TempPathFactory, world: World, on: int
) -> None:
    def ask(connection: Any) -> Any:
        assessor = Assessor(CATALOGUE, store.tables, RULE, on, connection=connection)
        found = [(entry.number, entry.outcome, entry.tests) for entry in assessor.records(connection)]
        return found, assessor.counts(connection)

    check_same(store, world, tmp_path_factory.mktemp("files"), cluster, ask)


def test_a_snapshot_on_the_cluster_answers_as_the_workspace(cluster: str, tmp_path: Path) -> None:
    from pyspark.sql import SparkSession

    truth = demo_rolls(tmp_path)
    keys = ["aid.hardship_share", "aid.files", "finding.closed_rate", "petition.late"]
    period = str(truth.on.year)
    with Workspace.create(tmp_path / "w.db", on=truth.on) as workspace:
        for key, value in {"aid.hardship_line": "280", "aid.extreme_line": "245"}.items():
            workspace.set_param(key, value, from_on=date(truth.on.year, 1, 1), source="文件")
        workspace.org_change("ROOT", {"workers": str(truth.workers)})
        names = ("困难职工档案", "监督检查记录", "隐患整改台账", "信访台账")
        workspace.import_files([tmp_path / f"{name}.xlsx" for name in names], create_orgs=True)
        assert workspace.assess_all("aid.grade", accept=True)["accepted"]
        workspace.snapshot(tmp_path / "快照", reveal=True)
        wanted = [
            workspace.measure(keys, period=period, children=True), workspace.measure(["aid.files"], by=["grade"]),
            workspace.assess_all("aid.grade"),
        ]  # fmt: skip
    with Snapshot.open(tmp_path / "快照", "spark", master=cluster) as held:
        assert held.measure(keys, period=period, children=True) == wanted[0]
        assert held.measure(["aid.files"], by=["grade"]) == wanted[1]
        assert held.assess_all("aid.grade") == wanted[2]
    spark = SparkSession.getActiveSession()
    assert spark is not None
    # The driver is counted too.
    assert spark.sparkContext._jsc.sc().getExecutorMemoryStatus().size() == WORKERS + 1
