"""The one table of actions: footer, palette, help, key panel and docs are views of it."""

from __future__ import annotations

from typing import Final, NamedTuple

from unionwork_tui.words import Words


class Action(NamedTuple):
    """Something that a person can do on a screen.

    Attributes:
        key: its name; a pane carries it out in its method `act_<key>`.
        keys: the keys that do it, the first one passes a Chinese input method and stands in the footer.
        shown: how the first key is written.
        words: what the footer and the palette call it.
        help: one sentence of help.
        command: the command line that does the same; KIND, NUMBER and the like are filled in by hand.
    """

    key: str
    keys: tuple[str, ...]
    shown: str
    words: Words
    help: Words
    command: str


_ROWS: Final = (
    Action("help", ("f1", "question_mark", "fullwidth_question_mark"), "F1", ("帮助", "Help"),
           ("说明光标所在之处和这里的按键", "about the place where the cursor is, and its keys"), "unionwork --help"),
    Action("palette", ("ctrl+p",), "^P", ("命令", "Commands"),
           ("按名称、拼音或首字母找到命令、记录、组织、指标", "find commands, records, organisations, figures by name"),
           "unionwork --help"),
    Action("open", ("enter",), "Enter", ("打开", "Open"),
           ("打开光标所在的一行", "open the row at the cursor"), "unionwork KIND show NUMBER"),
    Action("steps", ("f9", "s"), "F9", ("办理", "Steps"),
           ("办理下一步；不能办的写明原因", "take a step; a refused one says why"), "unionwork KIND do STEP NUMBER"),
    Action("search", ("ctrl+f", "slash", "ideographic_comma", "fullwidth_solidus"), "^F", ("搜索", "Search"),
           ("按汉字、拼音首字母或编号搜索", "search by name, initials or number"), "unionwork KIND list --search WORD"),
    Action("filter", ("ctrl+k", "f"), "^K", ("筛选", "Filter"),
           ("按代码筛选，带条数", "filter by codes, with counts"), "unionwork KIND list --where FIELD=VALUE"),
    Action("kind", ("f10", "k"), "F10", ("种类", "Kinds"),
           ("换一类台账", "another kind of register"), "unionwork kinds"),
    Action("why", ("f3", "y"), "F3", ("依据", "Why"),
           ("为什么这样认定，差多少", "why it is proposed, and by how much"), "unionwork assess RULE NUMBER"),
    Action("new", ("f4", "n"), "F4", ("新增", "New"),
           ("新增一条记录", "add a record"), "unionwork KIND add FIELD=VALUE"),
    Action("change", ("f2", "e"), "F2", ("修改", "Edit"),
           ("修改这条记录", "change this record"), "unionwork KIND change NUMBER FIELD=VALUE"),
    Action("import", ("f6", "i"), "F6", ("导入", "Import"),
           ("导入花名册，先预览", "import a roll, with a preview"), "unionwork import FILE"),
    Action("export", ("f7", "x"), "F7", ("导出", "Export"),
           ("把眼前的台账或报告写成文件", "write the register or report in view to a file"),
           "unionwork export KIND -o FILE"),
    Action("withdraw", ("f8", "u"), "F8", ("撤回", "Withdraw"),
           ("撤回最后一次办理（记入日志）", "take back the last act, with a journal entry"),
           "unionwork KIND withdraw NUMBER"),
    Action("void", ("ctrl+d",), "^D", ("作废", "Void"),
           ("作废这条记录，写明理由；编号不再使用", "void this record, with a reason"), "unionwork KIND void NUMBER"),
    Action("attach", ("ctrl+a",), "^A", ("附件", "Attach"),
           ("给这条记录加附件", "attach a file to this record"), "unionwork KIND attach NUMBER FILE"),
    Action("merge", ("ctrl+g",), "^G", ("合并", "Merge"),
           ("把重复的记录并入另一条", "merge a duplicate into another record"),
           "unionwork KIND merge NUMBER --into OTHER"),
    Action("accept", ("ctrl+y",), "^Y", ("认定", "Decide"),
           ("接受建议，或另行认定", "accept the proposal, or decide otherwise"),
           "unionwork assess RULE NUMBER --accept"),
    Action("reveal", ("ctrl+r",), "^R", ("显示隐私", "Reveal"),
           ("显示隐藏的内容；要有权限，并留下记录", "show what is hidden; needs the right and is logged"),
           "unionwork KIND show NUMBER --reveal"),
    Action("period", ("ctrl+x", "f5", "p"), "^X", ("期间", "Period"),
           ("换一个期间", "another period"), "unionwork indicator measure KEY --period 2024Q4"),
    Action("scope", ("ctrl+e",), "^E", ("组织", "Scope"),
           ("只看一个组织和它的下级", "only one organisation and those below it"), "unionwork due --org ORG"),
    Action("reload", ("ctrl+l",), "^L", ("刷新", "Reload"),
           ("重新读取", "read again"), "unionwork due"),
    Action("jump", ("ctrl+o",), "^O", ("跳转", "Jump"),
           ("给每个窗格一个字母，按它就到", "a letter on every pane; press it to go there"),
           "unionwork tui KIND NUMBER"),
    Action("language", ("ctrl+u",), "^U", ("English", "中文"),
           ("换成英文", "switch to Chinese"), "unionwork --lang en"),
    Action("light", ("ctrl+b",), "^B", ("明暗", "Light"),
           ("换明或暗的颜色", "light or dark colours"), "unionwork tui"),
    Action("quit", ("ctrl+q",), "^Q", ("退出", "Quit"),
           ("离开；只有没保存的内容才问", "leave; asks only when something is unsaved"), "exit"),
)  # fmt: skip

ACTIONS: Final = {entry.key: entry for entry in _ROWS}
# What every pane has, after its own.
COMMON: Final = ("jump", "scope", "reload", "language", "light", "quit")
