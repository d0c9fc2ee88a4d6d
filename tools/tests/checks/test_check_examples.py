"""Examples in docs: the blocks of a page make one module, at the page's own lines."""

import subprocess
from pathlib import Path

import pytest

from registry_tools.checks import examples as check_examples

PAGE = """# Page

```python
one = 1
```

```sh
not python
```

```python file=two.py
two: str = one
```
"""


def test_blocks_stand_at_their_lines() -> None:
    """So that a fault is told where it is; a page without Python is no module."""
    lines = check_examples.examples(PAGE).splitlines()
    assert {number: line for number, line in enumerate(lines, start=1) if line} == {4: "one = 1", 12: "two: str = one"}
    assert check_examples.examples("# Page\n\n```sh\nls\n```\n") == ""


@pytest.mark.parametrize("code", [0, 1])
def test_faults_are_told_by_page(
    code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of every page with Python, by its name; the exit code is that of the check."""
    (tmp_path / "docs/how-to").mkdir(parents=True)
    (tmp_path / "README.md").write_text("# No code\n", encoding="utf-8")
    (tmp_path / "docs/how-to/do-it.md").write_text(PAGE, encoding="utf-8")
    asked: list[list[str]] = []

    def run(command: list[str], *, cwd: str, **_: object) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        assert "two: str = one" in (Path(cwd) / command[-1]).read_text(encoding="utf-8")
        return subprocess.CompletedProcess(command, code, f"{command[-1]}:12: error: no str\n", "")

    monkeypatch.setattr(check_examples, "ROOT", tmp_path)
    monkeypatch.setattr(subprocess, "run", run)
    assert check_examples.main([]) == code
    assert [command[-1] for command in asked] == ["docs_how_to_do_it.py"]
    assert capsys.readouterr().out == "docs/how-to/do-it.md:12: error: no str\n"
