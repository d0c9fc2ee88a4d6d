"""Completion: each script is printed, and what a shell makes of it is what the command line takes."""

import os
import pty
import select
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from llm_selection.cli import main
from llm_selection.cli._arguments import LISTED, SHELLS
from llm_selection.cli._completion import place
from llm_selection.needs.presets import PRESETS
from llm_selection.registry import bundled

Complete = Callable[[str], set[str]]


@pytest.fixture
def path(tmp_path: Path) -> str:
    """Make a folder in which the command of this Python is found, before all others, and some files beside it."""
    command = tmp_path / "bin" / "llm-selection"
    command.parent.mkdir()
    run = "import sys; from llm_selection.cli import main; sys.exit(main())"
    paths = shlex.quote(os.pathsep.join(filter(None, sys.path)))
    command.write_text(
        f'#!/bin/sh\nPYTHONPATH={paths} exec {shlex.quote(sys.executable)} -c "{run}" "$@"\n', encoding="utf-8"
    )
    command.chmod(0o755)
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "my-need.toml").touch()
    return os.pathsep.join([str(command.parent), os.environ["PATH"]])


def shell(name: str, *arguments: str, path: str, folder: Path) -> str:
    """Return what a shell prints, which has nothing to complain of; one that isn't installed is skipped."""
    program = shutil.which(name)
    if program is None:
        pytest.skip(f"{name} isn't installed")
    environment = {"PATH": path, "HOME": str(folder), "LANG": "C.UTF-8"}
    done = subprocess.run(
        [program, *arguments], capture_output=True, text=True, check=False, cwd=folder / "files", env=environment
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def by_bash(words: str, *, path: str, folder: Path) -> set[str]:
    """Ask as bash does when the key is pressed behind *words*."""
    given = ["llm-selection", *shlex.split(words), *([""] if words.endswith(" ") or not words else [])]
    script = f"""
source {shlex.quote(place("bash"))}
function_=$(complete -p llm-selection | sed 's/.* -F \\([^ ]*\\) .*/\\1/')
COMP_WORDS=({shlex.join(given)}) COMP_CWORD={len(given) - 1}
$function_ llm-selection
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    return set(filter(None, shell("bash", "--norc", "-c", script, path=path, folder=folder).splitlines()))


def by_fish(words: str, *, path: str, folder: Path) -> set[str]:
    """Ask fish what it would offer behind *words*."""
    asked = shlex.quote(f"llm-selection {words}")
    script = f"source {shlex.quote(place('fish'))}; complete -C {asked}"
    printed = shell("fish", "--no-config", "-c", script, path=path, folder=folder)
    return {line.partition("\t")[0] for line in printed.splitlines()}


ASKED = [
    ("reco", {"recommend"}),
    ("registry ", {"info", "audit", "diff", "build"}),
    ("list ", {*LISTED}),
    ("recommend --err", {"--error-cost"}),
    ("recommend image", {"image-understanding"}),
    ("recommend my", {"my-need.toml"}),
    ("recommend rag --unknowns ", {"set_aside", "include"}),
    ("recommend rag --license open", {"open-weight", "open-source"}),
    ("recommend rag --require min_c", {"min_context_tokens="}),
    ("recommend --require max_mon", {"max_monthly_cost="}),
    ("recommend --use-case my", {"my-need.toml"}),
    ("cost openai/gpt-5 --workload cod", {"code-completion", "coding-agent"}),
    ("completion ", {*SHELLS}),
]


@pytest.mark.parametrize(("words", "offered"), ASKED)
@pytest.mark.parametrize("ask", [by_bash, by_fish])
def test_a_shell_offers(ask: Callable[..., set[str]], words: str, offered: set[str], path: str, tmp_path: Path) -> None:
    """Commands, options, choices, presets, tasks, keywords of requirements, and files."""
    assert ask(words, path=path, folder=tmp_path) == offered


@pytest.mark.parametrize("ask", [by_bash, by_fish])
def test_a_shell_offers_what_the_data_have(ask: Callable[..., set[str]], path: str, tmp_path: Path) -> None:
    """Models and providers, asked of the command itself."""
    models = {model for model in bundled().models if model.startswith("anthropic/claude-opus")}
    assert len(models) > 1
    assert ask("show anthropic/claude-opus", path=path, folder=tmp_path) == models
    assert ask("recommend rag --today anthropic/claude-opus", path=path, folder=tmp_path) == models
    assert "azure" in ask("cost openai/gpt-5 --at az", path=path, folder=tmp_path)


@pytest.mark.parametrize("ask", [by_bash, by_fish])
def test_a_need_is_a_task_or_a_preset_or_a_file(ask: Callable[..., set[str]], path: str, tmp_path: Path) -> None:
    """All of them are offered where nothing is typed yet."""
    offered = ask("recommend ", path=path, folder=tmp_path)
    assert offered == {*PRESETS, "my-need.toml"} | {task for task in offered if task.replace("_", "").isalpha()}
    assert {"coding", "instruction_following"} <= offered


def test_bash_runs_nothing_that_a_model_is_called(path: str, tmp_path: Path) -> None:
    """Names of an overlay are text."""
    command = tmp_path / "bin" / "llm-selection"
    command.write_text("#!/bin/sh\necho 'acme/$(touch${IFS}run)  Acme'\n", encoding="utf-8")
    assert by_bash("show acme", path=path, folder=tmp_path) == {"acme/$(touch${IFS}run)"}
    assert not (tmp_path / "files" / "run").exists()


def test_zsh_completes(path: str, tmp_path: Path) -> None:
    """In an interactive shell, as nothing else asks its completion: what is typed goes on by itself."""
    program = shutil.which("zsh")
    if program is None:
        pytest.skip("zsh isn't installed")
    (tmp_path / "functions").mkdir()
    shutil.copy(place("zsh"), tmp_path / "functions" / "_llm-selection")
    (tmp_path / ".zshrc").write_text(
        "PS1='> '\nfpath=(~/functions $fpath)\nautoload -Uz compinit\ncompinit -u -D\nunsetopt zle_bracketed_paste\n",
        encoding="utf-8",
    )
    environment = {"PATH": path, "HOME": str(tmp_path), "TERM": "dumb", "LANG": "C.UTF-8"}
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [program, "-i"], stdin=follower, stdout=follower, stderr=follower, env=environment, cwd=tmp_path / "files"
    )
    os.close(follower)
    try:
        read_until(leader, "> ")
        for typed, completed in (
            ("llm-selection reco", "llm-selection recommend "),
            ("llm-selection registry au", "llm-selection registry audit "),
            ("llm-selection recommend --err", "llm-selection recommend --error-cost "),
            ("llm-selection recommend image-u", "llm-selection recommend image-understanding "),
            ("llm-selection recommend rag --require max_mon", "--require max_monthly_cost="),
            ("llm-selection recommend my", "llm-selection recommend my-need.toml "),
            ("llm-selection list ben", "llm-selection list benchmarks "),
            ("llm-selection show anthropic/claude-3-op", "llm-selection show anthropic/claude-3-opus"),
        ):
            os.write(leader, f"{typed}\t".encode())
            read_until(leader, completed)
            os.write(leader, b"\x15")  # takes the line away
    finally:
        process.kill()
        process.wait()
        os.close(leader)


def read_until(terminal: int, text: str, *, seconds: float = 30) -> str:
    """Return what a terminal shows up to *text*; it fails where that doesn't come."""
    shown = ""
    end = time.monotonic() + seconds
    while text not in shown:
        ready, _, _ = select.select([terminal], [], [], max(0, end - time.monotonic()))
        assert ready, f"{text!r} doesn't come, only {shown!r}"
        shown += os.read(terminal, 65_536).decode("utf-8", errors="replace")
    return shown


@pytest.mark.parametrize("name", SHELLS)
def test_a_script_is_printed(name: str, capsys: pytest.CaptureFixture[str], path: str, tmp_path: Path) -> None:
    """As it lies in the package, and its shell can read it."""
    assert main(["completion", name]) == 0
    script = capsys.readouterr().out
    assert script == Path(place(name)).read_text(encoding="utf-8")
    (tmp_path / "script").write_text(script, encoding="utf-8")
    assert not shell(name, "-n", str(tmp_path / "script"), path=path, folder=tmp_path)


def test_another_shell_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """With those that there are."""
    with pytest.raises(SystemExit) as left:
        main(["completion", "tcsh"])
    assert left.value.code == 2
    assert "invalid choice: 'tcsh' (choose from" in capsys.readouterr().err


def test_the_help_says_where_a_script_goes(capsys: pytest.CaptureFixture[str]) -> None:
    """A line a shell, as it was written."""
    with pytest.raises(SystemExit):
        main(["completion", "--help"])
    shown = capsys.readouterr().out
    assert "\n  fish  ~/.config/fish/completions/llm-selection.fish\n" in shown
    assert max(map(len, shown.splitlines())) <= 82
