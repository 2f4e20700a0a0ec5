"""The codes of persons and units, from the national standards where there is one."""

from __future__ import annotations

from unionwork.declare.vocabularies import Vocabulary, term

SEX = Vocabulary(
    key="sex",
    label="性别",
    terms=(
        term("1", "男", "男性", "男士", en="male"),
        term("2", "女", "女性", "女士", en="female"),
        term("0", "未知的性别", "未知", en="unknown"),
        term("9", "未说明的性别", "未说明", en="not stated"),
    ),
    source="GB/T 2261.1",
)

EDUCATION = Vocabulary(
    key="education",
    label="学历",
    open=True,
    terms=(
        term("10", "研究生", "研究生教育", en="postgraduate"),
        term("11", "博士", "博士毕业", "博士研究生", en="doctor"),
        term("14", "硕士", "硕士毕业", "硕士研究生", en="master"),
        term("20", "本科", "大学本科", "大学", "大本", en="bachelor"),
        term("30", "专科", "大专", "大学专科", "高职", en="college"),
        term("40", "中等职业", "中专", "中职", "中技", "技校", "职高", "职业高中", en="vocational school"),
        term("60", "高中", "普通高中", "高中毕业", en="upper secondary school"),
        term("70", "初中", "初级中学", "初中毕业", en="lower secondary school"),
        term("80", "小学", "小学毕业", en="primary school"),
        term("90", "其他", "文盲", "半文盲", "文盲半文盲", "文盲或半文盲", "无学历", en="other"),
    ),
    source="GB/T 4658-2006",
)

KINSHIP = Vocabulary(
    key="kinship",
    label="家庭关系",
    open=True,
    terms=(
        term("01", "本人", en="self"),
        term("02", "户主", "户主本人", "本人或户主", en="head of household"),
        term("10", "配偶", en="spouse"),
        term("11", "夫", "丈夫", en="husband"),
        term("12", "妻", "妻子", en="wife"),
        term("20", "子", "儿子", en="son"),
        term("22", "长子", en="eldest son"),
        term("23", "次子", "二子", en="second son"),
        term("28", "女婿", en="son-in-law"),
        term("30", "女", "女儿", en="daughter"),
        term("32", "长女", en="eldest daughter"),
        term("33", "次女", "二女", en="second daughter"),
        term("38", "儿媳", "儿媳妇", en="daughter-in-law"),
        term("40", "孙辈", "孙子女", "孙子、孙女或外孙子、外孙女", en="grandchild"),
        term("41", "孙子", en="son's son"),
        term("42", "孙女", en="son's daughter"),
        term("43", "外孙子", "外孙", en="daughter's son"),
        term("44", "外孙女", en="daughter's daughter"),
        term("50", "父母", en="parent"),
        term("51", "父亲", "父", en="father"),
        term("52", "母亲", "母", en="mother"),
        term("53", "公公", en="husband's father"),
        term("54", "婆婆", en="husband's mother"),
        term("55", "岳父", en="wife's father"),
        term("56", "岳母", en="wife's mother"),
        term("60", "祖父母", "祖父母或外祖父母", en="grandparent"),
        term("61", "祖父", "爷爷", en="father's father"),
        term("62", "祖母", "奶奶", en="father's mother"),
        term("63", "外祖父", "外公", en="mother's father"),
        term("64", "外祖母", "外婆", en="mother's mother"),
        term("70", "兄弟姐妹", en="brother or sister"),
        term("71", "兄", "哥哥", en="elder brother"),
        term("73", "弟", "弟弟", en="younger brother"),
        term("75", "姐姐", "姐", en="elder sister"),
        term("77", "妹妹", "妹", en="younger sister"),
        term("80", "其他", "其他亲属", en="other"),
    ),
    source="GB/T 4761-2008",
)

HEALTH = Vocabulary(
    key="health",
    label="健康状况",
    open=True,
    terms=(
        term("1", "健康", "健康或良好", "良好", en="healthy"),
        term("2", "一般", "一般或较弱", "较弱", "体弱", en="fair or weak"),
        term("3", "长期慢性病", "有慢性病", "慢性病", "患长期慢性病", en="chronic illness"),
        # The standard has no code for a grave illness, and every relief sheet asks for it.
        term("serious", "大病", "患大病", "患有大病", "重病", "重大疾病", "患重大疾病", en="serious illness"),
        term("6", "残疾", "残疾人", "有残疾", en="disability"),
    ),
    source="GB/T 2261.3; 大病: 台账用语",
)

MEMBER_KIND = Vocabulary(
    key="member_kind",
    label="会员类别",
    open=True,
    terms=(
        term("regular", "在职职工", "正式职工", "正式工", "在岗职工", "合同工", en="regular worker"),
        term("migrant", "农民工", "进城务工人员", en="migrant worker"),
        term("dispatched", "派遣工", "劳务派遣工", "劳务派遣", en="dispatched worker"),
        term("new_form", "新就业形态劳动者", "新业态劳动者", en="worker in a new form of employment"),
        term("retired", "离退休", "退休", "离休", "退休职工", en="retired"),
        term("retreated", "退线", "内退", "退居二线", en="retreated from the front line"),
    ),
    source="工作体系 MEM-01",
)

INDUSTRY = Vocabulary(
    key="industry",
    label="行业",
    open=True,
    terms=(
        term("A", "农、林、牧、渔业", "农林牧渔业", "农业", en="agriculture, forestry, husbandry and fishery"),
        term("B", "采矿业", "采矿", "采掘业", "煤矿", en="mining"),
        term("C", "制造业", "制造", "工业制造", en="manufacturing"),
        term(
            "D",
            "电力、热力、燃气及水生产和供应业",
            "电力、燃气及水的生产和供应业",
            "水电气",
            en="electricity, heat, gas and water",
        ),
        term("E", "建筑业", "建筑", "建筑施工", en="construction"),
        term("F", "批发和零售业", "批发零售业", "商贸", en="wholesale and retail"),
        term("G", "交通运输、仓储和邮政业", "交通运输业", "交通运输", "物流", en="transport, storage and post"),
        term("H", "住宿和餐饮业", "住宿餐饮业", "餐饮业", "住宿业", en="hotels and catering"),
        term(
            "I",
            "信息传输、软件和信息技术服务业",
            "信息技术服务业",
            "软件和信息技术服务业",
            en="information technology",
        ),
        term("J", "金融业", "金融", en="finance"),
        term("K", "房地产业", "房地产", en="real estate"),
        term("L", "租赁和商务服务业", "商务服务业", en="leasing and business services"),
        term("M", "科学研究和技术服务业", en="research and technical services"),
        term("N", "水利、环境和公共设施管理业", "水利环境和公共设施管理业", en="water, environment and utilities"),
        term(
            "O",
            "居民服务、修理和其他服务业",
            "居民服务业",
            "居民服务和其他服务业",
            en="resident, repair and other services",
        ),
        term("P", "教育", "教育业", en="education"),
        term("Q", "卫生和社会工作", "卫生", "医疗卫生", en="health and social work"),
        term("R", "文化、体育和娱乐业", "文体娱乐业", en="culture, sport and entertainment"),
        term("S", "公共管理、社会保障和社会组织", "公共管理和社会组织", en="public administration"),
        term("T", "国际组织", en="international organisations"),
    ),
    source="GB/T 4754-2017",
)

OWNERSHIP = Vocabulary(
    key="ownership",
    label="单位类别",
    open=True,
    terms=(
        term("110", "国有企业", "国有", "国企", en="state-owned enterprise"),
        term("120", "集体企业", "集体", en="collective enterprise"),
        term("130", "股份合作企业", "股份合作", en="share co-operative"),
        term("140", "联营企业", "联营", en="joint operation"),
        term("151", "国有独资公司", en="wholly state-owned company"),
        term("159", "其他有限责任公司", "有限责任公司", en="other limited company"),
        term("161", "国有控股股份有限公司", "国有控股", en="state-controlled share company"),
        term("169", "其他股份有限公司", "股份有限公司", en="other share company"),
        term("170", "私营企业", "私营", "民营", "民营企业", en="private enterprise"),
        term("190", "其他内资企业", "其他内资", en="other domestic enterprise"),
        term(
            "200",
            "港、澳、台商投资企业",
            "港澳台",
            "港澳台商投资企业",
            en="funded from Hong Kong, Macao or Taiwan",
        ),
        term("300", "外商投资企业", "外商投资", "外资", "外资企业", en="foreign-funded enterprise"),
        term("400", "事业单位", "事业", en="public institution"),
        term("500", "机关", "机关单位", en="public organ"),
        term("600", "个体经济组织", "个体", "个体工商户", en="individual business"),
        term("700", "民办非企业单位", "民办非企业", "社会组织", en="private non-enterprise unit"),
    ),
    source="工会统计报表单位类别,2015",
)

VOCABULARIES = (SEX, EDUCATION, KINSHIP, HEALTH, MEMBER_KIND, INDUSTRY, OWNERSHIP)
