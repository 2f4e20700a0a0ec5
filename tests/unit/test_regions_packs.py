"""A pack is read strictly: what it says is there to the digit, what is wrong is named with its line."""

# ruff: noqa: E501 (a table of cases reads best with one case a line)
from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import attrs
import pytest

from tests.unit.regions_words import HEAD, a_catalogue, a_folder, a_value, an_indicator
from unionwork.declare.catalogue import Catalogue
from unionwork.declare.expressions import Measure, Name
from unionwork.declare.fields import Private
from unionwork.declare.forms import Form
from unionwork.declare.papers import Checklist
from unionwork.declare.parameters import DatedValue
from unionwork.declare.procedures import Check, Duty, Procedure
from unionwork.declare.rolls import Roll
from unionwork.errors import DeclarationError
from unionwork.regions.nouns import Pack
from unionwork.regions.packs import read_head, read_pack, without_regions

WHOLE = (
    HEAD
    + a_value(value=280, start="2009-01-01")
    + a_value(value="300.10", start="2010-07-01", more='note = "上调"')
    + """
[[new_parameters]]
key = "my.large"
name = "多口"
unit = "人"

[[parameters."my.large"]]
value = 5
unit = "人"
from = 2009-01-01
source = "通知"

[[vocabularies]]
key = "street"
name = "片区"
open = true
terms = [{ code = "east", name = "东片", aliases = ["东"] }, { code = "west", name = "西片", name_en = "west" }]

[[vocabularies]]
key = "grade"
name = "类别"
terms = [{ code = "edge", name = "边缘" }]

[[fields]]
kind = "file"
key = "street"
name = "片区"
shape = "code"
vocabulary = "street"
aliases = ["所在片区"]

[[fields]]
kind = "file"
key = "mobile"
name = "手机"
shape = "phone"

[[indicators]]
key = "my.east"
name = "东片特困"
of = "file"
unit = "人"
between = ["filed_on", "exited_on"]
where = "grade == 'extreme'"
measure = \"\"\"
  count(street == 'east'
        and age(on) < 50)\"\"\"
by = { street = "street" }

[[indicators]]
key = "my.share"
name = "占比"
of = "file"
unit = "%"
on = "filed_on"
numerator = "count(known(income))"
denominator = "figure('workers')"
decimals = 2
better = "lower"

[[rules]]
key = "my.size"
name = "多口之家"
of = "file"
[[rules.outcomes]]
key = "large"
all_of = [{ name = "人口", left = "family_size", operator = ">=", right = "param('my.large')" }]
[[rules.outcomes]]
key = "small"

[[checks]]
key = "my.income"
name = "有收入"
of = "file"
holds = "known(income)"
severity = "hint"
message = "没有收入"
remedy = "补填"

[[checklists]]
key = "my.home"
name = "入户"
of = "file"
items = [{ key = "roof", name = "屋顶" }]

[[forms]]
key = "my.form"
name = "小结"
sections = [{ title = "一", text = "共 {my.east} 人", indicators = ["my.east"], by = "street" }]

[[duties]]
key = "my.duty"
name = "补收入"
of = "file"
owed = "not known(income)"
due = "block_end(3)"
parameter = "my.large"

[[procedures]]
of = "file"
states = [{ key = "open", name = "在档" }, { key = "done", name = "退出", when = "known(exited_on)", final = true }]
steps = [{ key = "exit", name = "退出", sources = ["open"], target = "done", fills = ["exited_on"] }]

[[rolls]]
key = "my_roll"
name = "名册"
org = [["所属工会", "工会"]]
[[rolls.fills]]
kind = "file"
key = ["name"]
fields = ["name", "street"]
columns = { income = ["收入", "月收入(元)"] }
presumed = { filed_on = 1949-10-01 }
fixed = { sex = "1" }

[[targets]]
indicator = "my.share"
value = 3.5
from = 2019-01-01
source = "规划"
"""
)


def read(folder: Path, pack: str, catalogue: Catalogue | None = None, **others: str) -> Pack:
    return read_pack(a_folder(folder / "pack", pack, **others), catalogue or a_catalogue())


def refusal(folder: Path, pack: str, **others: str) -> DeclarationError:
    with pytest.raises(DeclarationError) as caught:
        read(folder, pack, **others)
    assert "\n" not in str(caught.value)
    return caught.value


def word(pack: Pack, sort: type, key: str) -> object:
    return next(entry for entry in pack.declared if isinstance(entry, sort) and entry.key == key)


def test_every_noun_of_a_pack_becomes_the_word_that_python_would_declare(tmp_path: Path) -> None:
    pack = read(tmp_path, WHOLE)
    assert (pack.key, pack.name, pack.extends) == ("my-county", "某县", "")
    assert pack.parameters["file.hardship_line"] == (
        DatedValue(value=Decimal(280), from_on=date(2009, 1, 1), source="调研报告"),
        DatedValue(value=Decimal("300.10"), from_on=date(2010, 7, 1), source="调研报告", note="上调"),
    )
    assert [(entry.key, entry.open, entry.codes) for entry in pack.vocabularies] == [
        ("grade", False, ("edge",)),
        ("street", True, ("east", "west")),
    ]
    street = pack.vocabularies[1]
    assert (street.find("东"), street.label_of("west", "en")) == ("east", "west")
    assert [type(entry).__name__ for entry in pack.declared] == sorted(
        ["Check", "Checklist", "Duty", "Form", "Indicator", "Indicator", "Parameter", "Procedure", "Roll", "Rule"]
    )
    assert {entry.owner for entry in pack.declared} == {"my-county"}  # type: ignore[union-attr]
    (target,) = pack.targets
    assert (target.indicator, target.value, target.from_on) == ("my.share", Decimal("3.5"), date(2019, 1, 1))


def test_expressions_become_trees_and_kinds_become_kinds(tmp_path: Path) -> None:
    pack = read(tmp_path, WHOLE)
    indicators = {entry.key: entry for entry in pack.declared if type(entry).__name__ == "Indicator"}
    east, share = indicators["my.east"], indicators["my.share"]
    assert isinstance(east.measure, Measure)
    assert isinstance(east.by["street"], Name)
    assert (east.of.key, east.between, share.on, share.decimals) == ("file", ("filed_on", "exited_on"), "filed_on", 2)
    roll = word(pack, Roll, "my_roll")
    assert isinstance(roll, Roll)
    assert roll.org == (("所属工会", "工会"),)
    assert roll.fills[0].headers() == {
        "name": ("姓名",), "street": ("片区", "所在片区"), "income": ("收入", "月收入(元)"),
    }  # fmt: skip
    assert roll.fills[0].presumed == {"filed_on": date(1949, 10, 1)}
    procedure = word(pack, Procedure, "file")
    assert isinstance(procedure, Procedure)
    assert procedure.states[1].final
    assert procedure.steps[0].fills == ("exited_on",)
    check, form, duty = word(pack, Check, "my.income"), word(pack, Form, "my.form"), word(pack, Duty, "my.duty")
    assert isinstance(check, Check)
    assert (check.severity, check.label) == ("hint", "有收入")
    assert isinstance(form, Form)
    assert form.sections[0].indicators == ("my.east",)
    assert isinstance(duty, Duty)
    assert duty.parameter == "my.large"
    checklist = word(pack, Checklist, "my.home")
    assert isinstance(checklist, Checklist)
    assert checklist.items[0].label == "屋顶"


def test_what_a_field_implies_need_not_be_said(tmp_path: Path) -> None:
    pack = read(tmp_path, WHOLE)
    mobile, street = sorted((entry.field for entry in pack.fields), key=lambda field: field.key)
    assert (mobile.private, mobile.column, mobile.owner) == (Private.PHONE, "x_my_county_mobile", "my-county")
    assert (street.label_en, street.headers) == ("片区", ("片区", "所在片区"))


def test_a_pack_may_be_spread_over_several_files(tmp_path: Path) -> None:
    head, rest = WHOLE.split("[[indicators]]", 1)
    spread = read(tmp_path / "a", head, words="[[indicators]]" + rest)
    whole = read(tmp_path / "b", WHOLE)
    same = {"digest": "", "folder": ""}
    assert repr(attrs.evolve(spread, **same)) == repr(attrs.evolve(whole, **same))
    assert spread.digest != whole.digest


def test_the_digest_follows_names_and_contents_but_not_line_ends_nor_other_files(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, HEAD, words=an_indicator())
    before = read_pack(folder, a_catalogue()).digest
    assert re.fullmatch("[0-9a-f]{64}", before)
    (folder / "pack.toml").write_bytes(HEAD.replace("\n", "\r\n").encode())
    (folder / "pyproject.toml").write_text("not = [toml", encoding="utf-8")
    (folder / "notes.txt").write_text("a note", encoding="utf-8")
    assert read_pack(folder, a_catalogue()).digest == before
    (folder / "words.toml").rename(folder / "other.toml")
    assert read_pack(folder, a_catalogue()).digest != before


def test_a_byte_order_mark_of_windows_does_no_harm(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, HEAD)
    (folder / "pack.toml").write_bytes(b"\xef\xbb\xbf" + HEAD.encode())
    assert read_pack(folder, a_catalogue()).key == "my-county"


def test_an_installable_pack_is_found_in_its_package(tmp_path: Path) -> None:
    a_folder(tmp_path / "unionwork_my", HEAD)
    (tmp_path / "pyproject.toml").write_text("", encoding="utf-8")
    assert read_head(tmp_path).key == "my-county"
    assert read_pack(tmp_path, a_catalogue()).folder == str(tmp_path / "unionwork_my")


def test_reading_leaves_the_catalogue_as_it_was(tmp_path: Path) -> None:
    catalogue = a_catalogue()
    before = repr(catalogue)
    read(tmp_path, WHOLE, catalogue)
    assert repr(catalogue) == before


def test_the_declarations_without_regions_are_those_before_them(tmp_path: Path) -> None:
    pack = read(tmp_path, WHOLE)
    grown = Catalogue.of(without_regions(a_catalogue()), [pack])
    assert grown.kind("file").has("street")
    assert repr(Catalogue.of(without_regions(grown))) == repr(a_catalogue())


def test_a_pack_uses_the_words_of_the_one_it_extends(tmp_path: Path) -> None:
    base = read(tmp_path / "base", WHOLE)
    grown = Catalogue.of(without_regions(a_catalogue()), [base])
    child = HEAD.replace("my-county", "town") + 'extends = "my-county"\n'
    child += an_indicator("town.east", "count(street == 'east')")
    assert read(tmp_path / "child", child, grown).extends == "my-county"
    with pytest.raises(DeclarationError, match=r"第 4 行:没有地区「my-county」"):
        read(tmp_path / "child", child)


# What is wrong, the line on which it stands, and what the message must say.
WRONG = {
    "a misspelt key of a table": ("unit = \"人\"\nbetween", 'unti = "人"\nbetween', "unti =", "没有键「unti」;最接近的是「unit」"),
    "a misspelt table": ("[[duties]]", "[[dutys]]", "[[dutys]]", "最接近的是「duties」"),
    "a kind that is not there": ('of = "file"\nowed', 'of = "fiel"\nowed', 'of = "fiel"', "没有种类「fiel」;最接近的是「file」"),
    "a kind by its printed name": ('of = "file"\nowed', 'of = "档案"\nowed', 'of = "档案"', "没有种类「档案」;它是名称,键是 file"),
    "and beside or without brackets": ("not known(income)", "not known(income) or sex == '1' and sex == '2'", "owed", "and 和 or 混用要加括号"),
    "a field that is not there": ("known(income))", "known(incom))", "numerator", "没有字段「incom」;最接近的是「income」"),
    "a code that is not there": ("== 'extreme'", "== 'extrem'", "where", "没有代码「extrem」;最接近的是「extreme」"),
    "a label in place of a code": ("== 'extreme'", "== '特困'", "where", "的代码是 'extreme'"),
    "a parameter that is not there": ("param('my.large')", "param('my.larg')", "all_of", "最接近的是「my.large」"),
    "a value of no parameter": ('"my.large"]]', '"my.larger"]]', "[[parameters.\"my.larger", "没有参数「my.larger」;最接近的是「my.large」"),
    "an indicator that is not there": ('indicators = ["my.east"]', 'indicators = ["my.eats"]', "[[forms]]", "最接近的是「my.east」"),
    "a figure in a text that is not there": ("{my.east}", "{my.wast}", "[[forms]]", "最接近的是「my.east」"),
    "a private field in a public text": ('key = "my.form"\nname = "小结"\nsections = [{ title = "一", text = "共 {my.east} 人"', 'key = "my.form"\nname = "小结"\nof = "file"\npublic = true\nsections = [{ title = "一", text = "{mobile}"', "[[forms]]", "}:公开的报表不能写档案的「"),
    "a target of no indicator": ('indicator = "my.share"', 'indicator = "my.shore"', "[[targets]]", "最接近的是「my.share」"),
    "an expression that is none": ("not known(income)", "not knwon(income)", "owed", "没有函数「knwon」;最接近的是「known」"),
    "a comparison that makes no sense": ('right = "param(\'my.large\')"', 'right = "on"', "all_of", "数不能和日期比较"),
    "a measure that counts nothing": ("count(known(income))", "known(income)", "numerator", "要写统计"),
    "another unit": ('value = 5\nunit = "人"', 'value = 5\nunit = "元"', 'unit = "元"', "单位是「人」"),
    "a missing source": ('from = 2019-01-01\nsource = "规划"', "from = 2019-01-01", "[[targets]]", "缺少「source」"),
    "an empty source": ('source = "通知"', 'source = " "', "source =", "「source」不能是空的"),
    "a text for a number": ("value = 5\n", 'value = "5"\n', 'value = "5"', "「value」要写数字"),
    "a truth for a number": ("decimals = 2", "decimals = true", "decimals", "「decimals」要写整数"),
    "a number for a text": ('remedy = "补填"', "remedy = 3", "remedy", "「remedy」要写文字"),
    "a text for a date": ("from = 2019-01-01", 'from = "2019-01-01"', "from = \"2019", "不加引号"),
    "an instant for a date": ("from = 2019-01-01", "from = 2019-01-01T10:00:00", "from = 2019", "要写日期"),
    "a text for a list": ('between = ["filed_on", "exited_on"]', 'between = "filed_on"', "between", "要写一组"),
    "a choice that is none": ('severity = "hint"', 'severity = "hnit"', "[[checks]]", "可用的有:error、warning、hint"),
    "a shape that is none": ('shape = "phone"', 'shape = "phon"', 'shape = "phon"', "最接近的是「phone」"),
    "a vocabulary that is none": ('vocabulary = "street"', 'vocabulary = "streat"', "[[fields]]", "最接近的是「street」"),
    "a field that the kind has": ('key = "mobile"', 'key = "income"', 'key = "income"', "已经有字段「income」"),
    "a field that must be filled in": ('shape = "phone"', 'shape = "phone"\nrequired = true', "required", "不能必填"),
    "a column of a roll that is no field": ("columns = { income", "columns = { incom", "[[rolls]]", "最接近的是「income」"),
    "a code of a roll that is none": ('sex = "1"', 'sex = "3"', "[[rolls]]", "没有代码「3」"),
    "a state that is not there": ('target = "done"', 'target = "don"', "[[procedures]]", "最接近的是「done」"),
    "a key that is no word": ('key = "my.income"', 'key = "My Income"', 'key = "My Income"', "只能用小写字母"),
    "a key that the core has": ('key = "my.size"', 'key = "file.grade"', 'key = "file.grade"', "已经由「核心」声明"),
    "a name that is said twice": ('remedy = "补填"', 'remedy = "补填"\nlabel = "有"', 'label = "有"', "说的是同一件事"),
    "both ways of counting": ('on = "filed_on"', 'on = "filed_on"\nbetween = ["filed_on", "exited_on"]', "[[indicators]]", "只有一个"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_named_with_file_line_and_what_is_right(case: str, tmp_path: Path) -> None:
    old, new, beginning, says = WRONG[case]
    assert WHOLE.count(old) >= 1
    text = WHOLE.replace(old, new, 1)
    error = refusal(tmp_path, text)
    assert error.file.endswith("pack.toml")
    assert text.splitlines()[error.line - 1].strip().startswith(beginning), str(error)
    assert says in str(error)
    assert f"pack.toml 第 {error.line} 行" in str(error)


@pytest.mark.parametrize(
    ("pack", "line", "says"),
    [
        ('format = 2\nkey = "a"\nname = "甲"\n', 1, "format 只能是 1"),
        ('key = "a"\nname = "甲"\n', 1, "缺少「format」"),
        ('format = 1\nkey = "My_County"\nname = "甲"\n', 2, "只能用小写字母、数字"),
        ('format = 1\nkey = "a"\nnmae = "甲"\n', 3, "没有键「nmae」;最接近的是「name」"),
        ('format = 1\nkey = "a"\nname = "甲"\nextends = "a"\n', 4, "不能写自己"),
        (HEAD + "[indicators]\n", 4, "[[indicators]]"),
        (HEAD + "[[parameters.file.hardship_line]]\nvalue = 1\n", 4, "键要加引号"),
        (HEAD + "parameters = 3\n", 4, "[[parameters"),
        (HEAD + 'name = "again"\n', 4, "键「name」写了两次(第一次在第 3 行)"),
        (HEAD + "[[indicators]]\n[indicators]\n", 5, "这张表写了两次"),
        (HEAD + "x = [1\n", 4, "方括号没有成对"),
        (HEAD + "x = \n", 4, "等号后面的值看不懂"),
        (HEAD + 'x = “1”\n', 4, "「“」是中文(全角)的引号,这里要写英文的 \""),
        (HEAD + 'x = "1”\n', 4, "第 7 个字符附近:「”」是中文(全角)的引号"),
        (HEAD + 'x = ["，"，"b"]\n', 4, "第 9 个字符附近:「，」是中文(全角)的逗号"),
        (HEAD + "［［tiers］］\n", 4, "「［」是中文(全角)的方括号"),
        (HEAD + "on = 2024/7/1\n", 4, "日期写成 2024-07-01"),
        (HEAD + "on = 2024-7-1 # 起\n", 4, "日期写成 2024-07-01"),
        (HEAD + "on = 2024年13月1日\n", 4, "日期写成 2024-07-01"),
        (HEAD + "x = 280元\n", 4, "数值只写数字,如 280,单位另写在 unit 里"),
        (HEAD + "x = {a = 280 元}\n", 4, "数值只写数字,如 280,单位另写在 unit 里"),
        (HEAD + "x = 1,280\n", 4, "数值只写数字,如 1280"),
        (HEAD + 'x = "1，000" y = 2\n', 4, "一行只写一个键"),
        (HEAD + '[[forms]]\nkey = "my.form"\nname = "小结"\n[[forms.sentences]]\nwords = "好"\n', 7, "[[forms.sections.sentences]]"),
        (HEAD + an_indicator(measure="count(sex = '1')"), 10, "等于要写 =="),
        (HEAD + 'x = "1\n', 4, "引号"),
        (HEAD + "on = 2009-06-31\n", 4, "2009 年 6 月只有 30 天"),
        (HEAD + "on = 2009-13-01\n", 4, "没有 13 月"),
        (HEAD + "x = nan\n", 4, "不是数"),
        (HEAD + an_indicator() + an_indicator(), 13, "「my.men」写了两次(第一次在"),
        (HEAD + a_value(start="2009-01-01") + a_value(start="2009-01-01"), 13, "自 2009-01-01 起有两个值"),
        (HEAD + a_value(more="to = 2010-06-30") + a_value(start="2010-07-01"), 13, "2010-06-30 到 2010-07-01 之间没有值"),
        (HEAD + a_value(more="to = 2011-01-01") + a_value(start="2010-07-01"), 13, "与前一个重叠"),
        (HEAD + a_value(more="to = 2008-01-01"), 4, "不在起期"),
    ],
)  # fmt: skip
def test_a_fault_of_the_file_itself_is_named_with_its_line(pack: str, line: int, says: str, tmp_path: Path) -> None:
    error = refusal(tmp_path, pack)
    assert says in str(error)
    assert error.line == line


def test_a_value_that_begins_where_the_one_before_ends_leaves_no_gap(tmp_path: Path) -> None:
    pack = read(tmp_path, HEAD + a_value(more="to = 2010-07-01") + a_value(value=300, start="2010-07-01"))
    assert [entry.value for entry in pack.parameters["file.hardship_line"]] == [280, 300]


def test_a_fault_in_a_further_file_names_that_file(tmp_path: Path) -> None:
    error = refusal(tmp_path, HEAD, words="\n" + an_indicator().replace("count", "cuont"))
    assert error.file.endswith("words.toml")
    assert error.line == 8
    assert "最接近的是「count」" in str(error)


def test_the_head_stands_in_pack_toml_alone(tmp_path: Path) -> None:
    error = refusal(tmp_path, HEAD, words='key = "other"\n')
    assert (Path(error.file).name, error.line) == ("words.toml", 1)
    assert "只写在 pack.toml 里" in str(error)


def test_the_same_key_in_two_files_names_both_places(tmp_path: Path) -> None:
    error = refusal(tmp_path, HEAD + an_indicator(), words=an_indicator())
    assert "pack.toml 第 4 行" in str(error)
    assert "words.toml 第 2 行" in str(error)


def test_a_file_in_another_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, "")
    (folder / "pack.toml").write_bytes(HEAD.encode("gb18030"))
    with pytest.raises(DeclarationError, match=r"第 3 行:不是 UTF-8 编码"):
        read_pack(folder, a_catalogue())


@pytest.mark.parametrize("there", [True, False])
def test_a_folder_without_a_pack_says_how_to_make_one(there: bool, tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    if there:
        folder.mkdir()
    with pytest.raises(DeclarationError, match=r"没有 pack.toml|没有这个文件夹"):
        read_pack(folder, a_catalogue())


def test_two_packs_whose_columns_would_be_the_same_cannot_both_extend_a_kind(tmp_path: Path) -> None:
    field = '[[fields]]\nkind = "file"\nkey = "{}"\nname = "栏"\nshape = "text"\n'
    first = read(tmp_path / "a", 'format = 1\nkey = "a-b"\nname = "甲"\n' + field.format("c"))
    grown = Catalogue.of(without_regions(a_catalogue()), [first])
    second = 'format = 1\nkey = "a"\nname = "乙"\nextends = "a-b"\n' + field.format("b_c")
    with pytest.raises(DeclarationError, match=r"第 7 行:字段「b_c」的列名 x_a_b_c 已被占用"):
        read(tmp_path / "b", second, grown)
