"""Invented places, unions and units; none of them is on a map."""

from __future__ import annotations

from random import Random
from typing import Final

COUNTY: Final = "红星县"
TOWNS: Final = (
    *("红星镇", "青禾镇", "金穗镇", "云杉镇", "晨光镇", "枫林乡", "望山乡", "麦田乡"),
    *("蓝湖镇", "雪松乡", "银杏镇", "芳草乡", "长风镇", "橡树乡", "梨花镇", "风车乡"),
)
_COMMUNITIES: Final = tuple(f"第{number}社区" for number in "一二三四五六七八九十")
_BRANDS: Final = ("恒顺", "立达", "同心", "启明", "永固", "博众", "联兴", "远帆", "瑞丰", "信实", "飞跃", "德润")
_TRADES: Final = (*("机械", "电子", "服装", "食品", "木业", "建材", "玩具", "五金", "印刷", "化工", "包装", "家具"),)
_SUFFIXES: Final = ("厂", "公司", "有限公司")


def unions() -> tuple[str, ...]:
    """The unions of the county's towns, park and communities."""
    places = (*TOWNS, "工业园", *_COMMUNITIES)
    return tuple(f"{place}工会联合会" for place in places)


def some_towns(rng: Random, count: int) -> tuple[str, ...]:
    """Some towns of the county; the first is always there."""
    return (TOWNS[0], *rng.sample(TOWNS[1:], count - 1))


def units(rng: Random, count: int) -> tuple[str, ...]:
    """So many units, no two of one name."""
    names = [f"{brand}{trade}{suffix}" for suffix in _SUFFIXES for trade in _TRADES for brand in _BRANDS]
    while len(names) < count:
        names.append(f"第{len(names)}联营{rng.choice(_TRADES)}厂")
    rng.shuffle(names)
    return tuple(names[:count])
