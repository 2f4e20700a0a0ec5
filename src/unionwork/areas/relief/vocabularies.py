"""The codes of households and helpers; the set of categories differs by place and year."""

from __future__ import annotations

from unionwork.declare.vocabularies import Vocabulary, term

VOCABULARIES = (
    Vocabulary(
        key="household_category",
        label="户类型",
        open=True,
        terms=(
            # A household of this code is on the register without being an object of relief.
            term("ordinary", "一般农户", "一般户", "普通农户", "非贫困户", en="ordinary household"),
            term("poor", "贫困户", "建档立卡贫困户", "一般贫困户", en="poor household"),
            term("poor_dibao", "低保贫困户", en="poor household on the allowance"),
            term("five_guarantees", "五保户", "五保贫困户", "特困供养户", en="five-guarantee household"),
            term("lifted", "脱贫户", "已脱贫户", "已脱贫", en="lifted household"),
            term("unstable_lifted", "脱贫不稳定户", "脱贫监测户", en="unstable lifted household"),
            term("marginal", "边缘易致贫户", "边缘户", en="marginal household"),
            term("sudden_hardship", "突发严重困难户", en="household in sudden grave hardship"),
        ),
        source="中农组发〔2021〕7号; 工作体系 POV-02; 各地户类型由地区包补充",
    ),
    Vocabulary(
        key="poverty_cause",
        label="致贫原因",
        open=True,
        terms=(
            term("illness", "因病", "因病致贫", en="illness"),
            term("disability", "因残", "因残致贫", en="disability"),
            term("schooling", "因学", "因学致贫", en="schooling"),
            term("disaster", "因灾", "因灾致贫", en="disaster"),
            term("accident", "因意外事故", "因意外", en="accident"),
            term("land", "缺土地", "缺地", en="want of land"),
            term("water", "缺水", en="want of water"),
            term("skill", "缺技术", "缺技能", en="want of skill"),
            term("labour", "缺劳动力", "缺劳力", en="want of labour"),
            term("capital", "缺资金", en="want of capital"),
            term("transport", "交通条件落后", "交通落后", en="poor transport"),
            term("drive", "自身发展动力不足", "自身发展力不足", en="want of drive"),
            term("project", "产业项目失败", en="failed project"),
            term("work", "务工就业不稳", en="unstable work"),
            term("other", "其他", "其它", en="other"),
        ),
        source="工作体系 POV-25",
    ),
    Vocabulary(
        key="removal_reason",
        label="退出原因",
        open=True,
        terms=(
            term("risk_gone", "风险消除", en="risk gone"),
            # Read from sheets and told of by a check: a household out of poverty stays on the register.
            term("lifted", "脱贫", "稳定脱贫", en="out of poverty"),
            term("struck_off", "核减", "清退", "识别不准", en="struck off on review"),
            term("died", "死亡", "整户死亡", en="died"),
            term("moved", "迁出", "整户迁出", en="moved away"),
            term("merged", "并户", "合户", en="merged with another household"),
        ),
        source="工作体系 POV-03",
    ),
    Vocabulary(
        key="post_level",
        label="帮扶人职级",
        open=True,
        terms=(
            term("county", "县级干部", "县处级", "县级", "处级", en="county-level cadre"),
            term("section", "科级干部", "科级", "乡科级", "正科", "副科", en="section-level cadre"),
            term("ordinary", "一般干部", "普通干部", "科员", "干部", en="ordinary cadre"),
        ),
        source="工作体系 POV-06",
    ),
    Vocabulary(
        key="pairing_end_reason",
        label="结对结束原因",
        open=True,
        terms=(
            term("handed_over", "移交接任", "岗位变动", "工作调动", "移交", en="handed over to the successor"),
            term("household_removed", "农户退出", en="the household was removed"),
            term("household_lifted", "农户脱贫", "已脱贫", en="the household is out of poverty"),
            term("adjusted", "调整结对", en="pairing changed"),
            term("other", "其他", "其它", en="other"),
        ),
        source="工作体系 POV-06",
    ),
    Vocabulary(
        key="visit_means",
        label="走访方式",
        open=True,
        terms=(
            term("home", "入户", "入户走访", "上门", "实地", en="at home"),
            term("phone", "电话", "电话联系", "电话走访", en="by telephone"),
            term("wechat", "微信", "微信联系", "视频", en="by WeChat"),
            term("other", "其他", en="other"),
        ),
        source="工作体系 POV-06",
    ),
)
