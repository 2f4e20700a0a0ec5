"""The public notice of households that were newly listed."""

from __future__ import annotations

from unionwork.areas.relief.categories import supported
from unionwork.areas.relief.entities import Household
from unionwork.declare.forms import Form, Listing, Section, Sentence
from unionwork.declare.grammar import parse
from unionwork.declare.phrases import fields

h = fields(Household)

FORMS = (
    Form(
        key="relief.notice",
        label="新纳入帮扶对象公示",
        label_en="public notice of households newly listed",
        public=True,
        layout="notice",
        sections=(
            Section(key="opening", text="{period} 新纳入的帮扶对象户如下,现予公示。"),
            Section(
                key="list",
                listing=Listing(
                    of=Household,
                    columns=("head_name", "org", "village_group", "category", "size"),
                    where=supported(h) & ~h.removed_on.known() & h.publicity_consent_on.known(),
                    on="listed_on",
                    sort="listed_on",
                ),
            ),
            Section(
                key="unconsented",
                sentences=(
                    Sentence(
                        text="另有 {relief.notice_unconsented} 户没有本人同意公示的记录,未列出。",
                        when=parse("relief.notice_unconsented > 0"),
                    ),
                ),
            ),
            Section(key="objections", text="对公示内容有异议的,请向{org}反映。公示期 {param.relief.notice_days} 天。"),
        ),
        source="工作体系 PLN-12, POV-03; 个人信息保护法 25:公示须有本人的单独同意",
    ),
)
