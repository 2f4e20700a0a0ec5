"""Runs the comparisons and writes RESULTS.md: `make bench`, or `python -m benchmarks.run --scale 0.1`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import attrs

from benchmarks.apart import build_apart, run_apart
from benchmarks.page import line_of, write_page
from benchmarks.pairs import Pairing, Result, run_pairs
from benchmarks.server import serving
from benchmarks.sizes import Sizes
from benchmarks.starting import run_command

ROWS = ("help", "read", "cube", "postgres", "columnar", "assess", "import", "search", "opening")
_PAGE = Path(__file__).with_name("RESULTS.md")
_FILES, _ROLL = 1_000_000, 100_000
# A county is copied to PostgreSQL row by row with its journal, so a smaller one goes there.
_SERVED = 0.1
# Fifty members.
_FEW = 0.00005


@attrs.frozen(kw_only=True)
class Bench:
    """What a run is asked to do.

    Attributes:
        folder: where workspaces and rolls are made.
        scale: 1 for the sizes of the plan.
        times: counted pairs of a row.
        commands: where the commands lie: an environment without the libraries of the other rows, which
            some commands would load because they are there.
    """

    folder: Path
    scale: float
    times: int
    commands: Path

    def made(self, name: str, build: str, size: Any) -> str:
        """A workspace of that name, made where there is none yet."""
        place = self.folder / name
        if not place.exists():
            started = perf_counter()
            build_apart(build, place, size)
            print(f"    {name}: {perf_counter() - started:.0f} s, {_size(place) / 1e6:.0f} MB", flush=True)
        return str(place)

    def county(self, share: float = 1.0) -> str:
        """The county, or one of a part of its size."""
        return self.made(f"county-{share:g}.db", "county:build_county", Sizes().scaled(self.scale * share))

    def files(self) -> str:
        """The workspace of hardship files."""
        return self.made("files.db", "county:build_files", round(_FILES * self.scale))

    def snapshot(self, name: str, place: str) -> str:
        """A snapshot of a workspace, taken where there is none yet."""
        return self.made(name, "columnar:take", place)

    def pairs(self, pairing: Pairing, ours: tuple[str, ...], theirs: tuple[str, ...], *, warm: bool = True) -> Result:
        """A row whose sides are functions, each run in a process of its own."""
        return run_pairs(pairing, partial(run_apart, *ours), partial(run_apart, *theirs), times=self.times, warm=warm)

    def starts(self, pairing: Pairing, ours: tuple[str, ...], theirs: tuple[str, ...]) -> Result:
        """A row whose sides are commands; they are short, so more pairs are run."""
        sides = (partial(run_command, self.commands, *words) for words in (ours, theirs))
        return run_pairs(pairing, *sides, times=max(9, self.times * 3))


def help_rows(bench: Bench) -> Iterator[Result]:
    """The first page of help."""
    pairing = Pairing(
        what="`unionwork --help`", peer="`sqlite-utils --help`", target=0.5, answers=False,
        timed="整个进程,从启动到退出;文件已在缓存里",
        why="时间几乎全是解释器启动和载入 click,帮助本身不载入声明和数据库;倍数贴着目标,随机器忙闲上下",
    )  # fmt: skip
    yield bench.starts(pairing, ("unionwork", "--help"), ("sqlite-utils", "--help"))


def read_rows(bench: Bench) -> Iterator[Result]:
    """A command that reads a register."""
    place = bench.county()
    pairing = Pairing(
        what="`finding list --limit 20`", peer="`datasette --help`", target=1.0, answers=False,
        timed="整个进程:打开工作区,读出第一页和总数,打印;文件已在缓存里",
        why="时间主要是载入 SQLAlchemy、装配声明和各地区包;读出记录本身只占一小部分。"
        "下一步:只装配工作区用到的地区包,并缓存装配的结果",
    )  # fmt: skip
    ours = ("unionwork", "-w", place, "finding", "list", "--limit", "20")
    yield bench.starts(pairing, ours, ("datasette", "--help"))


def cube_rows(bench: Bench) -> Iterator[Result]:
    """Nine figures, every organisation, twelve quarters, on SQLite."""

    place = bench.county()
    pairing = Pairing(
        what="立方体:9 个指标 × 全部组织 × 12 个季度,SQLite", peer="pandas `read_sql` + groupby", target=0.7,
        timed="从发出第一条查询到全部格子的值;工作区(连接)已打开,两边读同一个文件,含按身份证号去重",
    )  # fmt: skip
    yield bench.pairs(pairing, ("cube:measure_here", place), ("cube_pandas:measure_there", place))


def postgres_rows(bench: Bench) -> Iterator[Result]:
    """The same on PostgreSQL."""

    pairing = Pairing(
        what=f"同一立方体,PostgreSQL(数据的 {_SERVED:.0%})", peer="Ibis,同一服务器", target=1.1,
        timed="从发出第一条查询到全部格子的值;连接已打开,表已 ANALYZE",
    )  # fmt: skip
    with serving(bench.folder / "server", bench.county(_SERVED)) as address:
        yield bench.pairs(pairing, ("cube:measure_here", address), ("cube_ibis:measure_by_ibis", address))


def columnar_rows(bench: Bench) -> Iterator[Result]:
    """The cube and the assessment over Parquet files."""

    folder = bench.snapshot("county-snapshot", bench.county())
    pairing = Pairing(
        what="同一立方体,DuckDB 读 Parquet 快照", peer="手写的 Polars 读同样的 Parquet", target=4.0,
        timed="从发出第一条查询到全部格子的值;快照已打开,摘要已核对;两边读同样的文件,含按身份证号去重",
    )  # fmt: skip
    yield bench.pairs(pairing, ("columnar:measure_by_duckdb", folder), ("cube_polars:measure_by_polars", folder))
    place = bench.files()
    folder = bench.snapshot("files-snapshot", place)
    pairing = Pairing(
        what="评定每一份档案,只计各结果的份数,DuckDB 读 Parquet 快照", peer="OpenFisca 的 calculate", target=1.0,
        timed="本库从 Parquet 读起,含按组织解析参数;对照的各列已在内存的数组里,模拟已建好,只计 calculate",
        why="三十万份的剖析:对照约 10 毫秒,从内存里的数组算起,不读文件,也不挑在册的;"
        "本库读 Parquet、挑在册的、比较、分组共约 15 毫秒,"
        "解析两个参数(各是一条沿组织树的查询)和检查语句约 30 毫秒,后一部分不随份数增长",
    )  # fmt: skip
    yield bench.pairs(pairing, ("columnar:count_by_duckdb", folder), ("fisca:calculate_there", place))


def assess_rows(bench: Bench) -> Iterator[Result]:
    """A rule over every hardship file."""

    place = bench.files()
    pairing = Pairing(
        what="评定每一份档案,逐条读出结果,理由随行,SQLite", peer="OpenFisca 建立 + calculate", target=1.2,
        timed="本库逐条读出,每行带着各项条件的结果和两边,用到才展开;对照从同一张表读两列,建立模拟,"
        "算出结果和各项条件的数组",
        why="对照在内存里对整列做向量运算,结果留在数组里;本库从数据库逐行取出编号、结果和各项条件的两边,"
        "每行要造出 Python 的元组。下一步:列式引擎(DuckDB)执行同一条语句",
    )  # fmt: skip
    yield bench.pairs(pairing, ("assessing:stream_here", place), ("fisca:count_there", place))
    pairing = attrs.evolve(
        pairing,
        what="评定每一份档案,逐条展开全部理由",
        timed="同上,并把每条记录的每项条件都展开成对象;对照的理由仍是数组",
    )
    yield bench.pairs(pairing, ("assessing:assess_here", place), ("fisca:assess_there", place))
    pairing = attrs.evolve(
        pairing,
        what="评定每一份档案,只计各结果的份数",
        timed="同上,只问各结果有多少份",
        why="SQLite 要读过每条记录的整行(收入、人口、起止日期分散在三十列里);为此另设索引会拖慢导入",
    )
    yield bench.pairs(pairing, ("assessing:count_here", place), ("fisca:count_there", place))


def import_rows(bench: Bench) -> Iterator[Result]:
    """A roll end to end; and the walk over its journal against the import before it."""

    build_apart("importing:write_roll", bench.folder / "roll", _rows_of_roll(bench.scale))
    roll = str(next((bench.folder / "roll").glob("*.xlsx")))
    ours, theirs = (str(bench.folder / name) for name in ("import-ours.db", "import-theirs.db"))
    pairing = Pairing(
        what="导入 xlsx 花名册(含日志)", peer="tablib(openpyxl)+ python-stdnum + Core", target=0.3,
        timed="从打开 xlsx 到提交;本库含校验、组织、查重、日志,对照只校验身份证号、换算日期金额、一次插入",
        why="五万行的剖析:逐格读取和校验约三分之一,写入记录、日志和名字索引约四分之一,读 xlsx 约一成,"
        "其余是查重、找组织和清点。下一步:按列批量读格,全新的一块不逐行起草",
    )  # fmt: skip
    # An import starts from an empty place each time, so there is nothing to warm but the disk.
    sides = ("importing:import_here", roll, ours), ("importing:import_there", roll, theirs)
    yield bench.pairs(pairing, *sides, warm=False)
    pairing = Pairing(
        what="`journal verify`", peer="导入同样的行", target=0.5, answers=False,
        timed="逐批、逐条、逐记录核对;对照是刚才同一次导入",
    )  # fmt: skip
    yield bench.pairs(pairing, ("importing:verify_here", ours), ("importing:import_here", roll, ours), warm=False)


def search_rows(bench: Bench) -> Iterator[Result]:
    """Names by two signs."""

    place = bench.county()
    pairing = Pairing(
        what="按两个字查会员姓名,第一页和总数", peer="LIKE", target=0.1,
        timed="五次查询:两字名、姓加名、没有人叫的名;工作区(连接)已打开,各先查过一次",
    )  # fmt: skip
    yield bench.pairs(pairing, ("searching:search_here", place), ("searching:search_there", place))


def opening_rows(bench: Bench) -> Iterator[Result]:
    """The terminal interface on a large register and on a small one."""

    members = Sizes().scaled(bench.scale).members
    pairing = Pairing(
        what=f"终端界面打开有 {members:,} 名会员的台账", peer="打开有 50 名的", target=1.5, answers=False,
        timed="从启动界面(无屏幕)到会员台账的第一批行出现,含打开工作区;两边是同一个程序,数据不同",
    )  # fmt: skip
    few = bench.made("county-few.db", "county:build_county", Sizes().scaled(_FEW))
    yield bench.pairs(pairing, ("opening:open_members", bench.county()), ("opening:open_members", few))


_RUN = {
    "help": help_rows, "read": read_rows, "cube": cube_rows, "postgres": postgres_rows, "columnar": columnar_rows,
    "assess": assess_rows, "import": import_rows, "search": search_rows,
    "opening": opening_rows,
}  # fmt: skip


def main() -> None:
    """Run the rows that are asked for; only a whole run rewrites the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="1 for a million members; 0.01 for a quick look")
    parser.add_argument("--times", type=int, default=3, help="counted pairs of a row")
    parser.add_argument("--rows", nargs="*", choices=ROWS, default=list(ROWS), help="which rows; else all")
    parser.add_argument("--commands", type=Path, default=Path(sys.executable).parent, help="where the commands lie")
    parser.add_argument("--page", type=Path, default=_PAGE, help="where the results go")
    asked = parser.parse_args()
    started = perf_counter()
    results: list[Result] = []
    notes: list[str] = []
    with tempfile.TemporaryDirectory(prefix="unionwork-bench-") as folder:
        bench = Bench(folder=Path(folder), scale=asked.scale, times=asked.times, commands=asked.commands)
        for name in asked.rows:
            print(f"==> {name}", flush=True)
            try:
                for result in _RUN[name](bench):
                    results.append(result)
                    print("   ", line_of(result), flush=True)
            except Exception as error:  # one row that breaks must not lose the others, and is told on the page
                notes.append(f"- **{name}** 没有跑成:{type(error).__name__}")
                print(f"    {name}: {type(error).__name__}: {error}", flush=True)
    if asked.rows == list(ROWS) or asked.page != _PAGE:
        write_page(asked.page, results, sizes=_sizes(asked.scale), notes=notes, taken=perf_counter() - started)
        print(f"==> {asked.page}")
    missed = [result.pairing.what for result in results if not result.is_met]
    print(f"==> {len(results)} rows, {len(missed)} missed, {len(notes)} broken")
    raise SystemExit(1 if notes else 0)


def _sizes(scale: float) -> list[tuple[str, str]]:
    labels = {
        "organisations": "组织(五级)", "members": "会员", "households": "农户", "visits": "走访",
        "applications": "帮扶申请", "payments": "发放", "inspections": "检查", "findings": "隐患",
    }  # fmt: skip
    held = attrs.asdict(Sizes().scaled(scale))
    made = [(labels[key], f"{count:,}") for key, count in held.items()]
    return [*made, ("评定的档案", f"{round(_FILES * scale):,}"), ("导入的行", f"{_rows_of_roll(scale):,}")]


def _size(place: Path) -> int:
    return sum(file.stat().st_size for file in place.iterdir()) if place.is_dir() else place.stat().st_size


def _rows_of_roll(scale: float) -> int:
    return max(20, round(_ROLL * scale))


if __name__ == "__main__":
    main()
