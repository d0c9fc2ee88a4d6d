"""The command ``scan``: which files are read, what its settings do, exit codes and forms."""

import json
import os
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import llm_selection.presentation.scan_report
import llm_selection.registry
from llm_selection.cli import main
from llm_selection.cli._trees import LARGEST, Skipped, read_tree
from scanned import MARKET

ANSWERED, BAD_INPUT, FOUND = 0, 2, 3
ROOT = Path(__file__).parents[2]
RETIRED = 'model = "chat-1"\n'


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Run in an empty folder, with the small market and a day on which its first model has ended."""
    monkeypatch.chdir(tmp_path)
    # What takes the name over on import is imported above, or it would keep the small market.
    monkeypatch.setattr(llm_selection.registry, "in_use", lambda: MARKET)
    monkeypatch.setattr("llm_selection.cli._terminal.today", lambda: MARKET.date)
    return tmp_path


def put(path: str, content: str | bytes = RETIRED) -> None:
    """Write a file."""
    place = Path(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content.encode() if isinstance(content, str) else content)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run the command."""
    code = main(["scan", *arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def names(*paths: str, exclude: tuple[str, ...] = ()) -> tuple[list[str], list[tuple[str, str]]]:
    """Return which paths are read, and which are skipped for which reason."""
    found = list(read_tree(list(paths), exclude=exclude))
    read = [each[0] for each in found if not isinstance(each, Skipped)]
    return read, [(each.path, each.reason) for each in found if isinstance(each, Skipped)]


def test_a_retired_model_fails_the_check(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 3 with the place in the first line; 0 where there is nothing; 2 where there is no such path."""
    put("app.py")
    put("healthy.py", 'model = "chat-4"\n')
    put("picture.png")
    code, out, _ = run(capsys, ".")
    assert (code, out.splitlines()[0]) == (FOUND, "app.py:1:10: retired chat-1")
    assert out.splitlines()[-1] == "Skipped   1 binary"
    assert run(capsys, "healthy.py")[0] == ANSWERED
    code, _, err = run(capsys, "missing.py", "gone")
    assert code == BAD_INPUT
    assert err.splitlines() == [
        "llm-selection: missing.py: there is no such file or folder",
        "llm-selection: gone: there is no such file or folder",
    ]


def test_the_day_and_the_days_ahead_are_taken(capsys: pytest.CaptureFixture[str]) -> None:
    """``--on`` and ``--within`` decide what is near."""
    put("app.py", 'model = "chat-2"\n')
    assert run(capsys, "app.py")[0] == FOUND
    assert run(capsys, "app.py", "--within", "29")[0] == ANSWERED
    assert run(capsys, "app.py", "--within", "29", "--on", "2026-11-20")[0] == FOUND
    assert run(capsys, "app.py", "--within", "-1")[0] == BAD_INPUT
    assert run(capsys, "app.py", "--on", "soon")[0] == BAD_INPUT


def test_what_fails_can_be_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    """A moving alias is reported and fails only when asked to; an empty list never fails; unlisted ones can fail."""
    put("app.py", 'model = "chat-latest"\n')
    code, out, _ = run(capsys, "app.py")
    assert (code, out.splitlines()[0]) == (ANSWERED, "app.py:1:10: moving chat-latest")
    assert run(capsys, "app.py", "--fail-on", "moving, superseded")[0] == FOUND
    put("app.py")
    assert run(capsys, "app.py", "--fail-on", "")[0] == ANSWERED
    put("app.py", 'model = "chat-9"\n')
    code, out, _ = run(capsys, "app.py", "--fail-on", "unlisted")
    assert (code, out.splitlines()[0]) == (FOUND, "app.py:1:10: unlisted chat-9")
    code, _, err = run(capsys, "app.py", "--fail-on", "old")
    assert code == BAD_INPUT
    assert "must be of retired, retiring" in err


def test_ids_lines_and_paths_can_be_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    """A comment, ``--ignore`` and ``--exclude`` leave out; what is ignored is counted."""
    put("app.py", RETIRED.rstrip() + "  # llm-selection: ignore\n")
    code, out, _ = run(capsys, "app.py")
    assert code == ANSWERED
    assert "1 ignored" in out
    put("app.py")
    assert run(capsys, "app.py", "--ignore", "chat-1")[0] == ANSWERED
    assert run(capsys, ".", "--exclude", "*.py")[0] == ANSWERED


def test_an_ignored_id_that_matches_nothing_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """On standard error, once each, with what is found and spelt alike; what an ignored line names counts as found."""
    put("app.py", RETIRED + 'model = "chat-2"  # llm-selection: ignore\n')
    put("pyproject.toml", "[tool.llm-selection.scan]\nignore = ['nobody']\n")
    given = [word for name in ("chat1", "chat-2", "chat1") for word in ("--ignore", name)]
    code, out, err = run(capsys, "app.py", *given, "--json")
    assert (code, json.loads(out)["ignored"]) == (FOUND, 1)
    assert err.splitlines() == [
        "llm-selection: ignored, but not found: 'nobody'",
        "llm-selection: ignored, but not found: 'chat1'; nearest: chat-1, chat-2",
    ]
    put("pyproject.toml", "")
    assert run(capsys, "app.py", "--ignore", "chat-1")[2] == ""


def test_the_project_can_set_it_all(capsys: pytest.CaptureFixture[str]) -> None:
    """The table of ``pyproject.toml`` holds; the command line goes over its numbers and adds to its lists."""
    put("app.py", 'models = ["chat-1", "chat-2"]\n')
    put("old/app.py")
    put(
        "pyproject.toml",
        "[tool.llm-selection.scan]\nwithin = 10\nignore = ['chat-1']\nexclude = ['old']\nfail_on = ['retiring']\n",
    )
    assert run(capsys, ".")[0] == ANSWERED
    assert run(capsys, ".", "--within", "40")[0] == FOUND
    assert run(capsys, ".", "--within", "40", "--ignore", "chat-2")[0] == ANSWERED
    put("pyproject.toml", "[tool.other]\n")
    assert run(capsys, ".")[0] == FOUND


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[tool", "can't be read"),
        ("tool = 1", "tool must be a table"),
        ("[tool.llm-selection]\nscan = 1", "scan must be a table"),
        ("[tool.llm-selection.scan]\nwithin = -1", "within must be a whole number of days"),
        ("[tool.llm-selection.scan]\nwithin = true", "within must be a whole number of days"),
        ("[tool.llm-selection.scan]\nignore = 'x'", "ignore must be a list of strings"),
        ("[tool.llm-selection.scan]\nexclude = [1]", "exclude must be a list of strings"),
        ("[tool.llm-selection.scan]\nskip = []", "skip isn't known; keys are within, exclude, fail_on, ignore"),
        ("[tool.llm-selection.scan]\nfail_on = ['old']", "pyproject.toml: tool.llm-selection.scan: fail_on 'old': "),
    ],
)
def test_faults_of_the_project_are_named(capsys: pytest.CaptureFixture[str], content: str, words: str) -> None:
    """A setting that isn't known, or of the wrong kind, is bad input."""
    put("pyproject.toml", content)
    code, _, err = run(capsys, ".")
    assert code == BAD_INPUT
    assert words in err


def test_forms_hold_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    """JSON, by its published schema, and SARIF hold the findings of the text; ``--all`` adds the rest."""
    put("app.py", 'models = ["chat-1", "chat-4"]\n')
    code, out, _ = run(capsys, ".", "--json")
    assert (code, [each["id"] for each in json.loads(out)["findings"]]) == (FOUND, ["chat-1"])
    code, out, _ = run(capsys, ".", "--json", "--all")
    schema = json.loads((ROOT / "docs/reference/scan.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(json.loads(out))
    assert [each["id"] for each in json.loads(out)["findings"]] == ["chat-1", "chat-4"]
    code, out, _ = run(capsys, ".", "--sarif")
    assert (code, [each["ruleId"] for each in json.loads(out)["runs"][0]["results"]]) == (FOUND, ["retired"])


def test_files_are_read_in_order() -> None:
    """Files of a folder come before its folders, by name; a path given twice is read once."""
    for path in ("b/z.py", "b/a.py", "a/x.py", "m.py", "c.yaml"):
        put(path)
    assert names(".", "m.py", "b")[0] == ["c.yaml", "m.py", "a/x.py", "b/a.py", "b/z.py"]


def test_what_isnt_code_of_the_tree_is_passed_over() -> None:
    """Folders of tools, environments and installed code aren't entered; named, they are read."""
    for path in (".git/a.py", "node_modules/a.js", "x/__pycache__/a.py", "venv/lib/a.py", "x/a.py"):
        put(path)
    put("venv/pyvenv.cfg", "home = /usr")
    assert names(".") == (["x/a.py"], [])
    assert names("node_modules")[0] == ["node_modules/a.js"]


def test_what_cant_be_read_is_counted() -> None:
    """Binary, large and generated files, links and special files are skipped, each with its reason."""
    put("a.png")
    put("b.dat", b"x\0y")
    put("c.min.js")
    put("d.json", b" " * (LARGEST + 1))
    put("e.py")
    Path("f.py").symlink_to("e.py")
    Path("loop").symlink_to(".", target_is_directory=True)
    Path("gone").symlink_to("nowhere")
    os.mkfifo("pipe")
    read, skipped = names(".")
    assert read == ["e.py"]
    assert skipped == [
        ("a.png", "binary"),
        ("b.dat", "binary"),
        ("c.min.js", "generated"),
        ("d.json", "over 4 MB"),
        ("f.py", "linked"),
        ("gone", "linked"),
        ("loop", "linked"),
        ("pipe", "special"),
    ]
    assert names("f.py")[0] == ["f.py"]
    assert names("gone")[1] == [("gone", "unreadable (there is no such file)")]


def test_a_folder_without_permission_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder and a file that the system doesn't hand out are skipped, with the reason in words."""
    put("a/x.py")
    put("b/y.py")
    put("z.py")
    scandir, read_bytes = os.scandir, Path.read_bytes

    def no_folder(path: str) -> object:
        if Path(path).name in {"a", "b"}:
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    def no_file(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path)) if path.name == "z.py" else OSError

    monkeypatch.setattr(os, "scandir", no_folder)
    monkeypatch.setattr(Path, "read_bytes", no_file)
    assert names(".") == ([], [(name, "unreadable (permission is denied)") for name in ("z.py", "a", "b")])
    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    assert names("z.py")[0] == ["z.py"]


def test_patterns_leave_out_names_and_paths() -> None:
    """A pattern without a slash is that of a name at any depth, one with a slash that of a path; folders count whole."""
    for path in ("tests/a.py", "src/tests/b.py", "src/c.py", "src/c.md"):
        put(path)
    assert names(".", exclude=("tests",))[0] == ["src/c.md", "src/c.py"]
    assert names(".", exclude=("src/tests/", "*.md"))[0] == ["src/c.py", "tests/a.py"]
    assert names("src/c.py", exclude=("src/*",))[0] == []


def test_the_hook_runs_the_command() -> None:
    """The definition for pre-commit names this command, and asks for files as text."""
    text = (Path(__file__).parents[2] / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    assert "entry: llm-selection scan\n" in text
    assert "id: llm-selection-scan\n" in text
    assert "language: python\n" in text
    assert "types: [text]\n" in text
