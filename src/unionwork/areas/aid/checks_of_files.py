"""What ought to hold of hardship files and their families."""

from __future__ import annotations

from unionwork.areas.aid.entities import AidFamilyMember, AidFile
from unionwork.areas.aid.files import STILL_GRADED
from unionwork.areas.relief.entities import Household, Person
from unionwork.declare.phrases import also_in, fields, number_of, repeated, total_of
from unionwork.declare.procedures import Check

a = fields(AidFile)
m = fields(AidFamilyMember)
r = fields(Person)
h = fields(Household)

# The worker may stand in the list of the own family, as 本人.
_OF_A_FAMILY = ~m.aid_file.exited_on.known() & ~(m.relation.known() & (m.relation == "01"))

CHECKS_OF_FILES = (
    Check(
        key="aid_file.same_person",
        label="一人多份档案",
        of=AidFile,
        holds=~a.id_number.known() | ~repeated(a.id_number),
        severity="warning",
        message="同一身份证号在另一份档案里也有",
        remedy="核对是否同一人;重复建档的作废一份",
        source="工作体系 AID-01",
    ),
    Check(
        key="aid_file.exit_before_filing",
        label="退出早于建档",
        of=AidFile,
        holds=~(a.exited_on.known() & (a.exited_on < a.filed_on)),
        message="退出日期早于建档日期",
        remedy="核对两个日期",
        source="工作体系 AID-01",
    ),
    Check(
        key="aid_file.income_missing",
        label="缺收入或人口",
        of=AidFile,
        holds=a.income.known() & a.family_size.known(),
        severity="warning",
        message="缺家庭月总收入或家庭人口,无法认定",
        remedy="入户核实后补录",
        source="工作体系 AID-02",
    ),
    Check(
        key="aid_file.family_size",
        label="家庭人口至少一人",
        of=AidFile,
        holds=~(a.family_size.known() & (a.family_size < 1)),
        message="家庭人口不足一人",
        remedy="本人也计入家庭人口,至少填 1",
        source="工作体系 AID-01",
    ),
    Check(
        key="aid_file.members_exceed_size",
        label="家庭成员多于家庭人口",
        of=AidFile,
        holds=~(a.family_size.known() & (number_of("aid_family_member.aid_file") > a.family_size)),
        severity="warning",
        message="登记的家庭成员多于家庭人口",
        remedy="核对家庭人口,或注销重复登记的成员",
        source="工作体系 AID-01",
    ),
    Check(
        key="aid_file.cause_twice",
        label="两个致困原因相同",
        of=AidFile,
        holds=~(a.cause.known() & a.cause_second.known() & (a.cause == a.cause_second)),
        severity="hint",
        message="主要和次要致困原因相同",
        remedy="次要原因改填另一个,或清空",
        source="工作体系 AID-03",
    ),
    Check(
        key="aid_file.exited_without_reason",
        label="退出没有原因",
        of=AidFile,
        holds=~a.exited_on.known() | a.exit_reason.known(),
        severity="warning",
        message="已退出而没有退出原因",
        remedy="补填退出原因",
        source="工作体系 AID-01",
    ),
    Check(
        key="aid_file.without_id",
        label="档案没有身份证号",
        of=AidFile,
        holds=a.id_number.known(),
        severity="warning",
        message="没有身份证号,查不了重,也无法与民政部门的数据比对",
        remedy="补录身份证号",
        source="总工发〔2015〕20号 3",
    ),
    Check(
        key="aid_file.member_of_another",
        label="一人既有档案又是别户成员",
        of=AidFile,
        holds=a.exited_on.known() | ~also_in("aid_family_member.id_number", a.id_number, _OF_A_FAMILY),
        severity="warning",
        message="建档职工又登记为另一份在档档案的家庭成员,一户可能建了两份档",
        remedy="核对是否同一家庭;同一家庭的留一份,另一份退出或合并",
        source="工作体系 AID-01",
    ),
    Check(
        key="aid_file.also_in_relief",
        label="同时在农户台账",
        of=AidFile,
        holds=a.exited_on.known()
        | ~(
            also_in("person.id_number", a.id_number, ~r.left_on.known() & ~r.household.removed_on.known())
            | also_in("household.head_id_number", a.id_number, ~h.removed_on.known())
        ),
        severity="hint",
        message="建档职工同时在扶贫的农户台账里",
        remedy="与扶贫部门比对,避免同一项目重复帮扶;符合两边条件的不必改",
        source="工作体系 AID-06, POV-14",
    ),
    Check(
        key="aid_file.members_income",
        label="成员收入合计超过家庭收入",
        of=AidFile,
        holds=~a.income.known() | (total_of("aid_family_member.aid_file", "income") <= a.income),
        message="家庭成员的月收入合计已超过家庭月总收入",
        remedy="核对家庭月总收入:应含本人和全部成员的收入,改正后重新认定",
        source="工作体系 AID-01, AID-02",
    ),
    Check(
        key="aid_file.not_eligible_in_force",
        label="不符合条件而仍在档",
        of=AidFile,
        holds=a.exited_on.known() | ~(a.grade == "none"),
        severity="warning",
        message="已认定不符合条件,档案却没有退出",
        remedy="办理退出(精准识别退出或脱困),或重新认定",
        source="工作体系 AID-01",
    ),
    Check(
        key="aid_file.lifted_but_graded",
        label="以脱困退出而认定仍困难",
        of=AidFile,
        holds=~(a.exited_on.known() & a.exit_reason.known() & (a.exit_reason == "lifted") & STILL_GRADED),
        severity="warning",
        message="以脱困退出,有效的认定却仍是困难或特困",
        remedy="核对退出前的年审:收入确已高于标准的不必改,以后先重新评定再退出;仍困难的撤销退出",
        source="工作体系 AID-01",
    ),
    Check(
        key="aid_file.reviewed_before_filing",
        label="年审早于建档",
        of=AidFile,
        holds=~(a.reviewed_on.known() & (a.reviewed_on < a.filed_on)),
        message="年审日期早于建档日期",
        remedy="核对两个日期",
        source="工作体系 AID-01",
    ),
    Check(
        key="aid_file.without_cause",
        label="没有致困原因",
        of=AidFile,
        holds=a.cause.known(),
        severity="hint",
        message="没有主要致困原因,成因分析会少这一份",
        remedy="补填主要致困原因",
        source="工作体系 AID-03",
    ),
    Check(
        key="aid_file.reason_without_exit",
        label="有退出原因而未退出",
        of=AidFile,
        holds=a.exited_on.entered() | ~a.exit_reason.known() | a.restored_on.entered(),
        severity="warning",
        message="填了退出原因,却没有退出日期",
        remedy="确已退出的办理退出;没有退出的清空退出原因",
        source="工作体系 AID-01",
    ),
    Check(
        key="aid_family_member.same_person",
        label="一人在两个家庭",
        of=AidFamilyMember,
        holds=~m.id_number.known() | ~repeated(m.id_number),
        severity="warning",
        message="同一身份证号登记为两个家庭成员",
        remedy="核对属于哪一户,作废另一条",
        source="工作体系 AID-01",
    ),
)
