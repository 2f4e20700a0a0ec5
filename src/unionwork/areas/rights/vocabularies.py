"""Where petitions come from."""

from __future__ import annotations

from unionwork.declare.vocabularies import Vocabulary, term

VOCABULARIES = (
    Vocabulary(
        key="petition_source",
        label="信访来源",
        open=True,
        terms=(
            term(
                "transfer", "上级转办", "市总转办", "转办", "上级交办", "省总转办", "县总转办", "区总转办",
                en="handed down",
            ),
            term("reception", "本级接访", "接访", "本级受理", "来访", "上门来访", en="received here"),
            term("phone", "来电", "电话", "热线", "12351", "职工热线", en="by telephone"),
            term("letter", "来信", "信件", "邮件", en="by letter"),
            term("online", "网络", "网上信访", "网络舆情", "舆情", en="online"),
            term("collective", "集体访", "集体上访", "群体来访", en="collective visit"),
        ),
        source="工作体系 RGT-01",
    ),
)  # fmt: skip
