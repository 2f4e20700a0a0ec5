"""The codes of hardship files and applications; regions extend them."""

from __future__ import annotations

from unionwork.declare.vocabularies import Vocabulary, term

VOCABULARIES = (
    Vocabulary(
        key="hardship_grade",
        label="困难类别",
        terms=(
            term("extreme", "特困职工", "特困", en="extreme hardship"),
            term("hardship", "困难职工", "困难", "一般困难", en="hardship"),
            term("none", "不符合条件", "不符合", en="not eligible"),
        ),
        source="工作体系 AID-02",
    ),
    Vocabulary(
        key="hardship_cause",
        label="致困原因",
        open=True,
        terms=(
            term("employer_stopped", "企业停产半停产", "企业停产", "企业半停产", "停产半停产", en="employer stopped"),
            term("laid_off", "下岗失业", "下岗", "失业", "下岗(失业)", en="laid off"),
            term("children_at_school", "子女上学", "子女就学", "因学", en="children at school"),
            term("single_parent", "单亲", "单亲家庭", en="single parent"),
            term(
                "serious_illness",
                "患重特大疾病",
                "患大病",
                "重大疾病",
                "本人大病",
                "家属大病",
                "因病",
                en="serious illness",
            ),
            term("no_labour", "无劳动能力", "因残", en="unable to work"),
            term("unemployed_able", "有劳动能力而未就业", "有劳动能力未就业", en="able to work, without work"),
            term("uninsured", "未参加社会保险", "未参保", en="without social insurance"),
            term("insurance_unfulfilled", "社会保险待遇落实不到位", en="social insurance not honoured"),
            term("disaster", "遭受自然灾害", "自然灾害", "因灾", en="natural disaster"),
            term("accident", "遭受意外事故", "意外事故", "意外灾害", en="accident"),
            term("other", "其他", "其它", en="other"),
        ),
        source="工作体系 AID-03",
    ),
    Vocabulary(
        key="employer_state",
        label="企业状况",
        open=True,
        terms=(
            term("normal", "正常", "正常生产", "生产正常", en="working"),
            term("half_stopped", "半停产", en="half stopped"),
            term("stopped", "停产", "全停产", en="stopped"),
            term("bankrupt", "破产", "关闭破产", "关闭", en="bankrupt or closed"),
            term("restructured", "改制", "已改制", en="restructured"),
        ),
        source="工作体系 AID-01",
    ),
    Vocabulary(
        key="aid_exit_reason",
        label="退出原因",
        open=True,
        terms=(
            term("lifted", "脱困", en="out of hardship"),
            term("safety_net", "解困", "转入兜底保障", en="covered by the safety net"),
            term("died", "死亡", en="died"),
            term("identified", "精准识别退出", "不符合条件", en="found not to qualify"),
            term("moved", "迁出", "调离", en="moved away"),
        ),
        source="工作体系 AID-01",
    ),
    Vocabulary(
        key="aid_programme",
        label="帮扶项目",
        open=True,
        terms=(
            term("living", "生活救助", "生活帮扶", en="living aid"),
            term("medical", "医疗救助", "大病救助", en="medical aid"),
            term("student", "子女助学", "助学救助", en="student aid"),
            term("legal", "法律援助", en="legal aid"),
            term("training", "职业培训", en="vocational training"),
            term("placement", "职业介绍", en="job placement"),
        ),
        source="总工发〔2015〕20号(2015-05-08),含法律援助; 中央财政职工困难帮扶资金项目管理实施细则(2022-12),"
        "不再列法律援助; 各地项目由地区包补充",
    ),
    Vocabulary(
        key="review_result",
        label="审核结果",
        terms=(
            term("passed", "通过", "同意", "审核通过", "合格", "已通过", "是", en="passed"),
            term("refused", "不通过", "不同意", "未通过", "审核不通过", "不合格", "驳回", "否", en="refused"),
            term("returned", "退回补正", "退回", "补充材料", en="returned for more papers"),
        ),
        source="工作体系 AID-08",
    ),
    Vocabulary(
        key="fund_source",
        label="资金来源",
        open=True,
        terms=(
            term("central", "中央财政", "中央专项", en="central budget"),
            term("local", "地方财政", en="local budget"),
            term("union", "工会经费", en="union funds"),
            term("donation", "社会捐助", "社会捐赠", "捐款", en="donations"),
            term("administrative", "行政拨款", en="grant of the administration"),
        ),
        source="工作体系 AID-23",
    ),
    Vocabulary(
        key="payment_means",
        label="发放方式",
        open=True,
        terms=(
            term("transfer", "银行转账", "转账", "打卡", "银行代发", en="bank transfer"),
            term("cash", "现金", en="cash"),
            term("goods", "实物", "物资", "慰问品", en="goods"),
        ),
        source="工作体系 AID-11, AID-23",
    ),
    Vocabulary(
        key="school_stage",
        label="学段",
        open=True,
        terms=(
            term("preschool", "学前", "幼儿园", en="preschool"),
            term("primary", "小学", en="primary"),
            term("lower_secondary", "初中", en="lower secondary"),
            term("upper_secondary", "高中", "普通高中", en="upper secondary"),
            term("vocational", "中专", "中职", "技校", en="vocational"),
            term("higher", "大学", "大专", "本科", "高等教育", en="higher education"),
        ),
        source="工作体系 AID-09",
    ),
)
