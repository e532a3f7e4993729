"""Builds the wheel: python3 build_wheel.py <version of Maven's> <directory for it> <directory with runtime jars>...

Works in the given directory alone, in a virtual environment of its own there, and leaves nothing beside the sources.
"""

import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).parent


def pep440(version: str) -> str:
    """Return the version as Python spells it: 0.1.0-SNAPSHOT is 0.1.0.dev0."""
    return version.replace("-SNAPSHOT", ".dev0")


def main(version: str, target: Path, jars: list[Path]) -> None:
    """Copy the sources, add what only Maven knows, and build."""
    project = target / "project"
    shutil.rmtree(target / "dist", ignore_errors=True)
    shutil.rmtree(project, ignore_errors=True)
    shutil.copytree(HERE, project, ignore=shutil.ignore_patterns("tests", "*.egg-info", "__pycache__", ".*"))
    shutil.copy(HERE.parent.parent / "LICENSE", project)
    (project / "VERSION").write_text(pep440(version), encoding="utf-8")
    inside = project / "src" / "turnstile" / "jars"
    inside.mkdir()
    for jar in jars:
        shutil.copy(jar, inside)

    environment = target / "environment"
    python = environment / "bin" / "python"
    requires = re.findall(r'requires = \["(.*)"\]', (HERE / "pyproject.toml").read_text(encoding="utf-8"))
    if not python.exists():
        venv.create(environment, with_pip=True)
    pip = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", *requires, "wheel"], check=True)
    subprocess.run([*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", "dist", "./project"], cwd=target, check=True)


if __name__ == "__main__":
    found = [jar for directory in sys.argv[3:] for jar in sorted(Path(directory).glob("turnstile-spark-runtime-*.jar"))]
    if not found:
        sys.exit(f"There is no runtime jar in {', '.join(sys.argv[3:])}")
    main(sys.argv[1], Path(sys.argv[2]).resolve(), found)
