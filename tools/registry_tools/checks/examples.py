"""
Check the types of the Python examples in README and docs.

    registry-tools check examples

The blocks of a page are one module, as they are run one after the other; mypy is as strict with them as with the code.
Faults are told at the page's own lines; the exit code is mypy's.
"""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from registry_tools.arguments import command_parser
from registry_tools.places import ROOT

_FENCES = re.compile(r"(?ms)^```python(?: [^\n]*)?\n(.*?)^```")


def examples(page: str) -> str:
    """Return the Python blocks of a page, each at the lines at which it stands there; nothing without any."""
    lines = [""] * page.count("\n")
    for block in _FENCES.finditer(page):
        first = page.count("\n", 0, block.start(1))
        code = block[1].splitlines()
        lines[first : first + len(code)] = code
    return "\n".join(lines).rstrip()


def main(arguments: Sequence[str] | None = None) -> int:
    """Check every page."""
    command_parser("check examples", __doc__).parse_args(arguments)
    pages = [ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md"))]
    with TemporaryDirectory() as folder:
        modules: dict[str, str] = {}
        for page in pages:
            name = re.sub(r"\W", "_", str(page.relative_to(ROOT).with_suffix("")))
            if code := examples(page.read_text(encoding="utf-8")):
                (Path(folder) / f"{name}.py").write_text(f"{code}\n", encoding="utf-8")
                modules[f"{name}.py"] = str(page.relative_to(ROOT))
        command = [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml"), *modules]
        # What is checked is this tree, not what may be installed.
        environment = {**os.environ, "MYPYPATH": str(ROOT / "src")}
        found = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    told = re.sub(r"(?m)^(\w+\.py):", lambda line: f"{modules.get(line[1], line[1])}:", found.stdout)
    sys.stdout.write(told + found.stderr)
    return found.returncode
