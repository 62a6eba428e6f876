"""What several test files share: the repository's root, and its site, built once."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


def build(target: Path, **environment: str) -> Path:
    """Build the repository into `target` and return it. Findings do not matter here, only that there is a site."""
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(target)]
    settings = {**os.environ, "SITE_URL": "", "REPO_URL": "", "NO_MKDOCS_2_WARNING": "1", **environment}
    done = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return target


def once(tmp_path_factory: pytest.TempPathFactory, name: str, **environment: str) -> Path:
    """The site, built by the first worker that asks for it; the others wait for that build."""
    base = tmp_path_factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    done = base / f"{name}-done"
    try:
        (base / f"{name}-begun").mkdir()
    except FileExistsError:
        end = time.monotonic() + 300
        while not done.exists() and time.monotonic() < end:
            time.sleep(0.2)
        assert (base / name / "index.html").exists(), "the worker that builds the site has failed"
        return base / name
    try:
        return build(base / name, **environment)
    finally:
        done.touch()


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site without an address, as a fresh clone builds it."""
    return once(tmp_path_factory, "site")


@pytest.fixture(scope="session")
def published_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as it is published: with an address and a repository, at a host that is asked for nothing."""
    settings = {"SITE_URL": "https://handbook.example/", "REPO_URL": "https://github.com/example/handbook"}
    return once(tmp_path_factory, "published", **settings)


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for all miniature sites: pandoc is asked only for what no other test has asked."""
    return tmp_path_factory.mktemp("cache")
