"""A new pack: the files that `region new` writes, with an example of every noun ready to be switched on."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

import attrs

from unionwork.errors import UsageError

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@attrs.frozen(kw_only=True)
class Written:
    """A pack that was just written.

    Attributes:
        folder: where it lies.
        files: what was written, the one to edit first at the head.
        advice: what to do next, in one line.
    """

    folder: Path
    files: tuple[Path, ...]
    advice: str


def write_pack(folder: str | Path, key: str, name: str, extends: str = "cn") -> Written:
    """Write a pack that passes as it stands: only its head says anything, the examples are comments.

    Args:
        folder: the pack's own folder; made where it is missing.
        key: how commands name the region: lower case, digits and hyphens.
        name: its Chinese name.
        extends: key of the region it stands on.

    Raises:
        UsageError: the key is none, the name is empty, or the folder holds something already.
    """
    home = Path(folder)
    if not _KEY.fullmatch(key):
        raise UsageError(f"键「{key}」只能用小写字母、数字,中间以 - 连接,如 my-county")
    if not name.strip():
        raise UsageError("地区的名称不能是空的;请用 --name 写明")
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise UsageError(f"{home} 已经有内容;请换一个文件夹,原有文件不会被改动")
    module = f"unionwork_{key.replace('-', '_')}"
    words = {
        "@KEY@": key,
        "@NAME@": json.dumps(name.strip(), ensure_ascii=False),
        "@DESCRIPTION@": json.dumps(f"unionwork 地区包:{name.strip()}", ensure_ascii=False),
        "@EXTENDS@": extends,
        "@MODULE@": module,
        # Keys of words begin with a letter; keys of regions may begin with a digit.
        "@AREA@": key.replace("-", "_") if key[0].isalpha() else f"r{key.replace('-', '_')}",
    }
    places = {
        "pack.toml": home / "pack.toml",
        "cases.toml": home / "cases.toml",
        "pyproject.toml": home / "pyproject.toml",
        "package.py": home / module / "__init__.py",
    }
    for template, place in places.items():
        place.parent.mkdir(parents=True, exist_ok=True)
        text = (files("unionwork.regions") / "new" / f"{template}.txt").read_text(encoding="utf-8")
        for mark, word in words.items():
            text = text.replace(mark, word)
        place.write_text(text, encoding="utf-8", newline="\n")
    first = places["pack.toml"]
    advice = f"先改 {first}:写上本地的标准和文件依据;再在 cases.toml 写几个例子,然后运行 unionwork region test {home}"
    return Written(folder=home, files=tuple(places.values()), advice=advice)
