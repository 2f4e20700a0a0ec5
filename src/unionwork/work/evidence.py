"""Evidence: a folder with all that belongs to a record, its timeline, attachments and digests."""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import attrs
from sqlalchemy import Connection, select

from unionwork.core.permissions import permissions
from unionwork.declare.kinds import Kind
from unionwork.errors import NotPermittedError, RefusedError, StoreError
from unionwork.exchange.checksums import digest_of_file, write_checksums
from unionwork.store.journal import head_of
from unionwork.work.attaching import read_content, require_content
from unionwork.work.belonging import Belonging, gather
from unionwork.work.exporting import UNSAFE
from unionwork.work.organising import Organisations
from unionwork.work.papers import Papers, cell
from unionwork.work.session import Session, find_row
from unionwork.work.timeline import Entry, read_entries, write_timeline

_HEADERS = ("序号", "文件", "内容", "种类", "编号", "与本件的关系", "日志", "版本", "留底摘要", "文件摘要")
_RECORDS, _ATTACHMENTS = "记录", "附件"


@attrs.frozen(kw_only=True)
class Paper:
    """One file of the folder.

    Attributes:
        file: its place in the folder.
        what: what it is, in words.
        why: how it belongs to the record.
        entry: the journal's last entry of its record; None for what is about all of them.
    """

    file: str
    what: str
    kind: str = ""
    number: str = ""
    why: str = ""
    entry: Entry | None = None


def write_evidence(session: Session, key: str, number: str, folder: Path, *, reveal: bool = False) -> dict[str, Any]:
    """Write a folder of evidence for one record; it is there whole or not at all.

    Private values are hidden, and what attachments hold is left out, unless `reveal`. The export is logged.

    Returns:
        `folder`, `kind`, `number`, `records`, `attachments` (how many were copied), `files` (named in the list of
        digests), `head`, `digest` (of the
        list of digests: note it down), `hidden` (whether private values are hidden), `left_out` (labels of kinds
        that the operator may not carry out) and `not_copied` (numbers of attachments that are only listed).

    Raises:
        NotPermittedError: without the right `export`, a role that may not write JSON, or to reveal without
            `private.read`.
        RefusedError: the folder holds something already, or too much belongs to the record.
        StoreError: an attachment's content is gone or was changed, or the folder cannot be written.
    """
    kind = session.kind(key)
    session.allow("export", kind)
    if not session.worker.may.may_write("json", kind):
        roles = [name for name, role in permissions().roles.items() if role.may_write("json", kind)]
        raise session.refusal("export", f"给{kind.label}做证据夹", roles)
    if reveal:
        session.require("private.read", f"在证据夹里写出{kind.label}的个人信息")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RefusedError(f"「{folder}」里已有文件,证据夹不会混进去;请换一个新的文件夹")
    if not folder.parent.is_dir():
        raise StoreError(f"文件夹「{folder.parent}」不存在;请先建好文件夹")
    try:
        made = Path(mkdtemp(prefix=".evidence-", dir=folder.parent))
        try:
            with session.reading() as connection:
                answer = _Folder(session, connection, made, reveal=reveal).write(kind, number)
            # Nothing leaves that is not in the log.
            what = f"evidence {key} {number}{' --reveal' if reveal else ''} {folder} sha256:{answer['digest']}"
            session.log_access(what, answer["records"])
            if folder.exists():
                folder.rmdir()
            made.replace(folder)
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise
    except OSError as error:
        if isinstance(error, StoreError):
            raise
        raise StoreError(f"写不了证据夹「{folder}」({error.strerror});请检查文件夹权限和磁盘空间") from None
    return {"folder": str(folder), "kind": key, "number": number, **answer}


class _Folder:
    """The folder while it is being written."""

    def __init__(self, session: Session, connection: Connection, folder: Path, *, reveal: bool) -> None:
        self.session, self.connection, self.folder, self.reveal = session, connection, folder, reveal
        organisations = Organisations.seen(session, connection)
        self.shown = Papers(session=session, connection=connection, organisations=organisations, reveal=reveal)
        self.papers: list[Paper] = []
        self.not_copied: list[str] = []

    def write(self, kind: Kind, number: str) -> dict[str, Any]:
        """Write all files; what the answer says of them."""
        row = find_row(self.connection, self.session, kind, number)
        found = gather(self.connection, self.session, kind, row)
        self.shown.learn(found.reasons)
        entries = read_entries(self.shown, found.reasons)
        last = {(entry.kind, entry.record): entry for entry in entries}
        for key in (kind.key, *(other for other in found.reasons if other != kind.key)):
            self._write_records(self.session.kind(key), found, last)
        copied = self._write_attachments(found, last)
        self._put("时间线.md", "".join(write_timeline(self.shown, entries, self._names())))
        self.papers.append(Paper(file="时间线.md", what=f"时间线,{len(entries)} 条"))
        position, head = head_of(self.connection, self.session.tables)
        self._put("目录.md", self._contents(kind, number, found, position, head))
        self.papers.append(Paper(file="目录.md", what="目录"))
        self._write_index()
        digest = write_checksums(self.folder)
        return {
            "records": found.count, "attachments": copied, "files": len(self.papers) + 1, "head": head,
            "digest": digest, "hidden": not self.reveal, "left_out": found.left_out, "not_copied": self.not_copied,
        }  # fmt: skip

    def _write_records(self, kind: Kind, found: Belonging, last: dict[tuple[str, int], Entry]) -> None:
        reasons = found.reasons[kind.key]
        for record, told in self.shown.read(kind, reasons):
            self.session.check_stopped()
            entry, why = last.get((kind.key, record)), reasons[record]
            name = f"{_RECORDS}/{_safe(kind.label)}-{_safe(told['number'])}"
            if (self.folder / f"{name}.md").exists():
                # Two numbers may look alike once they are names of files.
                name += f"-{record}"
            facts = {
                "kind": kind.key, "label": kind.label, "why": why, "record": told,
                "journal": None if entry is None else _address(entry),
            }  # fmt: skip
            where = entry.address if entry else "日志里没有来历"
            self._put(f"{name}.json", json.dumps(facts, ensure_ascii=False, indent=2, default=str) + "\n")
            self._put(f"{name}.md", self.shown.page(kind, told, why, where))
            void = "(已作废)" if told.get("void") else ""
            for suffix in ("md", "json"):
                self.papers.append(
                    Paper(
                        file=f"{name}.{suffix}",
                        what=f"{kind.label}{void}",
                        kind=kind.key,
                        number=told["number"],
                        why=why,
                        entry=entry,
                    )
                )

    def _write_attachments(self, found: Belonging, last: dict[tuple[str, int], Entry]) -> int:
        """Copy the contents, where all that they may show may be carried out."""
        table, copied = self.session.tables["attachment"], 0
        for record, why in sorted(found.reasons.get("attachment", {}).items()):
            self.session.check_stopped()
            row = dict(self.connection.execute(select(table).where(table.c.id == record)).mappings().one())
            if not self._may_copy(self.session.kind(row["kind"])):
                self.not_copied.append(row["number"])
                continue
            file = f"{_ATTACHMENTS}/{_safe(row['number'])}-{_safe(row['full_name'] or row['name'])}"
            path = self.folder / file
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(read_content(self.connection, self.session, row))
            copied += 1
            entry = last.get(("attachment", record))
            self.papers.append(
                Paper(file=file, what="附件原件", kind="attachment", number=row["number"], why=why, entry=entry)
            )
        return copied

    def _may_copy(self, kind: Kind) -> bool:
        """What a file shows cannot be masked, so it goes out only where everything may."""
        if not self.reveal:
            return False
        with suppress(NotPermittedError):
            require_content(self.session, kind, "带出附件", carry_out=True)
            return True
        return False

    def _names(self) -> dict[str, str]:
        """The names of the operators that may be seen, by key."""
        operator = self.session.tables["operator"]
        query = select(operator.c.key, operator.c.name).where(*self.session.inside(operator.c.org))
        return {key: name for key, name in self.connection.execute(query) if name}

    def _contents(self, kind: Kind, number: str, found: Belonging, position: int, head: str) -> str:
        """The first page: what this is, who made it when, what is in it and what is not, how to check it."""
        session = self.session
        private = "按权限写出" if self.reveal else "已隐藏;自由填写的文字里,像证件号、账号、电话的长串数字也已遮盖"
        facts = (
            ("对象", f"{kind.label} {number}"), ("业务日期", session.on.isoformat()),
            ("制作时间", session.now().astimezone().isoformat(timespec="seconds")), ("制作人", session.worker.key),
            ("日志头", head), ("日志批次", str(position)), ("记录", f"{found.count} 条"), ("个人信息", private),
        )  # fmt: skip
        lines = [f"# 证据目录:{kind.label} {number}", "", "| 项目 | 内容 |", "|---|---|"]
        lines += [f"| {name} | {cell(value)} |" for name, value in facts]
        for key in dict.fromkeys(paper.kind for paper in self.papers if paper.kind):
            held = [paper for paper in self.papers if paper.kind == key and not paper.file.endswith(".json")]
            lines += [
                "",
                f"## {session.kind(key).label}",
                "",
                "| 编号 | 内容 | 与本件的关系 | 文件 |",
                "|---|---|---|---|",
            ]
            lines += [
                f"| {cell(paper.number)} | {paper.what} | {cell(paper.why)} | {cell(paper.file)} |" for paper in held
            ]
        lines += ["", "## 没有收进来的", ""]
        lines += [
            f"- 附件 {listed} 的原件:没有带出的权限,或没有写 --reveal;名称和摘要见记录" for listed in self.not_copied
        ]
        lines += [f"- {label}:操作员的角色不能导出" for label in found.left_out]
        if not self.not_copied and not found.left_out:
            lines.append("没有。")
        lines += ["", "## 核对", ""]
        lines.append("每份文件的来历和摘要在 index.csv,办理经过在时间线.md,编号相同的 .json 供程序读。")
        lines.append("`sha256sum -c sha256sums.txt` 或 `unionwork evidence verify 文件夹` 查有没有动过;")
        lines.append("日志头可以在台账上用 `unionwork journal verify --head` 核对。")
        return "\n".join(lines) + "\n"

    def _write_index(self) -> None:
        from unionwork.exchange.writing import write_table

        rows = [
            (
                place, paper.file, paper.what, paper.kind or None, paper.number or None, paper.why or None,
                *((paper.entry.address, paper.entry.version, paper.entry.digest) if paper.entry else (None,) * 3),
                digest_of_file(self.folder / paper.file),
            )
            for place, paper in enumerate(self.papers, start=1)
        ]  # fmt: skip
        write_table(self.folder / "index.csv", "csv", _HEADERS, rows)

    def _put(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        with path.open("x", encoding="utf8", newline="\n") as file:
            file.write(text)


def _address(entry: Entry) -> dict[str, Any]:
    return {
        "position": entry.position, "batch": entry.batch, "place": entry.place, "version": entry.version,
        "at": entry.at, "who": entry.who, "digest": entry.digest,
    }  # fmt: skip


def _safe(text: str) -> str:
    """A text as a part of a file's name."""
    return UNSAFE.sub("_", " ".join(text.split())) or "_"
