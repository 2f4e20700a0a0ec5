"""The demonstration: a made-up county, from its rolls to figures, duties and a report to sign."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from unionwork.documents.writers import write_paper
from unionwork.errors import RefusedError
from unionwork.sample import demo_rolls
from unionwork.workspace import Workspace

_LINES = {"aid.hardship_line": "280", "aid.extreme_line": "245", "relief.visit_months": "1"}
_TARGETS = {"finding.closed_rate": "90", "finding.overdue": "5"}
_MADE_UP = "演示用数值,不是任何地区的标准"
_FORM = "work_summary"
_FORMATS = ("docx", "html", "json")
_FIGURES = (
    "aid.hardship_workers", "aid.extreme_workers", "aid.hardship_share", "petition.received", "petition.late",
    "aid.applications", "aid.applications_passed", "aid.paid_amount", "fund.received_amount", "relief.households",
    "relief.visits_owed", "inspection.count", "finding.count", "finding.closed", "finding.overdue",
    "finding.closed_rate",
)  # fmt: skip


def demo(folder: str | Path, say: Callable[[str], object] = str, *, region: str = "cn") -> dict[str, Any]:
    """Make a sample county in a folder: write its rolls, import them, assess, measure, list what is due.

    The values of the lines and the targets are made up and say so in their source. Ends with the work
    summary of the half-year, as .docx, .html and .json.

    Returns:
        `folder`, `workspace`, `on` (its business day), `period`, `rolls`, `imports`, `outcomes`, `figures`, `due`,
        `reports` (the files), `breaks`.

    Raises:
        RefusedError: the folder holds a demonstration already.
    """
    place = Path(folder)
    book = place / "红星县.db"
    if book.exists():
        raise RefusedError(f"「{book}」已经存在;请换一个文件夹,或先删除它")
    place.mkdir(parents=True, exist_ok=True)
    say(f"1 在 {place} 写出红星县(虚构)的九张花名册")
    truth = demo_rolls(place)
    on = truth.on
    paths = [truth.sheets[key].path for key in truth.sheets]
    say("2 新建工作区,登记职工数、农村人口,演示用的三项参数和两个目标")
    Workspace.create(book, region=region, name="红星县总工会", on=on).close()
    with Workspace.open(book, on=on, surface="demo") as workspace:
        workspace.org_change("ROOT", {"workers": str(truth.workers), "rural_population": str(truth.rural_population)})
        for key, value in _LINES.items():
            workspace.set_param(key, value, from_on=date(on.year, 1, 1), source=_MADE_UP)
        for key, value in _TARGETS.items():
            workspace.set_target(key, value, from_on=date(on.year, 1, 1), source=_MADE_UP)
        say("3 导入花名册")
        imports = [_imported(workspace, path, say) for path in _ordered(paths)]
        say("4 按参数评定困难等级,由操作员接受建议")
        outcomes = workspace.assess_all("aid.grade", accept=True)["outcomes"]
        say(f"    特困 {outcomes['extreme']},困难 {outcomes['hardship']},不符合 {outcomes['none']}")
        say(f"5 测算 {on.year} 年的指标")
        figures = workspace.measure(_FIGURES, period=str(on.year))
        for row in figures:
            say(f"    {row['label']}:{_shown(row['value'])} {row['unit']}")
        due = workspace.due(within_days=30)
        say(f"6 三十天内到期和已逾期的事项 {len(due)} 件,最早的是:")
        for row in due[:3]:
            say(f"    {row['due']} {row['label']} {row['number']} {row['responsible'] or ''}")
        period = f"{on.year}H{1 if on.month <= 6 else 2}"
        reports = _reports(workspace, place, period)
        say(f"7 写出 {period} 的工作总结:{'、'.join(path.name for path in reports)};每个数都有出处")
        breaks = workspace.verify()["breaks"]
    say(f"先看 {reports[0]}(Word 或 WPS 打开,末尾是每个数的出处),或在浏览器里看 {reports[1]}")
    say("接下来可以:")
    say(f"    unionwork -w {book} report check {reports[-1]} --on {on}")
    say(f"    unionwork -w {book} indicator measure finding.closed_rate --period {on.year} --children --on {on}")
    say(f"    unionwork -w {book} assess aid.grade 档案编号 --on {on}")
    say(f"    unionwork -w {book} due --on {on}")
    return {
        "folder": str(place), "workspace": str(book), "on": on.isoformat(), "period": period,
        "rolls": [str(path) for path in paths],
        "imports": [{"roll": entry["roll"], "added": entry["added"], "refused": entry["refused"]} for entry in imports],
        "outcomes": outcomes, "figures": len(figures), "due": len(due),
        "reports": [str(path) for path in reports], "breaks": breaks,
    }  # fmt: skip


def _imported(workspace: Workspace, path: Path, say: Callable[[str], object]) -> dict[str, Any]:
    """The report of the import of a roll, of which a line is said."""
    report = workspace.import_files([path], create_orgs=True)[0]
    say(f"    {path.name}:新增 {report['added']} 行,拒绝 {report['refused']} 行,未变 {report['unchanged']} 行")
    return report


def _ordered(paths: Sequence[Path]) -> list[Path]:
    """What others point to comes first: inspections before findings, households before visits."""
    late = ("隐患", "走访")
    return sorted(paths, key=lambda path: (any(word in path.name for word in late), path.name))


def _shown(value: int | Decimal | None) -> str:
    return "无数据" if value is None else f"{value:,}"


def _reports(workspace: Workspace, place: Path, period: str) -> list[Path]:
    """The work summary, drawn once and written in each format."""
    paper = workspace.paper(_FORM, period=period)
    paths = [place / f"{paper.label}-{period}.{form}" for form in _FORMATS]
    for path, form in zip(paths, _FORMATS, strict=True):
        path.write_bytes(write_paper(paper, form))
    return paths
