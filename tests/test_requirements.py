"""The lock files: they hold what the short lists ask for, name no host, and install from wheels alone."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PIN = re.compile(r"^([a-z0-9-]+)==(\S+)(?: ; .+)? \\$", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    """Return package -> version of a lock file."""
    return dict(PIN.findall((ROOT / name).read_text()))


def wishes(name: str) -> dict[str, str]:
    """Return package -> version ("" if any will do) of a hand-written list."""
    lines = [line.split("#")[0].strip() for line in (ROOT / name).read_text().splitlines()]
    wanted = [line for line in lines if line and not line.startswith("-")]
    return {(parts := line.lower().partition("=="))[0]: parts[2] for line in wanted}


def test_the_lock_files_hold_what_the_lists_ask_for() -> None:
    site, dev = pins("requirements.txt"), pins("requirements-dev.txt")
    for name, version in wishes("requirements.in").items():
        assert site[name] == version or (version == "" and name in site)
    for name, version in wishes("requirements-dev.in").items():
        assert dev[name] == version or (version == "" and name in dev)
    assert {name: dev.get(name) for name in site} == site


def test_every_line_of_a_lock_file_is_a_pin_a_hash_or_a_remark() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        hashed = re.sub(r"^    --hash=sha256:[0-9a-f]{64}( \\)?\n", "", PIN.sub("", text), flags=re.MULTILINE)
        assert [line for line in hashed.splitlines() if line and not line.lstrip().startswith("#")] == []
        assert "://" not in text


@pytest.mark.parametrize("version", ["3.11.0", "3.14"])
@pytest.mark.parametrize(
    "platform",
    [
        "aarch64-apple-darwin",
        "aarch64-unknown-linux-gnu",
        "x86_64-apple-darwin",
        "x86_64-pc-windows-msvc",
        "x86_64-unknown-linux-gnu",
    ],
)
@pytest.mark.parametrize(
    ("lock", "macos"),
    [("requirements.txt", "13.0"), ("requirements-dev.txt", "14.0")],  # the tools of tests ask for a newer macOS
)
def test_every_platform_and_python_has_wheels_for_all_of_it(
    lock: str, macos: str, platform: str, version: str, tmp_path: Path
) -> None:
    install = [
        sys.executable,
        "-m",
        "uv",
        "--no-config",
        "--system-certs",
        "pip",
        "install",
        "--dry-run",
        "--target",
        tmp_path / "none",
    ]
    install += ["--python", sys.executable, "--python-version", version, "--python-platform", platform]
    install += ["--require-hashes", "--only-binary", ":all:", "-r", ROOT / lock]
    environment = {**os.environ, "MACOSX_DEPLOYMENT_TARGET": macos}
    done = subprocess.run(install, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_site_s_requirements_install_into_an_empty_environment_from_wheels_alone(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-I", "-m", "venv", tmp_path / "venv"], check=True)
    python = tmp_path / "venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    install = [python, "-I", "-m", "pip", "install", "--quiet", "--no-input", "--no-compile"]
    install += ["--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:"]
    subprocess.run([*install, "-r", ROOT / "requirements.txt"], check=True)
    listed = subprocess.run([python, "-I", "-m", "pip", "freeze", "--all"], capture_output=True, text=True, check=True)
    installed = dict(line.lower().replace("_", "-").split("==") for line in listed.stdout.split())
    installed.pop("pip")
    assert installed == pins("requirements.txt")
    assert subprocess.run([python, "-I", "-m", "pip", "check"], capture_output=True, text=True).returncode == 0
