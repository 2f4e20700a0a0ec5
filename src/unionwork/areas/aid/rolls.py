"""The sheets on which offices keep hardship files and applications."""

from __future__ import annotations

from unionwork.areas.aid.entities import AidApplication, AidFile, Payment
from unionwork.declare.rolls import Fill, Roll

_UNION = ("所属工会", "所在工会", "基层工会名称", "基层工会", "工会名称", "所属基层工会")

ROLLS = (
    Roll(
        key="hardship",
        label="困难职工档案",
        label_en="hardship files",
        org=(_UNION,),
        fills=(
            Fill(
                kind=AidFile,
                key=("number",),
                fields=(
                    "number", "name", "sex", "id_number", "born_on", "employer", "employer_state", "education",
                    "family_size", "income", "cause", "cause_second", "filed_on", "phone", "health", "address",
                    "household_registration", "bank_account", "reviewed_on", "exited_on", "exit_reason",
                ),
            ),
        ),
        source="工作体系 AID-01",
    ),
    Roll(
        key="application",
        label="帮扶申请台账",
        label_en="applications for aid",
        org=(_UNION,),
        fills=(
            Fill(
                kind=AidApplication,
                key=("number",),
                fields=(
                    "number", "programme", "name", "id_number", "applied_on", "publicity_consent_on", "town_result",
                    "town_on", "city_result", "city_on", "province_result", "province_on", "sheet_state",
                    "refused_reason",
                ),
            ),
            # The sheet has one payment to an application, so the application alone names it.
            Fill(
                kind=Payment,
                key=("application",),
                refs={"application": 0},
                fields=("amount", "paid_on"),
                when=("amount", "paid_on"),
            ),
        ),
        source="工作体系 AID-08",
    ),
)  # fmt: skip
