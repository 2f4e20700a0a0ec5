"""What regions set for poverty relief; the values stand in their packs."""

from __future__ import annotations

from unionwork.declare.parameters import Parameter

PARAMETERS = (
    Parameter(
        key="relief.visit_months",
        label="走访周期",
        label_en="months of a visiting round",
        unit="个月",
        help="每个周期(公历月、季、半年或年)至少走访一次:1 为每月,3 为每季",
    ),
    Parameter(
        key="relief.households_per_helper",
        label="每名帮扶人联系户数",
        label_en="households a helper",
        unit="户",
        help="不分职级时,一名帮扶干部联系的户数",
    ),
    Parameter(
        key="relief.quota_county",
        label="县级干部联系户数",
        label_en="households a county-level cadre",
        unit="户",
        help="一名县级干部联系的户数",
    ),
    Parameter(
        key="relief.quota_section",
        label="科级干部联系户数",
        label_en="households a section-level cadre",
        unit="户",
        help="一名科级干部联系的户数",
    ),
    Parameter(
        key="relief.quota_ordinary",
        label="一般干部联系户数",
        label_en="households an ordinary cadre",
        unit="户",
        help="一名一般干部联系的户数",
    ),
    Parameter(
        key="relief.target_income",
        label="脱贫目标人均年纯收入",
        label_en="target income a head a year",
        unit="元/人·年",
        help="计划到期时贫困户人均年纯收入应达到的数额",
    ),
    Parameter(
        key="relief.stationed_days_year",
        label="驻村工作队年驻村天数",
        label_en="days a year of a stationed team",
        unit="天/年",
        help="驻村工作队每年至少驻村的天数",
    ),
    Parameter(
        key="relief.cadre_days_week",
        label="镇干部每周驻村天数",
        label_en="days a week of a town cadre in the village",
        unit="天/周",
        help="包村镇干部每周至少在村的天数",
    ),
    Parameter(
        key="relief.committee_days_week",
        label="村两委每周坐班天数",
        label_en="office days a week of the village committees",
        unit="天/周",
        help="村两委干部每周至少坐班的天数",
    ),
    Parameter(
        key="relief.notice_days",
        label="新纳入帮扶对象公示天数",
        label_en="days of a public notice of households listed",
        unit="天",
        help="当地文件规定的公示天数;没有规定的,公示上不写天数",
    ),
)
