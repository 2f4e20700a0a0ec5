"""The page of results, written for a reader who was not there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from statistics import median

from benchmarks.apart import Run
from benchmarks.machine import describe
from benchmarks.pairs import Result

_HEADER = (
    "| 工作 | 对照 | 倍数(中位) | 最小..最大 | 目标 | | 本库 s | 对照 s | 本库 MB | 对照 MB |",
    "|---|---|---|---|---|---|---|---|---|---|",
)


def write_page(
    path: Path, results: Sequence[Result], *, sizes: Sequence[tuple[str, str]], notes: Sequence[str], taken: float
) -> None:
    """Write the results as Markdown."""
    lines = [
        "# 性能对照", "",
        "由 `make bench` 写出,请勿手改。每一行把本库和做同一件事的常用工具放在同一次运行里,轮流各跑几遍,",
        "逐对相除:倍数 = 本库 ÷ 对照,小于 1 表示本库更快。两边的答案先核对一致才计入",
        "(两行命令和 journal verify 没有可比的答案)。", "",
        f"运行于 {datetime.now().astimezone():%Y-%m-%d %H:%M},共 {taken / 60:.0f} 分钟。", "",
        *_HEADER, *(line_of(result) for result in results), "",
        "## 每一行计的是什么", "",
        *(f"- **{result.pairing.what}**({len(result.ours)} 对):{result.pairing.timed}" for result in results), "",
        *_misses(results),
        *([*notes, ""] if notes else []),
        "## 数据", "", *(f"- {label}:{value}" for label, value in sizes), "",
        "## 机器与版本", "", *(f"- {label}:{value}" for label, value in describe()), "",
    ]  # fmt: skip
    path.write_text("\n".join(lines), encoding="utf-8")


def line_of(result: Result) -> str:
    """A row of the table."""
    pairing = result.pairing
    spread = f"{min(result.ratios):.2f}..{max(result.ratios):.2f}"
    verdict = "达到" if result.is_met else "**未达到**"
    figures = [f"{_middle(side, 'seconds'):.2f}" for side in (result.ours, result.theirs)]
    figures += [f"{_middle(side, 'peak'):.0f}" for side in (result.ours, result.theirs)]
    cells = [pairing.what, pairing.peer, f"{result.ratio:.2f}", spread, _shown(pairing.target), verdict, *figures]
    return f"| {' | '.join(cells)} |"


def _misses(results: Sequence[Result]) -> list[str]:
    """Why a target was missed, for the rows that missed it."""
    told = [f"- **{result.pairing.what}**:{result.pairing.why}" for result in results if not result.is_met]
    return ["## 没有达到的,原因", "", *told, ""] if told else []


def _middle(runs: Sequence[Run], name: str) -> float:
    return float(median(getattr(run, name) for run in runs))


def _shown(target: float | None) -> str:
    return "" if target is None else f"≤ {target:.1f}"
