"""What commands print on pages: real, of the data's own day, and cut where the page says so."""

import pytest

from llm_selection.registry import bundled
from registry_tools.pages import transcripts

PAGE = """\
Save it:

```toml file=need.toml
tasks = "coding"
[requirements]
max_monthly_cost = 0.000001
```

```console
$ llm-selection recommend --use-case need.toml
told before
$ echo $?
```

```sh
rm -rf is left as it is
```
"""


def test_output_is_written_anew_and_files_are_found() -> None:
    """A command finds the file of the block above, its output takes the place of the old, and its exit code is told."""
    made = transcripts.with_transcripts(PAGE, bundled())
    assert "told before" not in made
    assert "Nothing fits." in made
    assert "prices up to" in made
    assert "$ echo $?\n1\n```" in made
    assert made.startswith(PAGE.partition("```console")[0])
    assert made.endswith(PAGE.rpartition("```sh")[2])


def test_a_page_that_is_up_to_date_stays() -> None:
    """Made from what was made, it is the same."""
    made = transcripts.with_transcripts(PAGE, bundled())
    assert transcripts.with_transcripts(made, bundled()) == made


def test_what_is_left_out_is_an_ellipsis() -> None:
    """Parts are a line and what is indented below it; a blank line ends one, too."""
    output = "Head  a\n      b\n\n   row\n   row\nWhy   c\nTail  d\n"
    assert transcripts.kept(output, ("Head", "Tail")) == "Head  a\n      b\n…\nTail  d\n"
    assert transcripts.kept("tokens, an assumption\nbest of\n", ("tokens",)) == "tokens, an assumption\n…\n"
    assert transcripts.kept(output, ("row",)) == "…\n   row\n   row\n…\n"
    near = "\n   model\n  1 a\n≈ 2 b\n  3 c\n\nWhy   c\n"
    assert transcripts.kept(near, ("model",)).endswith("   model\n  1 a\n≈ 2 b\n  3 c\n…\n")
    with pytest.raises(SystemExit, match="nothing starts with Gone"):
        transcripts.kept(output, ("Gone",))


def test_lines_from_one_on() -> None:
    """``from=`` leaves out what stands before, and says so; a word that no line starts with is a fault."""
    page = "```console from=coding\n$ llm-selection list tasks\n```"
    assert "\n…\n" not in transcripts.with_transcripts(page, bundled())
    page = page.replace("from=coding", "from=math")
    made = transcripts.with_transcripts(page, bundled()).splitlines()
    assert made[2] == "…"
    assert made[3].startswith("math")
    with pytest.raises(SystemExit, match="no line starts with gone"):
        transcripts.with_transcripts(page.replace("from=math", "from=gone"), bundled())


def test_only_our_own_commands_are_run() -> None:
    """Pages come with changes of others: nothing else of theirs is run."""
    with pytest.raises(SystemExit, match="isn't ours"):
        transcripts.with_transcripts("```console\n$ curl example.org\n```", bundled())


def test_a_command_that_is_refused_is_a_fault() -> None:
    """A model that has left the data isn't shown as an error to whoever learns; the message names the command."""
    with pytest.raises(SystemExit, match="show acme/gone"):
        transcripts.with_transcripts("```console\n$ llm-selection show acme/gone\n```", bundled())


def test_a_redirected_command_writes_a_file() -> None:
    """It prints nothing, and the file is there for the next command."""
    page = "```console\n$ llm-selection show rag > need.toml\n$ cat need.toml\n```"
    made = transcripts.with_transcripts(page, bundled())
    assert "> need.toml\n$ cat" in made
    assert "[workload]" in made
