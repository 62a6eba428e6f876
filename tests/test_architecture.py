"""The law of the house: data flows one way, MkDocs is touched at the doors only, and the map shows every room."""

import ast
import re
from pathlib import Path

HANDBOOK = "hooks/handbook"
# each module may import from those in lines above its own, and from its own line
STEPS = [
    {"finding", "text", "pictures", "latex", "urls", "bibvalue", "marks", "quotes", "sections"},
    {"page", "front", "names", "bibtex", "report", "fields", "reading_list"},
    {"outline", "glossary", "links", "cite", "allow", "extension", "titles", "identifiers", "schemas"},
    {"plain", "bibclean"},
    {"claims", "bib", "datasets", "shapes", "linear_blocks", "parameters", "cache", "flops", "proofs", "directives"},
    {"ledger", "labels", "canonical", "bibfields", "plots"},
    {"index"},
    {"built", "reach"},
    {"rules"},
    {"judge"},
    {"check", "render"},
    {"build"},
]


def modules(root: Path) -> dict[str, Path]:
    found = {}
    for file in sorted((root / HANDBOOK).rglob("*.py")):
        parts = file.relative_to(root / HANDBOOK).with_suffix("").parts
        found[".".join(part for part in parts if part != "__init__")] = file
    return found


def imported(name: str, file: Path) -> set[str]:
    """Top-level modules of the package, and of others, that a module imports; ours are given with a leading dot."""
    package = name.split(".")[: -1 if file.name != "__init__.py" else None]
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").partition(".")[0])
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] + ([node.module] if node.module else [])
            inner = ".".join(base).partition(".")[0]
            found |= {f".{inner}"} if inner else {f".{alias.name}" for alias in node.names}
    return found


def step(name: str) -> int:
    return next(i for i, names in enumerate(STEPS) if name in names)


def test_no_arrow_leads_back(root: Path) -> None:
    backwards = [
        f"{name} imports {other}"
        for name, file in modules(root).items()
        if name
        for other in sorted(imported(name, file))
        if other.startswith(".") and step(other[1:]) > step(name.partition(".")[0])
    ]
    assert backwards == []


def test_mkdocs_is_touched_at_the_doors_only(root: Path) -> None:
    named = {name: imported(name, file) for name, file in modules(root).items()}
    assert {
        name for name, others in named.items() if others & {"mkdocs", "mkdocs_bibtex", "material", "properdocs"}
    } == set()


def test_doors_are_shallow(root: Path) -> None:
    deep = {file.name: len(file.read_text(encoding="utf-8").splitlines()) for file in (root / "hooks").glob("*.py")}
    assert deep and {name: lines for name, lines in deep.items() if lines > 80} == {}


def test_no_room_is_crowded(root: Path) -> None:
    sizes = {name: len(file.read_text(encoding="utf-8").splitlines()) for name, file in modules(root).items()}
    assert {name: lines for name, lines in sizes.items() if lines > 420} == {}


def test_the_map_names_every_room(root: Path) -> None:
    text = (root / "docs/contributing/architecture.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`(\w+)\.py`", text)) | set(re.findall(r"`(\w+)/`", text))
    rooms = {name.partition(".")[0] for name in modules(root) if name}
    assert sorted(rooms - told) == []
