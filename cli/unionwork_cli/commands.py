"""The table of commands: what each does and where it is written. Nothing here loads a command."""

from __future__ import annotations

from typing import Final, NamedTuple

from unionwork_cli.language import Words


class Entry(NamedTuple):
    """A fixed command.

    Attributes:
        place: the module of this package and the name in it, loaded when the command is used.
        words: what it does.
    """

    place: str
    words: Words


SECTIONS: Final[dict[Words, dict[str, Entry]]] = {
    ("开始", "To begin"): {
        "demo": Entry(
            "beginning:demo", ("造一个示例县，走完从花名册到数字的全程", "make a sample county, from rolls to figures")
        ),
        "init": Entry("beginning:init", ("新建一个台账文件", "make a new workspace")),
    },
    ("界面", "Screens"): {
        "tui": Entry("screens:tui", ("打开终端界面", "open the terminal interface")),
        "serve": Entry(
            "screens:serve", ("在本机浏览器里打开同样的界面", "the same interface in this machine's browser")
        ),
    },
    ("登记", "Registers"): {
        "import": Entry(
            "sheets:import_", ("导入花名册；import undo 撤回一次导入", "import rolls; import undo takes one back")
        ),
        "export": Entry("sheets:export", ("导出一类台账", "export a register")),
        "template": Entry("sheets:template", ("写一张空白花名册", "write an empty roll to fill in")),
        "kinds": Entry(
            "registers:kinds", ("列出台账的种类；每一类又是一组命令", "list the kinds; each is a group of commands")
        ),
        "org": Entry(
            "organisations:org", ("组织：层级、变动、合并、数据", "organisations: their tree, changes and figures")
        ),
    },
    ("认定与数字", "Assessments and figures"): {
        "assess": Entry(
            "assessments:assess", ("按规则提出建议，可由操作员确认", "propose by a rule, and let the operator accept")
        ),
        "what-if": Entry(
            "assessments:what_if", ("试算：标准改了，谁进谁出", "who would enter or leave under other values")
        ),
        "indicator": Entry(
            "indicators:indicator", ("指标：查看口径，得出数字", "indicators: what they mean, and their figures")
        ),
        "target": Entry("indicators:target", ("指标的目标值", "targets of indicators")),
        "param": Entry(
            "parameters:param", ("标准等参数：有日期、有依据", "parameters, dated and with their documents")
        ),
    },
    ("报告与文书", "Paper"): {
        "report": Entry(
            "reports:report",
            ("报告、文书、公示：写出来，每个数都有出处", "reports, letters, notices; every number has its source"),
        ),
    },
    ("待办与核对", "What is waiting"): {
        "due": Entry("waiting:due", ("列出到期和逾期未办的事项", "list what is due and overdue")),
        "check": Entry("waiting:check", ("核对台账，列出对不上的记录", "list the records that do not agree")),
    },
    ("地区与插件", "Regions and plugins"): {
        "region": Entry("regions:region", ("地区包：列出、查看、新建、检验", "region packs: list, show, write, test")),
        "plugin": Entry("regions:plugin", ("已安装的插件", "the plugins that are installed")),
    },
    ("维护", "Upkeep"): {
        "journal": Entry("journals:journal", ("日志：列出，查证有无绕过程序的改动", "the journal: list it, verify it")),
        "operator": Entry("operators:operator", ("操作员和权限", "operators and their rights")),
        "evidence": Entry(
            "evidence:evidence",
            ("一条记录的证据夹：目录、时间线、附件、摘要", "a folder of evidence: contents, timeline, papers, digests"),
        ),
        "backup": Entry("copies:backup", ("备份台账", "back the workspace up")),
        "snapshot": Entry(
            "snapshots:snapshot", ("把出数字要用的写成 Parquet 快照", "write what figures need as a Parquet snapshot")
        ),
        "restore": Entry("copies:restore", ("从备份恢复成一个新的台账", "restore a backup as a new workspace")),
        "systems": Entry(
            "systems:systems", ("工作体系清单，以及做到了哪一步", "the systems of work, and how far each is covered")
        ),
    },
}

COMMANDS: Final = {name: entry for section in SECTIONS.values() for name, entry in section.items()}
