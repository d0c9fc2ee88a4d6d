"""Commands of the documentation: those that a reader may type run, and find the files that their page shows."""

import re
import shlex
from collections.abc import Iterator
from contextlib import chdir, redirect_stdout
from pathlib import Path
from shutil import copytree

import pytest

from llm_selection.cli import _terminal, main
from llm_selection.registry import CHOICE, bundled

ROOT = Path(__file__).parents[2]
PAGES = [
    page for page in (ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md"))) if "```sh" in page.read_text("utf-8")
]
EXAMPLE = ROOT / "docs/how-to/ship-your-own-registry.md"
"""Its commands run in the folder that it describes."""

NEEDS_MORE = (
    "results_2026-11-20.json",  # lm-evaluation-harness writes it
    "LLM_SELECTION_REGISTRIES=",  # a package is installed by then; .ci/run does it
)
_BLOCK = re.compile(r"(?ms)^```(?P<language>\w+)(?: file=(?P<file>\S+))?[^\n]*\n(?P<text>.*?)^```$")


def commands(text: str) -> Iterator[list[str]]:
    """Yield the words behind each `llm-selection` in the shell blocks of a page; write the files that it shows above it."""
    for block in _BLOCK.finditer(text):
        if block["file"]:
            Path(block["file"]).write_text(block["text"], encoding="utf-8")
        for line in block["text"].splitlines() if block["language"] == "sh" else ():
            for part in line.split(" && "):
                words = shlex.split(part, comments=True)
                program = words[0] if words else ""
                if program.endswith("llm-selection") and not any(more in part for more in NEEDS_MORE):
                    yield words[1:]


def run(words: list[str]) -> int:
    """Run a command as a shell does: with names for an asterisk, and its output in a file where one is named."""
    *words, into, file = words if ">" in words else (*words, ">", "printed")
    assert into == ">"
    expanded = [name for word in words for name in (sorted(map(str, Path().glob(word))) if "*" in word else [word])]
    with Path(file).open("w", encoding="utf-8") as stream, redirect_stdout(stream):
        return main(expanded)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_run(
    page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the day of the data, each answers, finds nothing, or finds something, and has nothing to complain of."""
    monkeypatch.setattr(_terminal, "today", lambda: bundled().date)
    monkeypatch.delenv(CHOICE, raising=False)
    if page == EXAMPLE:
        copytree(ROOT / "examples/downstream-registry", tmp_path, dirs_exist_ok=True)
    with chdir(tmp_path):
        for words in commands(page.read_text(encoding="utf-8")):
            code = run(words)
            complaint = capsys.readouterr().err
            assert (code in (_terminal.ANSWERED, _terminal.NOTHING_FITS, _terminal.FOUND), complaint) == (True, ""), (
                words
            )


def test_what_a_page_shows_is_found(tmp_path: Path) -> None:
    """Commands behind others, with comments, and files above them; no output, no other program, and nothing that is left out."""
    page = (
        "```toml file=a.toml\nb = 1\n```\n\n```sh\ncd x && .venv/bin/llm-selection lock a.toml > 'b c'  # why\ngit add .\n"
        "LLM_SELECTION_REGISTRIES=x llm-selection registry audit\n\n```\n\n```console\n$ llm-selection list tasks\n```\n"
    )
    with chdir(tmp_path):
        assert list(commands(page)) == [["lock", "a.toml", ">", "b c"]]
        assert Path("a.toml").read_text(encoding="utf-8") == "b = 1\n"
