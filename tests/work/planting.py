"""Planted private data: records whose private fields hold texts that occur nowhere else, and who may see which.

What is allowed is written down here once more, by hand: a test that asked the permission table would believe it.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

import attrs
from sqlalchemy import select

from tests.work.county import an_id
from unionwork.declare.fields import Field, Private, Shape
from unionwork.declare.kinds import Kind
from unionwork.documents.paper import Paper
from unionwork.documents.writers import write_paper
from unionwork.errors import UnionworkError
from unionwork.workspace import Workspace

ID = an_id(90_007)
PHONE, ACCOUNT, DIAGNOSIS, ADDRESS = "13987650123", "6222029876501234567", "尘肺三期确诊", "槐树巷十七号院"
SCHOOL = "杏花坡实验小学三班"
INCOME_FEN, BIRTH = 734_567, 19630719
TEXTS: Mapping[Private, tuple[str, ...]] = {
    Private.ID_NUMBER: (ID,),
    Private.PHONE: (PHONE,),
    Private.HEALTH: (DIAGNOSIS,),
    Private.ACCOUNT: (ACCOUNT,),
    Private.ADDRESS: (ADDRESS,),
    Private.MINOR: (SCHOOL,),
    # With its distance from a line of 280 yuan a head.
    Private.INCOME: ("7345.67", "734567", "7065.67"),
    # In a workbook a day is a number.
    Private.BIRTH: ("1963-07-19", "19630719", ">23211<"),
}
EVERYTHING = frozenset(TEXTS)
_OPEN_TO_RECORDERS = EVERYTHING - {Private.HEALTH, Private.INCOME, Private.ACCOUNT}
# What an operator with private.read may be shown, and what files that he exports may carry out of here.
SHOWN: Mapping[str, frozenset[Private]] = {
    "recorder": _OPEN_TO_RECORDERS,
    "caseworker": EVERYTHING,
    "approver": EVERYTHING,
    "inspector": _OPEN_TO_RECORDERS - {Private.MINOR},
    "auditor": EVERYTHING,
    "administrator": EVERYTHING,
}
CARRIED_OUT: Mapping[str, frozenset[Private]] = {
    "recorder": frozenset(),
    "caseworker": EVERYTHING,
    "approver": frozenset(),
    "inspector": frozenset(),
    "auditor": EVERYTHING,
    "administrator": EVERYTHING,
}
# What an inspector may see at all; the other roles see every kind.
INSPECTED = frozenset({"finding", "inspection", "unit", "organisation", "attachment", "act"})


@attrs.frozen(kw_only=True)
class Planted:
    """What was planted.

    Attributes:
        numbers: kind to the number of the record that holds the texts.
        attachment: number of a file whose name held the ID number.
    """

    numbers: Mapping[str, str]
    attachment: str


def allowed(role: str, rights: Iterable[str], *, file: bool = False) -> frozenset[Private]:
    """The classes that an operator may be shown, or that a file he exports may hold."""
    if "private.read" not in rights or (file and "export" not in rights):
        return frozenset()
    return CARRIED_OUT[role] if file else SHOWN[role]


def reads(role: str, kind: str) -> bool:
    """Whether a role may see records of a kind at all."""
    return role != "inspector" or kind in INSPECTED


def found_in(*answers: Any) -> set[Private]:
    """The classes of which a planted text stands in any of these answers, errors or texts."""
    text = "\n".join(_text(answer) for answer in answers)
    return {private for private, texts in TEXTS.items() if any(planted in text for planted in texts)}


def file_text(path: Path) -> str:
    """All that a written file says; a workbook is opened."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as parts:
            # A writer may put any sign down as a reference.
            return unescape("\n".join(parts.read(name).decode("utf8", "replace") for name in parts.namelist()))
    return path.read_bytes().decode("utf8", "replace")


def plant(workspace: Workspace, org: str | None = None, mark: str = "") -> Planted:
    """A record of every kind with all its private fields filled, its other texts ending in a mark.

    The workspace must belong to an operator with all rights.
    """
    session = workspace.session
    ids: dict[str, int] = {}
    numbers: dict[str, str] = {}
    with session.writing("plant") as change:
        from unionwork.work.organising import Organisations

        owner = Organisations.seen(session, change.connection).find(org)
        waiting = [kind for _, kind in sorted(session.catalogue.kinds.items()) if not kind.system]
        while waiting:
            kind = next(kind for kind in waiting if all(field.to in ids or not _leads(field) for field in kind.fields))
            waiting.remove(kind)
            row = change.add(kind, [{"org": owner, "number": None, **_filled(kind, ids, mark)}])[0]
            ids[kind.key], numbers[kind.key] = row["id"], row["number"]
    folder = Path(str(workspace.session.engine.url.database)).parent
    paper = (folder if folder.is_dir() else Path.cwd()) / f"{ID}.txt"
    paper.write_text(f"{DIAGNOSIS}{mark}", encoding="utf8")
    held = workspace.attach("aid_file", numbers["aid_file"], paper, note=f"附件{mark}")
    paper.unlink()
    workspace.accept("aid.grade", numbers["aid_file"], outcome="none", reason=f"按章程{mark}")
    return Planted(numbers=numbers, attachment=held["number"])


def _leads(field: Field) -> bool:
    return field.shape is Shape.REF and field.to != "organisation"


def _filled(kind: Kind, ids: Mapping[str, int], mark: str) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for field in kind.stored_fields:
        if field.private is not None:
            row[field.column] = _private(field)
        elif _leads(field):
            row[field.column] = ids[field.to]
        elif field.shape is Shape.TEXT:
            row[field.column] = f"{field.label}{mark}"
        elif field.shape is Shape.DAY and field.required:
            row[field.column] = 20240105
        elif field.shape is Shape.MONTH and field.required:
            row[field.column] = 202401
        elif field.required:
            row[field.column] = "-" if field.shape.is_stored_as_text else 1
    if kind.has("family_size"):
        row["family_size"] = 1
    return row


def _private(field: Field) -> Any:
    if field.shape is Shape.DAY:
        return BIRTH
    if field.shape.is_number:
        return INCOME_FEN
    return {
        Private.ID_NUMBER: ID, Private.PHONE: PHONE, Private.HEALTH: DIAGNOSIS, Private.ACCOUNT: ACCOUNT,
        Private.ADDRESS: ADDRESS, Private.MINOR: SCHOOL,
    }[field.private or Private.ID_NUMBER]  # fmt: skip


def _text(answer: Any) -> str:
    if isinstance(answer, str | UnionworkError):
        return str(answer)
    return json.dumps(answer, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    return str(value) if isinstance(value, Decimal) else repr(value)


Reading = Callable[[Workspace, Planted, Path], Iterable[Any]]


def _each(*methods: Callable[[Workspace, str, str], Any]) -> Reading:
    """A reading of every planted record."""

    def read(workspace: Workspace, planted: Planted, _: Path) -> Iterable[Any]:
        for kind, number in planted.numbers.items():
            for method in methods:
                yield attempt(lambda method=method, kind=kind, number=number: method(workspace, kind, number))

    return read


def _once(*methods: Callable[[Workspace], Any]) -> Reading:
    def read(workspace: Workspace, _: Planted, __: Path) -> Iterable[Any]:
        for method in methods:
            yield attempt(lambda method=method: method(workspace))

    return read


def attempt(ask: Callable[[], Any]) -> Any:
    """An answer, or the error that came instead."""
    try:
        answer = ask()
        return list(answer) if hasattr(answer, "__next__") else answer
    except UnionworkError as error:
        return error


def _facets(workspace: Workspace, planted: Planted, _: Path) -> Iterable[Any]:
    for kind in planted.numbers:
        for field in workspace.session.kind(kind).fields:
            yield attempt(lambda kind=kind, name=field.key: workspace.facets(kind, name))
        yield attempt(lambda kind=kind: workspace.facets(kind, "org"))


def _sorted(workspace: Workspace, planted: Planted, _: Path) -> Iterable[Any]:
    for kind in planted.numbers:
        for field in workspace.session.kind(kind).fields:
            if field.private is not None:
                yield attempt(lambda kind=kind, name=field.key: workspace.list(kind, sort=name))
                yield attempt(lambda kind=kind, name=field.key: workspace.page(kind, sort=name))


def _measured(workspace: Workspace, planted: Planted, _: Path) -> Iterable[Any]:
    """One indicator of each kind by every field that may be private or free text, and its records."""
    words = {word.of.key: word for _, word in sorted(workspace.session.catalogue.indicators.items())}
    for kind, word in words.items():
        for field in workspace.session.kind(kind).fields:
            if field.private is not None or (field.shape is Shape.TEXT and field.key in ("name", "person", "employer")):
                ask = lambda key=word.key, name=field.key: workspace.measure([key], by=[name], all_orgs=True)  # noqa: E731
                yield attempt(ask)
        yield attempt(lambda key=word.key: workspace.measure([key], children=True))
        yield attempt(lambda key=word.key: workspace.course([key], ["2023", "2024"]))
        yield attempt(lambda key=word.key: workspace.behind(key))
        yield attempt(lambda key=word.key: workspace.behind(key, which="rest"))


def _attachments(workspace: Workspace, planted: Planted, folder: Path) -> Iterable[Any]:
    yield attempt(workspace.attachments)
    yield attempt(lambda: workspace.attachments("aid_file", planted.numbers["aid_file"]))


def _rules(workspace: Workspace, planted: Planted, _: Path) -> Iterable[Any]:
    yield attempt(lambda: workspace.assess("aid.grade", planted.numbers["aid_file"]))
    yield attempt(lambda: workspace.assess_all("aid.grade"))
    yield attempt(lambda: workspace.what_if("aid.grade", {"aid.hardship_line": "7345.67"}))


def _evidence(workspace: Workspace, planted: Planted, folder: Path) -> Iterable[Any]:
    """All files of the folders of evidence, with their names."""
    for kind in ("aid_file", "household", "finding"):
        place = folder / f"evidence-{uuid4().hex}"
        yield attempt(lambda kind=kind, place=place: workspace.evidence(kind, planted.numbers[kind], place))
        yield [f"{path.name} {file_text(path)}" for path in place.rglob("*") if path.is_file()]


def _papers(workspace: Workspace, planted: Planted, folder: Path) -> Iterable[Any]:
    """Every form as a page in every format, one written and checked again, and a book of figures."""
    for form in workspace.forms():
        key, of = form["form"], form["of"]
        asked = {"numbers": [planted.numbers[of]]} if of else {"period": "2024"}
        yield attempt(lambda key=key: workspace.form(key))
        drawn = attempt(lambda key=key, asked=asked: workspace.paper(key, **asked))
        yield drawn if isinstance(drawn, UnionworkError) else drawn.plain()
        for suffix in ("docx", "html", "md", "xlsx") if isinstance(drawn, Paper) else ():
            path = folder / f"paper-{uuid4().hex}.{suffix}"
            body = attempt(lambda drawn=drawn, suffix=suffix: write_paper(drawn, suffix))
            if isinstance(body, UnionworkError):
                yield body
            else:
                path.write_bytes(body)
                yield file_text(path)
    letter = folder / f"letter-{uuid4().hex}.json"
    asked = {"numbers": [planted.numbers["aid_file"]]}
    yield attempt(lambda: workspace.write_report("aid.grade_reasons", letter, **asked))
    yield [file_text(letter), attempt(lambda: workspace.recheck(letter))] if letter.exists() else ""
    yield attempt(workspace.facts)
    book = folder / f"figures-{uuid4().hex}.xlsx"
    yield attempt(lambda: workspace.write_figures(book, ["aid.files"], periods=["2024"], by=["income"]))
    yield attempt(lambda: workspace.write_figures(book, ["aid.files"], periods=["2024"]))
    yield file_text(book) if book.exists() else ""


def _params(workspace: Workspace, planted: Planted, _: Path) -> Iterable[Any]:
    yield attempt(workspace.params)
    yield attempt(workspace.targets)
    yield attempt(workspace.figures)


def _first_head(workspace: Workspace) -> str:
    """The oldest head: a report that was printed then may be in anybody's hands."""
    batch = workspace.session.tables.batch
    with workspace.session.reading() as connection:
        return bytes(connection.execute(select(batch.c.hash).order_by(batch.c.position).limit(1)).scalar_one()).hex()


# Every way of the office to read; a test sees to it that a new one is entered here.
READINGS: Mapping[str, Reading] = {
    "list": _each(lambda w, kind, _: w.list(kind, limit=None)),
    "show": _each(lambda w, kind, number: w.show(kind, number)),
    "history": _each(lambda w, kind, number: w.history(kind, number)),
    "acts": _each(lambda w, kind, number: w.acts(kind, number)),
    "steps": _each(lambda w, kind, number: w.steps(kind, number)),
    "related": _each(lambda w, kind, number: w.related(kind, number)),
    "page": _each(lambda w, kind, _: w.page(kind)),
    "count": _each(lambda w, kind, _: w.count(kind)),
    "describe": _each(lambda w, kind, _: w.describe(kind)),
    "facets": _facets,
    "sort": _sorted,
    "kinds": _once(lambda w: w.kinds()),
    "system registers": _once(
        *(
            lambda w, key=key: w.list(key, limit=None)
            for key in ("organisation", "operator", "decision", "act", "attachment", "figure", "placement", "target")
        )
    ),
    "org_tree": _once(lambda w: w.org_tree()),
    "attachments": _attachments,
    "evidence": _evidence,
    "papers": _papers,
    "assess": _rules,
    "params": _params,
    "measure": _measured,
    "indicators": _once(lambda w: w.indicators(), lambda w: w.indicator("aid.files")),
    "due": _once(lambda w: w.due(), lambda w: w.due(mine=True), lambda w: w.due_counts()),
    "check": _once(lambda w: w.check(), lambda w: w.check_counts(), lambda w: w.checks()),
    "journal": _once(lambda w: w.journal(None), lambda w: w.access_log(None), lambda w: w.verify()),
    "changes_since": _once(lambda w: w.changes_since("0" * 16), lambda w: w.changes_since(_first_head(w))),
    "operators": _once(lambda w: w.operators()),
}
# What reads, by the name of the method; the rest of the office writes, or tells only of what is declared.
READING_METHODS = frozenset(
    {
        "list", "show", "history", "acts", "steps", "related", "page", "count", "describe", "facets", "kinds",
        "org_tree", "attachments", "assess", "assess_all", "what_if", "params", "targets", "figures", "measure",
        "course", "behind", "indicators", "indicator", "due", "due_counts", "check", "check_counts", "checks",
        "journal",
        "access_log", "verify", "operators", "records", "get", "export", "export_attachments", "save_attachment",
        "backup", "regions", "region", "plugins", "template", "rolls", "recognise", "changes_since", "evidence",
        "snapshot", "forms", "form", "facts", "paper", "write_report", "recheck", "write_figures",
    }
)  # fmt: skip
WRITING_METHODS = frozenset(
    {
        "accept", "add", "attach", "change", "do", "import_files", "merge", "operator_add", "operator_change",
        "operator_grant", "operator_revoke", "operator_void", "org_add", "org_change", "org_merge", "org_move", "save",
        "set_param", "set_target", "undo_import", "void", "void_attachment", "withdraw", "stop", "resume",
    }
)  # fmt: skip
