"""The commands that every kind has: list, show, add, change, void, history."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from unionwork_cli.command import Command, Decorator, argument, as_of, dry_run, limit, option, organisation
from unionwork_cli.inputs import Setting, Whole, split_list
from unionwork_cli.language import Words, say
from unionwork_cli.record_view import RecordView, filled
from unionwork_cli.registers import KindGroup
from unionwork_cli.session import Session

if TYPE_CHECKING:
    from unionwork import Field, Kind

NUMBER: Words = ("编号", "NUMBER")
PAIR: Words = ("字段=值", "FIELD=VALUE")


class RecordCommand(Command):
    """A command of a kind: its page shows the kind's fields and speaks of its numbers."""

    def examples_for(self, ctx: click.Context) -> list[str]:
        """The examples with the kind's key, a number as it gives them, and values for the fields it needs."""
        group = group_of(ctx)
        fields = group.kind.stored_fields
        needed = [field for field in fields if field.required] or fields[:1]
        plain = next((field for field in fields if not field.to and not field.private), fields[0])
        facts = {
            "kind": group.kind.key,
            "number": number_of(group.kind),
            "other": number_of(group.kind, 2),
            "values": samples(group, needed),
            "value": samples(group, [plain]),
        }
        return [line.format(**facts) for line in self.examples]

    def more_help(self, ctx: click.Context) -> list[tuple[str, list[tuple[str, str]]]]:
        """The kind's fields, where the command takes them."""
        if self.name not in _TAKES_FIELDS:
            return []
        return [(say("字段：", "Fields:"), group_of(ctx).in_use(ctx).field_rows())]


_TAKES_FIELDS = ("list", "add", "change")


def record_command(
    name: str, words: Words, *examples: str, made: type[RecordCommand] = RecordCommand, notes: Sequence[Words] = ()
) -> Callable[[Callable[..., Any]], RecordCommand]:
    """Make a function that takes the session first a command that kinds share."""

    def make(function: Callable[..., Any]) -> RecordCommand:
        decorate = click.command(name, cls=made, words=words, examples=examples, notes=notes)
        return decorate(click.pass_obj(function))

    return make


def _reveal() -> Decorator:
    zh, en = "显示隐藏的内容；要有权限，并留下记录", "show what is hidden; needs the right and is logged"
    return option("--reveal", is_flag=True, zh=zh, en=en)


def _fields() -> Decorator:
    zh, en = "只要这些字段，逗号隔开", "only these fields, joined by commas"
    return option("--fields", multiple=True, value=("字段", "FIELDS"), zh=zh, en=en)


def settings() -> Decorator:
    """Add `--set`, for a value that could be read as something else."""
    zh, en = "同 字段=值", "the same as FIELD=VALUE"
    return option("--set", "settings", type=Setting(), multiple=True, complete="field", value=PAIR, zh=zh, en=en)


@record_command(
    "list", ("列出记录", "list the records"), "unionwork {kind} list --limit 10", "unionwork {kind} list --format csv"
)
@option("--where", multiple=True, complete="field", value=PAIR, zh="只要符合的；还可用 != < <= > >=，空值表示没有填",
        en="only those that match; != < <= > >= too, an empty value means unknown")  # fmt: skip
@option("--search", value=("词", "WORD"), zh="按名称和编号查找", en="search names and numbers")
@organisation("只看这个组织和它的下级", "only this organisation and those below it")
@limit(50)
@option("--after", value=NUMBER, zh="从这个编号之后接着看", en="go on after this number")
@option(
    "--sort", value=("字段", "FIELD"), zh="按字段排序，-字段 为从大到小", en="sort by a field, -FIELD for descending"
)
@_fields()
@_reveal()
@as_of()
def list_(
    session: Session, where: tuple[str, ...], search: str | None, org: str | None, limit: int, after: str | None,
    sort: str | None, fields: tuple[str, ...], reveal: bool, as_of: str | None,
) -> None:  # fmt: skip
    """List the records that are in force."""
    key = group_of().kind.key
    with session.workspace_as_of(as_of) as workspace:
        view = RecordView(workspace.describe(key))
        found = workspace.list(
            key, where=[view.condition(text) for text in where], search=search, org=org, limit=limit or None,
            after=after, sort=view.condition(sort) if sort else None, reveal=reveal,
        )  # fmt: skip
    rows = found["rows"]
    wanted = [view.key(name) for name in split_list(fields)]
    session.print_rows(
        [view.only(row, wanted) for row in rows],
        wanted or view.columns(rows, only_used=session.is_table),
        shown=view.shown(),
        empty=view.empty(filtered=bool(where or search or org or after)),
    )
    if len(rows) < found["total"] and not after:
        onward = (
            say(f"，或 --after {found['next']} 看下一页", f", --after {found['next']} goes on") if found["next"] else ""
        )
        session.tell(say(f"共 {found['total']} 条，显示 {len(rows)} 条；--limit 0 显示全部{onward}",
                         f"{len(rows)} of {found['total']} shown; --limit 0 shows all{onward}"))  # fmt: skip


@record_command("show", ("查看一条记录", "show a record"), "unionwork {kind} show {number}")
@argument("number", NUMBER, complete="number", zh="记录的编号", en="number of the record")
@_fields()
@_reveal()
@as_of()
def show(session: Session, number: str, fields: tuple[str, ...], reveal: bool, as_of: str | None) -> None:
    """Show one record."""
    with session.workspace_as_of(as_of) as workspace:
        view = RecordView(workspace.describe(group_of().kind.key))
        row = workspace.show(group_of().kind.key, number, reveal=reveal)
    shown = view.only(row, [view.key(name) for name in split_list(fields)])
    session.print_record(shown, filled(shown), view.shown())


@record_command("add", ("新增一条记录", "add a record"), "unionwork {kind} add {values} --dry-run")
@argument(
    "pairs",
    PAIR,
    complete="field",
    nargs=-1,
    type=Setting(),
    required=False,
    zh="字段和它的值",
    en="a field and its value",
)
@settings()
@organisation("归哪个组织，默认 ROOT", "the organisation that owns it, ROOT by default")
@dry_run()
def add(
    session: Session, pairs: tuple[tuple[str, str], ...], settings: tuple[tuple[str, str], ...], org: str | None,
    dry_run: bool,
) -> None:  # fmt: skip
    """Add a record; it is numbered unless number=... is given."""
    key = group_of().kind.key
    with session.workspace() as workspace:
        view = RecordView(workspace.describe(key))
        row = workspace.add(key, view.values((*pairs, *settings)), org=org, dry_run=dry_run)
    session.print_record(row, filled(row), view.shown())
    session.tell_dry_run(dry_run)


@record_command("change", ("修改一条记录", "change a record"), "unionwork {kind} change {number} {value} --dry-run")
@argument("number", NUMBER, complete="number", zh="记录的编号", en="number of the record")
@argument("pairs", PAIR, complete="field", nargs=-1, type=Setting(), required=False, zh="字段和它的新值；值为空则清空",
          en="a field and its new value; an empty one clears it")  # fmt: skip
@settings()
@option("--version", "version", type=Whole(1), value=("版本", "N"), zh="您读到的版本；已被别人改过就不改",
        en="the version that you read; a newer one is not overwritten")  # fmt: skip
@dry_run()
def change(
    session: Session, number: str, pairs: tuple[tuple[str, str], ...], settings: tuple[tuple[str, str], ...],
    version: int | None, dry_run: bool,
) -> None:  # fmt: skip
    """Change fields of a record."""
    key = group_of().kind.key
    with session.workspace() as workspace:
        view = RecordView(workspace.describe(key))
        row = workspace.change(key, number, view.values((*pairs, *settings)), version=version, dry_run=dry_run)
    session.print_record(row, filled(row), view.shown())
    session.tell_dry_run(dry_run)


@record_command(
    "void", ("作废一条记录；编号不再使用", "void a record; its number is never used again"),
    "unionwork {kind} void {number} --reason 重复登记 --dry-run",
)  # fmt: skip
@argument("number", NUMBER, complete="number", zh="记录的编号", en="number of the record")
@option("--reason", required=True, value=("理由", "TEXT"), zh="为什么作废", en="why")
@dry_run()
def void(session: Session, number: str, reason: str, dry_run: bool) -> None:
    """Take a record out of force; it stays readable."""
    key = group_of().kind.key
    with session.workspace() as workspace:
        view = RecordView(workspace.describe(key))
        row = workspace.void(key, number, reason, dry_run=dry_run)
    session.print_record(row, filled(row), view.shown())
    session.tell_dry_run(dry_run)


@record_command(
    "history", ("列出一条记录的每次改动", "list every version of a record"), "unionwork {kind} history {number}"
)
@argument("number", NUMBER, complete="number", zh="记录的编号", en="number of the record")
def history(session: Session, number: str) -> None:
    """List every version of a record."""
    with session.workspace() as workspace:
        rows = workspace.history(group_of().kind.key, number)
    columns = ("version", "act", "at", "business_on", "who", "surface", "what", "batch")
    session.print_rows(rows, columns, empty=("没有改动", "no changes"))


def group_of(ctx: click.Context | None = None) -> KindGroup:
    """The group of the kind whose command runs, or that of `ctx`."""
    parent = (ctx or click.get_current_context()).parent
    if parent is None or not isinstance(parent.command, KindGroup):
        raise RuntimeError("a command of a kind runs only below its kind")
    return parent.command


def number_of(kind: Kind, seq: int = 1) -> str:
    """A number as the kind gives them."""
    return kind.number.format(year=2024, seq=seq)


def samples(group: KindGroup, fields: Iterable[Field]) -> str:
    """FIELD=VALUE for fields, as an example."""
    return " ".join(f"{field.key}={_sample(group, field)}" for field in fields)


def _sample(group: KindGroup, field: Field) -> str:
    if field.to:
        return number_of(group.catalogue.kinds[field.to])
    if field.vocabulary:
        return group.catalogue.vocabulary(field.vocabulary).terms[0].code
    numbers = {"day": "2024-06-30", "month": "2024-06", "integer": "1", "quantity": "1", "money": "100", "flag": "1"}
    return numbers.get(str(field.shape), say("示例", "example"))
