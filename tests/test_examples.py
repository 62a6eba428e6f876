"""The code on the pages does what they say: each block runs alone, and prints its `# -> ` lines and nothing else."""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from handbook.page import Page

DOCS = Path(__file__).parents[1] / "docs"
SECONDS = 20
_OPENING = re.compile(r"[ \t]*(?:`{3,}|~{3,})[ \t]*\{?[ \t]*\.?(?:python3?|py)\b[^\n]*\n")
_TOLD = re.compile(r"[ \t]*# ->(?: (.*))?")


def blocks(page: Page) -> Iterator[tuple[int, str]]:
    """The line of each block of Python code on a page, and its code."""
    for region in page.regions:
        fence = page.text[region.start : region.end]
        if region.kind == "fence" and (opening := _OPENING.match(fence)):
            code = fence[opening.end() :].rstrip("\n").rpartition("\n")[0]
            yield page.lines.line(region.start), textwrap.dedent(code) + "\n"


def fault(code: str, line: int = 0, seconds: float = SECONDS) -> str:
    """What a reader would see instead of what the block says; empty when it is true. `line` is that of its fence."""
    told = [(match[1] or "").rstrip() for row in code.splitlines() if (match := _TOLD.fullmatch(row))]
    # -I -S: nothing of this folder, of the environment or of installed packages; the standard library is all there is
    command = [sys.executable, "-I", "-S", "-X", "utf8", "-"]
    try:
        done = subprocess.run(
            command, input="\n" * line + code, capture_output=True, encoding="utf-8", timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        return f"it runs for more than {seconds:g} s"
    if done.returncode or done.stderr:
        return f"it stops: {done.stderr.strip()}"
    printed = [row.rstrip() for row in done.stdout.splitlines()]
    return "" if printed == told else "\n".join(("it prints", *printed, "where the page says", *told))


def _pages() -> list[Page]:
    files = sorted(p for p in DOCS.rglob("*.md") if p.relative_to(DOCS).parts[0] != "contributing")
    return [Page(file.relative_to(DOCS.parent).as_posix(), file.read_text(encoding="utf-8")) for file in files]


EXAMPLES = [(f"{page.path}:{line}", line, code) for page in _pages() for line, code in blocks(page)]


@pytest.mark.parametrize(("line", "code"), [e[1:] for e in EXAMPLES], ids=[e[0] for e in EXAMPLES])
def test_a_block_prints_what_the_page_says(line: int, code: str) -> None:
    assert fault(code, line) == ""


def test_the_blocks_of_the_handbook_are_found() -> None:
    found = {place.partition(":")[0] for place, _, _ in EXAMPLES}
    assert found >= {"docs/efficient-transformers/attention-cost.md", "docs/scaling-laws/compute-optimal.md"}
    written = sum(len(re.findall(r"^[ \t]*(?:```|~~~) *py", page.text, re.M)) for page in _pages())
    assert len(EXAMPLES) == written


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("print(1 + 1)\n# -> 2\n", ""),
        ("for i in range(2):\n    print(i)\n    # -> 0\n    # -> 1\n", ""),
        ("print('a')\nprint()\nprint('β')\n# -> a\n# ->\n# -> β\n", ""),
        ("x = 1  # -> 1\n", ""),  # a remark beside code is no output
        ("print(1 + 1)\n# -> 3\n", "it prints\n2\nwhere the page says\n3"),
        ("print(1 + 1)\n", "it prints\n2\nwhere the page says"),
        ("x = 1\n# -> 1\n", "it prints\nwhere the page says\n1"),
        ("print(2)\nprint(1)\n# -> 1\n# -> 2\n", "it prints\n2\n1\nwhere the page says\n1\n2"),
    ],
)
def test_a_wrong_line_is_told(code: str, said: str) -> None:
    assert fault(code) == said


@pytest.mark.parametrize(
    ("code", "last"),
    [
        ("x = y\n", "NameError: name 'y' is not defined"),  # of another block
        ("import yaml\n", "ModuleNotFoundError: No module named 'yaml'"),  # installed, but no part of Python
        ("import miniature\n", "ModuleNotFoundError: No module named 'miniature'"),
        ("raise SystemExit(3)\n", "it stops: "),
    ],
)
def test_a_block_that_stops_is_told(code: str, last: str) -> None:
    assert fault(code).splitlines()[-1] == last


def test_a_block_that_stops_is_told_at_the_line_of_the_page() -> None:
    page = Page("docs/a.md", "# A\n\n- Item\n\n    ```python\n    x = 1\n    y = z\n    ```\n")
    ((line, code),) = blocks(page)
    assert (line, code) == (5, "x = 1\ny = z\n")
    assert 'File "<stdin>", line 7' in fault(code, line)


def test_a_block_that_does_not_end_is_told() -> None:
    assert fault("while True: pass\n", seconds=0.5) == "it runs for more than 0.5 s"


def test_other_fences_are_no_code_to_run() -> None:
    silent = "```text\nx\n```\n\n```pycon\n>>> x\n```\n\n    ```python\n    indented, so no fence\n    ```\n\n"
    text = silent + "~~~ py\na\n~~~\n\n``` {.python .x}\nb\n```\n"
    assert [code for _, code in blocks(Page("docs/a.md", text))] == ["a\n", "b\n"]
