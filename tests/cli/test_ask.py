"""The command ``ask``: what is typed, what is printed and written, and that Ctrl-C loses nothing."""

import os
import pty
import re
import select
import shlex
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Self

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.data_structures import Size
from prompt_toolkit.document import Document
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput
from prompt_toolkit.output.vt100 import Vt100_Output

from llm_selection.cli import _ask, _interview, _prompts, _terminal, main
from llm_selection.errors import InvalidInputError
from llm_selection.registry import bundled

ANSWERED, NOTHING_FITS, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
ENTER, CTRL_C, CTRL_D, CLEAR = "\r", "\x03", "\x04", "\x15"
Ask = Callable[..., tuple[int, str, str]]


@pytest.fixture
def keys() -> Iterator[PipeInput]:
    """Put a keyboard of which a test presses the keys in place of the terminal's."""
    with create_pipe_input() as pressed, create_app_session(input=pressed, output=DummyOutput()):
        yield pressed


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ask:
    """Run the command with keys that are pressed, in an empty folder, on the day of the data."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(_terminal, "today", lambda: bundled().date)
    monkeypatch.setattr(_ask, "_is_terminal", lambda: True)

    def pressed(text: str, *arguments: str) -> tuple[int, str, str]:
        with create_pipe_input() as keyboard, create_app_session(input=keyboard, output=DummyOutput()):
            # Where it asks more than the test answers, it is broken off, and not waited for.
            keyboard.send_text(f"{text}{CTRL_C}")
            code = main(["ask", *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return pressed


def printed_commands(out: str) -> list[list[str]]:
    """Return the arguments of the commands at the end of what is printed."""
    *_, told = out.partition("\nThe same answer again:\n")
    return [shlex.split(line)[1:] for line in told.splitlines()]


def test_enter_takes_every_default(ask: Ask, capsys: pytest.CaptureFixture[str]) -> None:
    """The answer is that of the most general preset, and the file says as much."""
    code, out, err = ask(ENTER * 13)
    assert (code, err) == (ANSWERED, "")
    assert printed_commands(out) == [["recommend", "chat-assistant"], ["recommend", "--use-case", "need.toml"]]
    assert tomllib.loads(Path("need.toml").read_text("utf-8")) == {"preset": "chat-assistant"}
    assert main(["recommend", "chat-assistant"]) == ANSWERED
    assert out.startswith(capsys.readouterr().out)


def test_both_commands_give_the_answer_again(ask: Ask, capsys: pytest.CaptureFixture[str]) -> None:
    """To the letter, whatever was said."""
    said = [
        "coding, vision", "200 a day", "6k / p50:200,max:2k", "Opus 4.5", "0.9", "coding=1..3,vision=0.5",
        "open-weight", "us,global", "64k", "text,image", "2000", "nvidia/h100-sxm, utilization=0.4", "our need.toml",
    ]  # fmt: skip
    code, out, err = ask(ENTER.join(said) + ENTER)
    assert (code, err) == (ANSWERED, "")
    answer, _, _ = out.partition("\nThe same answer again:\n")
    commands = printed_commands(out)
    assert len(commands) == 2
    assert commands[1] == ["recommend", "--use-case", "our need.toml"]
    for command in commands:
        assert main(command) == ANSWERED
        assert capsys.readouterr().out == answer


def test_nothing_fits_is_an_answer(ask: Ask) -> None:
    """With its exit code, and everything written down."""
    code, out, _ = ask(f"rag{ENTER * 7}100M{ENTER * 4}", "--output", "ours.toml")
    assert code == NOTHING_FITS
    assert printed_commands(out)[0] == ["recommend", "rag", "--require", "min_context_tokens=100M"]
    assert tomllib.loads(Path("ours.toml").read_text("utf-8"))["requirements"] == {"min_context_tokens": "100M"}


def test_a_wrong_answer_is_told_and_asked_again(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the library's own words, with what was typed to be changed."""
    remarks: list[str] = []
    monkeypatch.setattr(_prompts, "remark", remarks.append)
    code, out, _ = ask(f"codng{ENTER}{CLEAR}coding{ENTER}20{ENTER}5{ENTER} / 3{ENTER * 9}", "--output", "x.toml")
    assert code == ANSWERED
    assert remarks[0].startswith("codng is neither a task nor a preset; nearest: coding")
    assert "must be tokens in and tokens out with a slash between" in remarks[1]
    assert printed_commands(out)[0] == [
        *("recommend", "coding", "--load", "requests_per_month=20"),
        *("--load", "input_tokens=5", "--load", "output_tokens=3"),
    ]


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D])
@pytest.mark.parametrize("answered", range(1, 12))
def test_breaking_off_keeps_what_was_said(ask: Ask, answered: int, key: str) -> None:
    """At any question: in the file, as a need that can be answered, and as a command."""
    said = ["rag", "30k", "5k / 200", "openai/gpt-5", "0.8", "0.2", "open-weight", "eu", "64k", "text", "9000"]
    code, out, err = ask(ENTER.join(said[:answered]) + ENTER + key)
    assert (code, out) == (INTERRUPTED, "")
    answers = dict(zip([each for each in _interview.KEYS if each != "preferred_value"], said[:answered], strict=False))
    kept = "llm-selection: stopped; what you said so far is kept in need.toml, with the questions that were left: "
    assert err == (
        f"{kept}llm-selection recommend --use-case need.toml\n"
        f"llm-selection: or go on from the command: {_interview.command(answers)}\n"
    )
    text = Path("need.toml").read_text("utf-8")
    assert tomllib.loads(text) == _interview.table(answers)
    assert text == _interview.file_text(answers, on=bundled().date)


def test_breaking_off_at_the_file_keeps_all(ask: Ask) -> None:
    """The last question is asked of where to, not of what."""
    code, _, err = ask(f"rag{ENTER * 11}{CTRL_C}")
    assert code == INTERRUPTED
    assert "kept in need.toml" in err
    assert tomllib.loads(Path("need.toml").read_text("utf-8")) == {"preset": "rag"}


def test_breaking_off_writes_over_nothing(ask: Ask) -> None:
    """Not even where that is allowed at the end: half a need isn't worth a whole one. It is printed instead."""
    Path("need.toml").write_text('preset = "translation"\n', encoding="utf-8")
    code, out, err = ask(f"rag{ENTER}30k{ENTER}{CTRL_C}", "--force")
    assert code == INTERRUPTED
    assert Path("need.toml").read_text("utf-8") == 'preset = "translation"\n'
    assert tomllib.loads(out) == {"preset": "rag", "workload": {"requests_per_month": 30_000}}
    assert "what you said so far is printed above, as a file to go on with: need.toml: is there already" in err
    assert err.endswith("llm-selection recommend rag --load requests_per_month=30000\n")


def test_breaking_off_where_nothing_can_be_written_prints(ask: Ask) -> None:
    """So that nothing is lost."""
    code, out, err = ask(f"rag{ENTER}{CTRL_C}", "--output", "nowhere/need.toml")
    assert code == INTERRUPTED
    assert tomllib.loads(out) == {"preset": "rag"}
    assert "nowhere/need.toml: can't be written: there is no such folder" in err


def test_breaking_off_at_once_keeps_nothing(ask: Ask) -> None:
    """There is nothing."""
    assert ask(CTRL_C) == (
        INTERRUPTED,
        "",
        "llm-selection: stopped before the first answer; there is nothing to keep\n",
    )
    assert not Path("need.toml").exists()


def test_breaking_off_while_it_answers_says_where_it_is_kept(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """By then it is written."""

    def stopped(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(_ask, "recommend", stopped)
    code, out, err = ask(ENTER * 12 + ENTER)
    assert (code, out, err) == (INTERRUPTED, "", "llm-selection: stopped; what you said is kept in need.toml\n")
    assert Path("need.toml").exists()


def test_a_file_that_is_there_is_written_over_if_that_is_confirmed(ask: Ask) -> None:
    """Else another is asked for."""
    Path("need.toml").write_text("old", encoding="utf-8")
    code, out, _ = ask(f"rag{ENTER * 11}{ENTER}n{ENTER}yes")
    assert code == ANSWERED
    assert Path("need.toml").read_text("utf-8") != "old"
    assert printed_commands(out)[1] == ["recommend", "--use-case", "need.toml"]


def test_force_writes_over_without_asking(ask: Ask) -> None:
    """Where a file is named, and where it is asked for."""
    for arguments, keys in (((), ENTER), (("--output", "need.toml"), "")):
        Path("need.toml").write_text("old", encoding="utf-8")
        code, _, _ = ask(f"rag{ENTER * 11}{keys}", "--force", *arguments)
        assert code == ANSWERED
        assert Path("need.toml").read_text("utf-8") != "old"


def test_a_file_that_can_not_be_is_asked_for_again(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of another kind, and one in a folder that isn't there."""
    remarks: list[str] = []
    monkeypatch.setattr(_prompts, "remark", remarks.append)
    code, _, _ = ask(f"rag{ENTER * 11}need.json{ENTER}nowhere/need.toml{ENTER}other.toml{ENTER}")
    assert code == ANSWERED
    assert remarks == [
        "need.json: must be a name that ends in .toml, such as need.toml",
        "nowhere/need.toml: can't be written: there is no such folder; make the folder, or write elsewhere",
    ]
    assert Path("other.toml").exists()


def test_a_file_that_can_not_be_written_is_printed(ask: Ask) -> None:
    """So that nothing is lost: it was named beforehand."""
    code, out, err = ask(f"rag{ENTER * 11}", "--output", "nowhere/need.toml")
    assert code == BAD_INPUT
    assert tomllib.loads(out) == {"preset": "rag"}
    assert err.startswith("llm-selection: nowhere/need.toml: can't be written: there is no such folder")


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("need.json", "need.json: must be a name that ends in .toml, such as need.toml"),
        ("a\nb.toml", "a\nb.toml: must be a name"),
        ("there.toml", "there.toml: is there already; give another name, or --force"),
    ],
)
def test_a_file_that_can_not_be_is_refused_before_anything_is_asked(ask: Ask, output: str, said: str) -> None:
    """No key is pressed."""
    Path("there.toml").touch()
    code, out, err = ask("", "--output", output)
    assert (code, out) == (BAD_INPUT, "")
    assert "llm-selection: ".join(["", *said.splitlines(keepends=True)]) in err


def test_without_a_terminal_nobody_is_asked(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What to do instead is told; so where a stream is closed."""
    for stream in ("stdin", "stdout"):
        with monkeypatch.context() as changed:
            changed.setattr(sys, stream, None)
            assert not _ask._is_terminal()  # noqa: SLF001 - a closed stream can't be printed to
    assert main(["ask"]) == BAD_INPUT
    assert capsys.readouterr().err.startswith(
        "llm-selection: ask needs a terminal to ask in; without one, give the need: llm-selection recommend NEED"
    )


@pytest.mark.parametrize("missing", ["questionary", "prompt_toolkit.completion"])
def test_without_the_extra_it_says_which_to_install(
    missing: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the command that does."""
    forget_prompts(monkeypatch)
    monkeypatch.setitem(sys.modules, missing, None)
    assert main(["ask"]) == BAD_INPUT
    assert capsys.readouterr().err == (
        "llm-selection: ask needs questionary: pip install 'llm_selection[ask]' installs it\n"
    )


def test_another_module_that_is_missing_is_no_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a fault of the installation, and is told as such."""
    forget_prompts(monkeypatch)
    monkeypatch.setitem(sys.modules, "textwrap", None)
    with pytest.raises(ModuleNotFoundError, match="textwrap"):
        main(["ask"])


def forget_prompts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the module that asks be loaded anew, until the end of the test."""
    monkeypatch.delitem(sys.modules, _prompts.__name__)
    monkeypatch.delattr("llm_selection.cli._prompts")


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("", ["text", "image"]), ("im", ["image"]), ("text,IM", ["image"]), ("mag", ["image"]), ("q", [])],
)
def test_words_are_offered(typed: str, offered: list[str]) -> None:
    """By any part of theirs, whatever its case, and of several the last; each with what it is."""
    completer = _prompts.completer({"text": "", "image": "pictures"})
    found = list(completer.get_completions(Document(typed), CompleteEvent()))
    assert [each.text for each in found] == offered
    assert {each.display_meta_text for each in found if each.text == "image"} <= {"pictures"}
    assert not list(_prompts.completer({}).get_completions(Document(typed), CompleteEvent()))


def test_what_was_typed_before_can_be_changed(keys: PipeInput) -> None:
    """And blanks around it don't count."""
    keys.send_text(f"k  {ENTER}")
    assert _prompts.typed("How many?", hint="Enter: none.", before="20") == "20k"


def test_no_is_the_default_of_a_confirmation(keys: PipeInput) -> None:
    """Yes is said by its letter."""
    keys.send_text(ENTER)
    assert not _prompts.confirmed("Write over it?")
    keys.send_text("y")
    assert _prompts.confirmed("Write over it?")


def test_a_remark_is_shown() -> None:
    """On the terminal, in lines of its width."""
    shown = StringIO()
    terminal = Vt100_Output(shown, lambda: Size(rows=24, columns=80), enable_cpr=False)
    with create_app_session(output=terminal):
        _prompts.remark("wrong " * 30)
    lines = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.getvalue()).split("\n")
    assert " ".join("".join(lines).split()) == " ".join(["wrong"] * 30)
    assert max(map(len, lines)) <= 80


class Terminal:
    """A real terminal, in which the command runs as a process of its own."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        """Start it."""
        environment = os.environ | {
            "TERM": "xterm",
            "PROMPT_TOOLKIT_NO_CPR": "1",
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        }
        self.leader, follower = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "llm_selection", "ask", *arguments],
            stdin=follower,
            stdout=follower,
            stderr=follower,
            env=environment,
            cwd=folder,
            start_new_session=True,
        )
        os.close(follower)
        self.shown = ""

    def wait_for(self, text: str, *, seconds: float = 60) -> None:
        """Read what is shown up to *text*, and forget it."""
        end = time.monotonic() + seconds
        while text not in self.shown:
            ready, _, _ = select.select([self.leader], [], [], max(0, end - time.monotonic()))
            assert ready, f"{text!r} doesn't come, only {self.shown!r}"
            read = os.read(self.leader, 65_536).decode("utf-8", errors="replace")
            self.shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\r", "", self.shown + read)
        *_, self.shown = self.shown.partition(text)

    def press(self, text: str) -> None:
        """Press keys."""
        os.write(self.leader, text.encode())

    def end(self) -> int:
        """Return the exit code."""
        return self.process.wait(timeout=60)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave nothing running."""
        self.process.kill()
        self.process.wait()
        os.close(self.leader)


def test_it_asks_in_a_real_terminal(tmp_path: Path) -> None:
    """Each question with its default and why one may skip it, then the answer, the commands and the file."""
    with Terminal(tmp_path) as terminal:
        terminal.wait_for("What is it for?")
        terminal.wait_for("Enter: chat-assistant: a general assistant")
        terminal.press(f"rag{ENTER}")
        terminal.wait_for("How many requests")
        terminal.wait_for("Enter: 50,000 a month, assumed. Skip it if")
        terminal.press(f"some{ENTER}")
        terminal.wait_for("must be a whole number of at least 1, got 'some'")
        terminal.wait_for("  > some")
        terminal.press(f"{CLEAR}20 a minute{ENTER}")
        for question in (
            "How many tokens go in", "Which model do you run", "What does an error cost", "How open must",
            "Where must it run", "How many tokens must", "What must it read", "How many US dollars", "Which hardware",
            "Which file",
        ):  # fmt: skip
            terminal.wait_for(question)
            terminal.press(ENTER)
        terminal.wait_for("Need      factuality")
        terminal.wait_for("The same answer again:\n  llm-selection recommend rag --load requests_per_month=864000\n")
        terminal.wait_for("  llm-selection recommend --use-case need.toml\n")
        assert terminal.end() == ANSWERED
    written = tomllib.loads((tmp_path / "need.toml").read_text("utf-8"))
    assert written == {"preset": "rag", "workload": {"requests_per_month": 864_000}}


def test_ctrl_c_in_a_real_terminal_keeps_what_was_said(tmp_path: Path) -> None:
    """And leaves as shells expect it."""
    with Terminal(tmp_path) as terminal:
        terminal.wait_for("What is it for?")
        terminal.press(f"math{ENTER}")
        terminal.wait_for("How many requests")
        terminal.wait_for("  >")
        terminal.press("500 a day")
        terminal.wait_for("500 a day")
        terminal.press(CTRL_C)
        terminal.wait_for("llm-selection: stopped; what you said so far is kept in need.toml")
        terminal.wait_for("go on from the command: llm-selection recommend math\n")
        assert terminal.end() == INTERRUPTED
    assert tomllib.loads((tmp_path / "need.toml").read_text("utf-8")) == {"tasks": ["math"]}


def test_the_path_is_checked_as_it_is_given() -> None:
    """What isn't a name of a TOML file can't be one that is read as TOML."""
    with pytest.raises(InvalidInputError, match=r"ends in \.toml"):
        _ask._check_output("need", is_forced=True)  # noqa: SLF001 - as the loop asks it
