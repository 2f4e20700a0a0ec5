"""The codes of inspections and findings."""

from __future__ import annotations

from unionwork.declare.vocabularies import Vocabulary, term

VOCABULARIES = (
    Vocabulary(
        key="inspection_kind",
        label="检查类型",
        open=True,
        terms=(
            term("routine", "日常检查", "日常", en="routine"),
            term("regular", "定期检查", "定期", en="regular"),
            term("random", "不定期抽查", "抽查", "随机抽查", "不定期检查", en="random"),
            term("special", "专项检查", "专项", en="special"),
            term("joint", "联合检查", "联合", en="joint"),
        ),
        source="工作体系 SAF-01",
    ),
    Vocabulary(
        key="hazard_category",
        label="隐患类别",
        open=True,
        terms=(
            term("contract", "劳动合同", en="labour contract"),
            term("collective_contract", "集体合同", en="collective contract"),
            term("hours", "工作时间", "工时休假", "工作时间和休息休假", en="hours and rest"),
            term("wages", "工资支付", "工资", en="payment of wages"),
            term("insurance", "社会保险", "社会保险和福利", "社保", en="social insurance"),
            term("protective_equipment", "防护用品", "劳动防护用品", "个人防护", en="protective equipment"),
            term("safety_facilities", "安全设施", "劳动安全卫生设施", en="safety facilities"),
            term("occupational_hazard", "职业危害", "职业病危害", "职业健康", en="occupational hazard"),
            term("women_minors", "女职工保护", "女职工和未成年工", "未成年工保护", en="women and juvenile workers"),
            term("training", "职业培训", "安全教育培训", "安全培训", en="training"),
            term("operation", "操作规程", "违章作业", en="operating rules"),
            term("democracy", "职工民主管理", "民主管理", en="democratic management"),
            term("other", "其他", "其它", en="other"),
        ),
        source="工作体系 SAF-02",
    ),
    Vocabulary(
        key="hazard_grade",
        label="隐患等级",
        open=True,
        terms=(
            term("general", "一般", "一般隐患", "一般事故隐患", "一般问题", en="general"),
            term("major", "重大", "重大隐患", "重大事故隐患", "重大问题", en="major"),
        ),
        source="安监总局令16号 3",
    ),
    Vocabulary(
        key="escalation_body",
        label="上报去向",
        open=True,
        terms=(
            term("upper_union", "上级工会", "上级总工会", en="the union above"),
            term("government", "当地人民政府", "人民政府", "政府", en="the government"),
            term("authority", "主管部门", "行政主管部门", "劳动行政部门", "应急管理部门", en="the authority in charge"),
        ),
        source="工会法 23; 工会劳动法律监督办法",
    ),
)
