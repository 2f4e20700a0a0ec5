"""Runs the examples again and rewrites the outputs that changed: `python docs/outputs.py [PAGE.md ...]`.

Read the difference before it is kept. An output with `...` is never rewritten, only named where it no
longer agrees. The English twin gets the same blocks.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.meta.pages import Example, read_page, run_example, says  # noqa: E402 (the tests are no package)
from unionwork.sample import demo_rolls  # noqa: E402

_FENCED: Final = re.compile(r"^```\w*\n.*?^```$", re.MULTILINE | re.DOTALL)


def rerun(page: Path) -> list[str]:
    """Rewrite a page and its English twin; what a person has to look at."""
    faults: list[str] = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        demo_rolls(folder)
        blocks = [_block(example, folder, faults) for example in read_page(page).examples]
    for path in (page, page.parent / "en" / page.name):
        pieces = _FENCED.split(path.read_text(encoding="utf-8"))
        path.write_text("".join(part for pair in zip(pieces, [*blocks, ""], strict=True) for part in pair), "utf-8")
    return [f"{page.name}:{fault}" for fault in faults]


def _block(example: Example, folder: Path, faults: list[str]) -> str:
    """The fenced block of an example as it ought to stand on the page."""
    text = example.text
    if example.exit_code is not None and example.language == "console":
        parts = re.split(r"^\$ ", text, flags=re.MULTILINE)
        text = parts[0] + "".join(f"$ {_part(part, example, folder, faults)}" for part in parts[1:])
    elif example.is_live:
        faults += [f"{example.line}: {fault}" for fault in run_example(example, folder)]
    return f"```{example.language}\n{text}```"


def _part(part: str, example: Example, folder: Path, faults: list[str]) -> str:
    command, _, output = part.partition("\n")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        command,
        shell=True,
        cwd=folder,
        env={**os.environ, "PATH": path, "PYTHONUTF8": "1", "COLUMNS": "100"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode not in (0, example.exit_code):
        faults.append(f"{example.line}: {command}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
        return part
    if not output.strip() or says(output, done.stdout + done.stderr):
        return part
    if "..." in output:
        faults.append(f"{example.line}: {command}: printed\n{done.stdout}{done.stderr}")
        return part
    printed = "\n".join(line.rstrip() for line in (done.stdout + done.stderr).strip().splitlines())
    return f"{command}\n{printed}\n"


def main() -> None:
    """Rerun the pages named, else every page in Chinese that has a twin."""
    named = [Path(name).resolve() for name in sys.argv[1:]] or sorted((ROOT / "docs").glob("*.md"))
    for page in named:
        sys.stdout.write("".join(f"{fault}\n" for fault in rerun(page)))


if __name__ == "__main__":
    main()
