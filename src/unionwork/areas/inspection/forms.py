"""The letter to a unit after an inspection: the union proposes and asks for an answer, it never orders."""

from __future__ import annotations

from unionwork.areas.inspection.entities import Finding, Inspection
from unionwork.declare.forms import Form, Listing, Section, Sentence
from unionwork.declare.phrases import fields, has

i = fields(Inspection)

FORMS = (
    Form(
        key="inspection.opinion_letter",
        label="劳动保护监督检查意见书",
        label_en="letter of opinion after an inspection",
        title="劳动保护监督检查意见书",
        of=Inspection,
        when=has("finding.inspection"),
        layout="letter",
        addressee="{unit.name}",
        sections=(
            Section(
                key="opening",
                sentences=(
                    Sentence(text="编号:{opinion_number}。", when=i.opinion_number.known()),
                    Sentence(text="{inspected_on},{org}对你单位进行了劳动保护监督检查。"),
                    Sentence(text="检查情况:{summary}。", when=i.summary.known()),
                ),
            ),
            Section(
                key="findings",
                title="检查发现的问题",
                listing=Listing(
                    of=Finding, columns=("number", "category", "grade", "description", "measure", "due_on")
                ),
            ),
            Section(
                key="proposal",
                title="建议",
                text="根据《中华人民共和国工会法》第二十五条、《中华人民共和国安全生产法》第六十条,"
                "建议你单位对上述问题及时研究处理,落实整改措施、责任人和完成日期,并将处理结果书面答复{org}。"
                "表中的整改期限是工会建议的日期,{org}将在期限过后复查。",
            ),
        ),
        signed_by=("劳动保护监督检查员", "受检单位签收"),
        source="工作体系 SAF-01, SAF-03; 工会法 24-27, 安全生产法 60",
    ),
)
