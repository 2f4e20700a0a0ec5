"""Writes drawn pages into files: one file, or one for each record in a folder; whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from unicodedata import normalize

import attrs

from unionwork.declare.forms import Form
from unionwork.declare.kinds import Kind
from unionwork.documents.marks import read_mark
from unionwork.documents.paper import Paper
from unionwork.documents.writers import FORMATS, write_paper
from unionwork.errors import RefusedError, StoreError, UsageError
from unionwork.store.files import write_whole
from unionwork.work.exporting import UNSAFE
from unionwork.work.reports.drawing import choose_numbers, draw
from unionwork.work.reports.finding import find_form
from unionwork.work.session import Session

_TO_FULL_WIDTH: Final = 0xFEE0


def write_report(
    session: Session, key: str, target: str | Path, *, format: str | None = None, org: str | None = None,
    period: str | None = None, numbers: Sequence[str] = (), where: Sequence[str] = (),
    against: str | Path | None = None, reveal: bool = False, dry_run: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Draw a form and write it; see `Paperwork.write_report`.

    What lists records of a register is an export: it needs that right, and is logged.

    Raises:
        RefusedError: a file is there that is no report of this form, or one that somebody changed since.
        StoreError: there is no such folder, or it cannot be written.
    """
    form, path = find_form(session, key), Path(target)
    kinds = _kinds_of(session, form)
    for kind in kinds:
        session.allow("export", kind)
    asked: dict[str, Any] = {"org": org, "period": period, "where": where, "against": against, "reveal": reveal}
    if str(target).endswith(("/", "\\")) or path.is_dir():
        written = _sheets(session, form, path, _format_of(None, format or "docx"), numbers, asked)
    else:
        paper = draw(session, key, numbers=numbers, carried=True, **asked)
        written = {path: paper}
    bodies = {file: write_paper(paper, _format_of(file, format)) for file, paper in written.items()}
    if not (path if path.is_dir() else path.parent).is_dir():
        raise StoreError(f"文件夹「{path.parent}」不存在;请先建好文件夹,或换一个位置")
    for file in bodies:
        _refuse_others(file, next(iter(written.values())).form)
    if not dry_run:
        if kinds:
            # Noted before it can be read, as every export is.
            said = " ".join(["report", form.key, *(["--reveal"] if reveal else []), str(target)])
            session.log_access(said, sum(map(_pages, written.values())))
        for file, body in bodies.items():
            session.check_stopped()
            write_whole(file, body)
    return _answer(written)


def _kinds_of(session: Session, form: Form) -> list[Kind]:
    """The kinds whose records a form writes out."""
    listed = [section.listing.of.key for section in form.sections if section.listing is not None]
    keys = dict.fromkeys([*([form.of.key] if form.of is not None else []), *listed])
    return [session.kind(key) for key in keys]


def _sheets(
    session: Session, form: Form, folder: Path, suffix: str, numbers: Sequence[str], asked: Mapping[str, Any]
) -> dict[Path, Paper]:
    """A page for each record, by the file that it goes into."""
    if form.of is None:
        raise UsageError(f"报表「{form.label}」只有一页,不能写进文件夹;请写出文件名,如 {folder / form.label}.docx")
    chosen = choose_numbers(session, form, asked["org"], numbers, asked["where"])
    if not chosen:
        raise UsageError(f"没有一条{form.of.label}要出「{form.label}」;请检查组织和筛选条件,或写明记录编号")
    names = _file_names(chosen)
    return {
        folder / f"{form.label}-{names[number]}.{suffix}": draw(
            session, form.key, numbers=[number], carried=True, **{**asked, "where": ()}
        )
        for number in chosen
    }


def _file_names(numbers: Sequence[str]) -> dict[str, str]:
    """Number to what a file's name says of it, no two alike, not even where capitals and small letters are the same.

    What no file's name may hold is written full-width, so that numbers that differ stay apart from run to run.
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for number in dict.fromkeys(numbers):
        base = name = UNSAFE.sub(lambda found: chr(ord(found[0]) + _TO_FULL_WIDTH), number)
        further = 1
        while (seen := normalize("NFC", name).casefold()) in taken:
            further += 1
            name = f"{base}-{further}"
        taken.add(seen)
        names[number] = name
    return names


def _format_of(file: Path | None, given: str | None) -> str:
    form = (given or (file.suffix.lstrip(".").lower() if file is not None else "")) or ""
    if form not in FORMATS:
        said = f"「{file.name}」看不出要写成什么" if file is not None and not form else f"报告不能写成「{form}」"
        raise UsageError(f"{said};可用的后缀:{'、'.join('.' + entry for entry in FORMATS)}")
    return form


def _refuse_others(file: Path, form: str) -> None:
    """Only an earlier report of the same form that nobody changed may be written over."""
    if not file.exists():
        return
    mark = read_mark(file) if file.is_file() else None
    if mark is None or mark.form != form:
        raise RefusedError(f"「{file}」已经存在,而且不是这张报表写出的,不会覆盖;请换一个文件名")
    if not mark.sealed:
        raise RefusedError(
            f"「{file}」没有封记(较早的版本写出的),看不出写出以后有没有人改过,不会覆盖;请换一个文件名,或先把它移走"
        )
    if mark.touched:
        raise RefusedError(f"「{file}」写出以后有人改过,不会覆盖;请换一个文件名,或先把它另存")


def _pages(paper: Paper) -> int:
    return 1 + sum(type(block).__name__ == "Break" for block in paper.blocks)


def _answer(written: Mapping[Path, Paper]) -> dict[str, Any]:
    papers = list(written.values())
    first = papers[0]
    facts = attrs.asdict(first, recurse=False)
    kept = ("form", "label", "org", "period", "on", "as_of", "head", "head_on", "digest")
    return {
        **{name: facts[name] for name in kept},
        "files": [str(file) for file in written],
        "numbers": sum(len(paper.addresses) for paper in papers),
        "pages": sum(map(_pages, papers)),
        "omitted": list(dict.fromkeys(line for paper in papers for line in paper.omitted)),
        "disagreements": [line for paper in papers for line in paper.disagreements],
    }
