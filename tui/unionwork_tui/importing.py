"""What is said about an import: what was recognised, how many rows, how far it is, what is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from time import monotonic
from typing import Any, Final

from unionwork_tui.grid import BAD, Cell, Line
from unionwork_tui.words import say

Facts = Mapping[str, Any]
_MOST: Final = 5_000
_BAR: Final = 24
_COUNTS: Final = (
    ("added", ("新增", "added")), ("changed", ("更新", "changed")), ("unchanged", ("未变", "unchanged")),
    ("refused", ("拒绝", "refused")), ("warnings", ("提醒", "warnings")),
)  # fmt: skip


class Progress:
    """How far an import is; told from its thread, shown from the program's own."""

    def __init__(self) -> None:
        self._since = monotonic()
        self._done, self._total = 0, 0

    def take(self, name: str, done: int, total: int) -> None:
        """So many rows of so many are done."""
        del name
        # One assignment each: the other thread sees old or new numbers, both are true.
        self._done, self._total = done, total

    def text(self, now: float) -> str:
        """A bar, the rows a second, and how long it still takes."""
        seconds = max(now - self._since, 0.001)
        if not self._total:
            return say(f"读取中 {seconds:.0f} 秒", f"reading, {seconds:.0f} s")
        share = min(self._done / self._total, 1.0)
        speed = self._done / seconds
        bar = f"[{'#' * int(share * _BAR):<{_BAR}}] {share:4.0%}"
        left = (self._total - self._done) / speed if speed and share < 1 else 0.0
        rest = (
            say(f"还要约 {left:.0f} 秒", f"about {left:.0f} s left") if left >= 0.5 else say("就要好了", "nearly done")
        )
        return say(f"{bar}  {speed:,.0f} 行/秒  {rest}", f"{bar}  {speed:,.0f} rows/s  {rest}")


def heading_text(seen: Facts | None, reports: Sequence[Facts], path: Path) -> str:
    """What a file was recognised as, a line for each sheet."""
    if seen is None:
        return str(path)
    rows = {report["sheet"]: report["rows"] for report in reports}
    lines = []
    for sheet in seen["sheets"]:
        told = f"{sheet['matched']}/{len(sheet['columns'])}"
        count = f"{rows[sheet['sheet']]:,}" if sheet["sheet"] in rows else "…"
        lines.append(
            say(f"{sheet['sheet']} → {sheet['label']}（认出 {told} 列）  共 {count} 行",
                f"{sheet['sheet']} → {sheet['label']} ({told} columns known)  {count} rows")
        )  # fmt: skip
    return "\n".join(lines)


def counts_text(reports: Sequence[Facts]) -> str:
    """How many rows of each sort."""
    return "   ".join(f"{say(*words)} {sum(report[key] for report in reports):,}" for key, words in _COUNTS)


def missing_orgs(reports: Sequence[Facts]) -> int:
    """How many rows name an organisation that is not there."""
    rows = {
        (report["sheet"], problem["row"])
        for report in reports
        for problem in report["problems"]
        if problem["reason"].startswith("没有组织")
    }
    return len(rows)


def problem_lines(problems: Sequence[Facts]) -> list[Line]:
    """The problems as rows of a table, each under its place in the list."""
    words: dict[str, Cell] = {"error": (say("拒绝", "bad"), BAD), "warning": say("提醒", "warn")}
    return [
        Line(str(place), {
            "level": words.get(problem["level"], ""), "row": str(problem["row"]), "column": problem["column"],
            "value": str(problem["value"]), "reason": reason_text(problem),
        })
        for place, problem in enumerate(problems[:_MOST])
    ]  # fmt: skip


def reason_text(problem: Facts) -> str:
    """What is wrong; the library names the command line's switch, here a key does it."""
    return str(problem["reason"]).replace("或加 --create-orgs 一并建立", "或按 F4 一并建立")


def remedy_text(problem: Facts) -> str:
    """What is wrong, and for a row that is refused what becomes of it."""
    if problem["level"] != "error":
        return reason_text(problem)
    left = say(
        "该行未导入；改正后再次导入同一文件即可", "the row is not imported; correct it and import the file again"
    )
    return f"{reason_text(problem)} → {left}"


def details_text(seen: Facts | None, reports: Sequence[Facts]) -> str:
    """Columns that nothing declares, notes, and what was left off."""
    lines = []
    unknown = [column for report in reports for column in report["unknown_columns"]]
    if unknown:
        listed = say("、", ", ").join(dict.fromkeys(unknown))
        lines.append(say(f"没有认出的列（原样保留）：{listed}", f"unknown columns, kept as they are: {listed}"))
    notes = [*(seen["notes"] if seen else ()), *(note for report in reports for note in report["notes"])]
    lines += dict.fromkeys(notes)
    count = sum(len(report["problems"]) for report in reports)
    if count > _MOST:
        lines.append(
            say(f"问题 {count:,} 条，只列前 {_MOST:,} 条；F7 另存全部", f"the first {_MOST:,} of {count:,} problems")
        )
    return "\n".join(lines)


def matching_text(seen: Facts) -> str:
    """Which column fills what."""
    lines = []
    for sheet in seen["sheets"]:
        lines.append(say(f"{sheet['sheet']} → {sheet['label']}，表头在第 {sheet['header_row']} 行",
                         f"{sheet['sheet']} → {sheet['label']}, header in row {sheet['header_row']}"))  # fmt: skip
        for column in sheet["columns"]:
            what = column["label"] or say("没有认出，原样保留", "unknown, kept as it is")
            lines.append(f"  {column['header']} → {what}")
        lines.append("")
    return "\n".join(lines).rstrip()


def problems_path(path: Path) -> Path:
    """Where the problems of a file are written: beside it, under a name that is free."""
    stem = f"{path.stem}-{say('问题', 'problems')}"
    places = [path.with_name(f"{stem}{number or ''}.xlsx") for number in range(1_000)]
    return next((place for place in places if not place.exists()), places[0])
