"""The command line of the source rules: what it prints, what it ends with."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import miniature
from handbook import check

ABOUT = (
    "description: A page for the command line, with a description that is long enough to pass.\nkind: guide\n---\n\n"
)
GOOD = f"---\ntitle: A\n{ABOUT}# A\n\nSee [@hoffmann2022training].\n"
BAD = f"---\ntitle: A\n{ABOUT}# A\n\nSee [@nope2020x].\n\n# B\n"
SECOND = 'docs/b.md:11:1: second heading "B" of level 1 after line 7; make it "## B" (one-title)'
UNKNOWN = 'docs/b.md:9:6: unknown citation key "nope2020x"; add it to bib/references.bib (unknown-key)'


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return miniature.write({"docs/a.md": GOOD, "docs/b.md": BAD, "docs/data/t.csv": "a,b\n"}, tmp_path)


def call(tree: Path, *arguments: str, stdout: int = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    """A call in a process of its own, as make check calls it."""
    hooks = miniature.ROOT / "hooks"
    command = [sys.executable, "-m", "handbook.check", "--today", "2026-11-20", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(hooks), "GITHUB_ACTIONS": "", "PYTHONUTF8": "1"}
    return subprocess.run(
        command, cwd=tree, env=environment, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False
    )


def run(tree: Path, *arguments: str) -> tuple[int, list[str]]:
    """The exit code and the lines of a call."""
    done = call(tree, *arguments)
    assert "Traceback" not in done.stderr
    return done.returncode, (done.stdout + done.stderr).splitlines()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGPIPE")
def test_a_reader_who_stops_early_sees_no_traceback(tree: Path) -> None:
    """As in `make check | head -1`."""
    reading, writing = os.pipe()
    os.close(reading)
    done = call(tree, stdout=writing)
    os.close(writing)
    assert done.stderr == ""


def test_findings_come_sorted_and_the_last_line_says_what_was_done(tree: Path) -> None:
    code, lines = run(tree)
    assert code == 1
    assert lines[:-1] == [UNKNOWN, SECOND]
    assert lines[-1].startswith("2 findings by ") and "rules in 2 pages and the bibliography" in lines[-1]
    assert ". The build adds: absolute-path, " in lines[-1] and "missing-page" in lines[-1]


def test_nothing_found_ends_with_zero(tree: Path) -> None:
    (tree / "docs/b.md").unlink()
    code, lines = run(tree)
    assert code == 0 and len(lines) == 1 and lines[0].startswith("0 findings by ") and "in 1 page and" in lines[0]


def test_named_files_are_told_alone_but_judged_with_all(tree: Path) -> None:
    assert run(tree, "docs/a.md")[0] == 0  # the work that it cites is not told as uncited
    code, lines = run(tree, "docs/b.md", str(tree / "docs/a.md"), "bib/references.bib")
    assert (code, lines[:-1]) == (1, [UNKNOWN, SECOND])


@pytest.mark.parametrize("name", ["docs/nope.md", "/nowhere/x.md", "mkdocs.yml"])
def test_a_file_that_is_no_source_is_an_error_of_the_call(tree: Path, name: str) -> None:
    code, lines = run(tree, name)
    assert code == 2 and lines[-1].endswith(f"no such source: {name}")


def test_a_folder_that_is_no_repository_is_an_error_of_the_call(tmp_path: Path) -> None:
    code, lines = run(tmp_path)
    assert code == 2 and 'there is no folder "docs" in ' in lines[-1]


def test_json_is_all_that_is_printed(tree: Path) -> None:
    code, lines = run(tree, "--format", "json")
    assert code == 1
    assert [(f["path"], f["line"], f["rule"]) for f in json.loads("\n".join(lines))] == [
        ("docs/b.md", 9, "unknown-key"),
        ("docs/b.md", 11, "one-title"),
    ]


def test_annotations_stand_below_their_lines(tree: Path) -> None:
    _, lines = run(tree, "--format", "github")
    assert lines[0] == UNKNOWN
    assert lines[1].startswith("::error file=docs/b.md,line=9,col=6,title=unknown-key::unknown citation key")


def test_annotations_are_the_default_under_actions(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert check.main(["--root", str(tree), "--today", "2026-11-20"]) == 1
    assert "::error file=docs/b.md" in capsys.readouterr().out


def test_sources_that_are_broken_in_every_way_end_in_findings(tmp_path: Path) -> None:
    miniature.write(miniature.BROKEN, tmp_path)
    code, lines = run(tmp_path)
    assert code == 1 and " findings by " in lines[-1]


def test_the_same_sources_give_the_same_bytes(tree: Path) -> None:
    assert run(tree) == run(tree)


PIECES = (
    *"[ [a] [a]( ]( `a``b <div> </div> <!-- [^a] *a _a \\ 1, 9 \\( ~~~ {{ }} --- ===".split(),
    *("$a ", "$$a ", "<a ", "[@a; ", "@a ", "{ #a ", '<a href="', "| a ", '[a](b "', "![a](b ", "[see @a, p. "),
    *("# a\n", "```\n", "[^a]: b\n", "[a]: b\n", "!!! a\n", "///\n", "\n", " ", "<a b='"),
)  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_a_page_of_one_thing_over_and_over_is_judged_at_once(piece: str, tmp_path: Path) -> None:
    tree = {"docs/index.md": f"# A\n\n{piece * 1000}\n", "bib/references.bib": f"@misc{{a, title = {{{piece * 1000}\n"}
    assert miniature.check(tree, tmp_path) != []
