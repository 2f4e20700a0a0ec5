"""The codes of organisations and operators."""

from __future__ import annotations

from unionwork.declare.vocabularies import Vocabulary, term

VOCABULARIES = (
    Vocabulary(
        key="org_level",
        label="工会层级",
        terms=(
            term("national", "全国", en="national"),
            term("province", "省", "省级", en="province"),
            term("city", "市", "市级", "地市", en="city"),
            term("county", "县区", "县", "区", "县级", en="county"),
            term("township", "乡镇街道", "乡镇", "街道", "镇", en="township"),
            term("village", "村社区", "村", "社区", en="village"),
            term("grassroots", "基层", "企业", "机关", en="grassroots"),
            term("workshop", "车间", en="workshop"),
            term("group", "工会小组", "班组", en="union group"),
        ),
        source="工作体系 ORG-01",
    ),
    Vocabulary(
        key="org_sort",
        label="工会类型",
        terms=(
            term("federation", "总工会", en="federation of trade unions"),
            term("united_federation", "工会联合会", "联合会", en="united union federation"),
            term("single", "单独建会", "单一", en="single union"),
            term("regional", "区域性", en="regional union"),
            term("industry", "行业性", en="industry union"),
            term("joint", "联合工会", en="joint union"),
            term("village", "村级组织", "行政村", en="village body"),
        ),
        open=True,
        source="工作体系 ORG-01",
    ),
    Vocabulary(
        key="operator_role",
        label="操作员角色",
        terms=(
            term("recorder", "录入", en="recorder"),
            term("caseworker", "经办", en="caseworker"),
            term("approver", "审批", en="approver"),
            term("inspector", "监督检查", en="inspector"),
            term("auditor", "审计", en="auditor"),
            term("administrator", "管理员", en="administrator"),
        ),
        source="DESIGN: operators",
    ),
)
