"""The commands of decisions that keep: files, exit codes, and that a file is never half written."""

import json
import os
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

import llm_selection.registry
from factories import calibrated
from llm_selection.cli import _terminal, main
from llm_selection.decisions import Thresholds, read_decision
from llm_selection.recommendation import recommend
from llm_selection.registry import bundled
from overlays import registry_with, shop

ANSWERED, NOTHING_FITS, BAD_INPUT, FOUND = 0, 1, 2, 3
SCORED = Path(__file__).parents[1] / "artefacts" / "decision-1.lock"
"""A decision by weighted scores."""
MARCH = "2026-03-01"
JUNE = "2026-06-15"
VISION = 'tasks = "vision"\n[requirements]\nlicense = "open-weight"\n'
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run a command in this process, in an empty folder, on the day of the data."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(_terminal, "today", lambda: bundled().date)

    def command(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


def test_a_need_is_locked_beside_its_file(run: Run) -> None:
    """And checked: on the day it was decided for there is nothing to say, today there is."""
    Path("need.toml").write_text(VISION, encoding="utf-8")
    code, out, err = run("lock", "need.toml", "--on", JUNE)
    expected = recommend("vision", license="open-weight", on=read_decision("need.lock").decided.on)
    assert (code, err) == (ANSWERED, "")
    assert out.startswith(f"need.lock: {expected.best.model.id} at {expected.best.provider.id}, $")
    assert out.endswith(f"as of {JUNE} on registry {bundled().version}\n")
    assert run("check", "need.lock", "--on", JUNE) == (ANSWERED, "", "")
    code, out, err = run("check", "need.lock")
    assert (code, err) == (FOUND, "")
    assert out.startswith(f"need.lock (decided {JUNE} on registry {bundled().version}, replayed for {bundled().date})")
    assert "\n  overtaken       " in out
    assert re.search(
        r" would save \$[\d,]+ a month \(bill .*\): \$[\d,]+ in 12 months, against \$480 for switching; ",
        " ".join(out.split()),
    )
    assert "\nAdvice: move to " in out


def test_a_task_is_locked_with_all_that_recommend_takes(run: Run) -> None:
    """Into the file that is named; without a name there is nowhere to put it."""
    code, _, err = run("lock", "coding,math")
    assert (code, err) == (BAD_INPUT, "llm-selection: give --output FILE, such as --output coding.lock\n")
    arguments = ["--license=open-weight", "--require=provider_kind=developer,cloud", "--error-cost=0.5"]
    code, _, _ = run("lock", "coding,math", "--output", "ours.lock", "--workload", "writing", *arguments)
    decision = read_decision("ours.lock")
    assert code == ANSWERED
    assert list(decision.use_case.tasks) == ["coding", "math"]
    assert decision.use_case.workload_or_default.name == "writing"
    assert {str(cost.usd) for cost in decision.use_case.error_costs.values()} == {"0.5"}
    assert decision.thresholds == Thresholds()
    assert decision.decided.on == bundled().date
    assert run("check", "ours.lock") == (ANSWERED, "", "")


def test_nothing_fits_writes_nothing(run: Run) -> None:
    """Said as recommend says it, with what would do instead; the exit code is the same."""
    code, out, _ = run("lock", "coding", "--output", "no.lock", "--min-context", "900M")
    assert code == NOTHING_FITS
    _, answer, _ = run("recommend", "coding", "--min-context", "900M")
    assert out == f"{answer}\nno.lock isn't written.\n"
    assert "Instead   The fewest requirements without which something fits:" in out
    assert not Path("no.lock").exists()


def test_locking_again_keeps_edited_thresholds(run: Run) -> None:
    """What people set stays; a file that isn't a decision isn't written over."""
    Path("need.toml").write_text(VISION, encoding="utf-8")
    run("lock", "need.toml", "--on", MARCH)
    lock = Path("need.lock")
    lock.write_text(lock.read_text(encoding="utf-8").replace("= 90", "= 45"), encoding="utf-8")
    code, _, _ = run("lock", "need.toml")
    assert code == ANSWERED
    assert read_decision(lock).thresholds == Thresholds(retiring_days=45)
    assert read_decision(lock).decided.on == bundled().date
    lock.write_text("dear = true\n", encoding="utf-8")
    code, _, err = run("lock", "need.toml")
    assert code == BAD_INPUT
    assert err == (
        "llm-selection: need.lock: isn't a decision: has no format; a decision is what llm-selection lock writes; "
        "it would be written over: mend it, move it away, or give --output FILE\n"
    )
    assert lock.read_text(encoding="utf-8") == "dear = true\n"


def test_when_a_move_pays_is_yours_to_say(run: Run) -> None:
    """Locked into the file, or for one check; both flags are refused at once, and a lock by scores is locked again."""
    Path("need.lock").write_text(SCORED.read_text(encoding="utf-8").replace("= 90", "= 45"), encoding="utf-8")
    code, _, err = run("check", "need.lock")
    assert code == BAD_INPUT
    assert err.startswith("llm-selection: need.lock: is of format 1, a decision by weighted scores; ")
    assert err.endswith("decide anew by llm-selection lock, which keeps its thresholds\n")
    asked = ("coding", "--require=provider_kind=developer", "--on", MARCH, "--output", "need.lock")
    code, out, _ = run("lock", *asked, "--horizon", "6", "--switching", "$1,500")
    assert code == ANSWERED
    assert " a month with errors, as of 2026-03-01 on " in out
    expected = Thresholds(retiring_days=45, switching_usd=Decimal(1500), horizon_months=6)
    assert read_decision("need.lock").thresholds == expected
    assert run("lock", *asked)[0] == ANSWERED
    assert read_decision("need.lock").thresholds == expected
    code, out, _ = run("check", "need.lock")
    assert code == FOUND
    assert " in 6 months, against $1,500 for switching; " in " ".join(out.split())
    _, out, _ = run("check", "need.lock", "--horizon", "1", "--switching", "1000000")
    assert "overtaken" not in out
    run("check", "need.lock", "--update", "--horizon", "24")
    assert read_decision("need.lock").thresholds == expected
    wrong = ("--horizon", "0.5", "--switching", "dear")
    faults = (
        "llm-selection: --horizon: must be a whole number from 1 to 1,200, got '0.5'\n"
        "llm-selection: --switching: must be US dollars from 0 to 1,000,000, such as 0.50, got 'dear'\n"
    )
    for command in (("check", "need.lock"), ("lock", *asked)):
        assert run(*command, *wrong) == (BAD_INPUT, "", faults)


def test_a_lock_is_not_written_over_another_file(run: Run) -> None:
    """The need itself is told as that; what was given is to be another file. One line each, and nothing is written."""
    Path("need.toml").write_text(VISION, encoding="utf-8")
    for given in ("need.toml", "./need.toml"):
        code, _, err = run("lock", "need.toml", "--output", given)
        assert (code, err) == (
            BAD_INPUT,
            f"llm-selection: {given}: is the need itself; give --output another file, or leave it out to write need.lock\n",
        )
    Path("other.toml").write_text("dear = true\n", encoding="utf-8")
    code, _, err = run("lock", "need.toml", "--output", "other.toml")
    assert code == BAD_INPUT
    assert err.endswith("; it would be written over: mend it, move it away, or give --output another file\n")
    assert len(err.splitlines()) == 1
    assert Path("need.toml").read_text(encoding="utf-8") == VISION
    assert run("lock", "no.toml", "--output", "need.toml")[0] == BAD_INPUT
    Path("need.lock").write_text(VISION, encoding="utf-8")
    code, _, err = run("lock", "need.lock")
    assert (code, err) == (BAD_INPUT, "llm-selection: need.lock: is the need itself; give --output another file\n")


def test_the_faults_of_a_lock_that_was_edited_are_told(run: Run) -> None:
    """Each has its line: whoever broke a decision while editing it wants to mend it, not to move it away."""
    Path("need.toml").write_text(VISION, encoding="utf-8")
    run("lock", "need.toml")
    lock = Path("need.lock")
    lock.write_text(
        lock.read_text(encoding="utf-8").replace("\nretiring_days = 90", '\nretiring_days = "ninety"'), encoding="utf-8"
    )
    code, _, err = run("lock", "need.toml")
    assert code == BAD_INPUT
    assert "thresholds.retiring_days" in err
    assert err.endswith("; it would be written over: mend it, move it away, or give --output FILE\n")
    assert len(err.splitlines()) == 1


def lock_several(run: Run) -> None:
    """Lock what is still right, what changed, and what nothing fits any more; break one file."""
    run("lock", "coding", "--output", "good.lock")
    run("lock", "vision", "--license", "open-weight", "--on", MARCH, "--output", "old.lock")
    ended = ("model=openai/gpt-oss-120b", "provider=fireworks-ai")
    asked = [word for each in ended for word in ("--require", each)]
    run("lock", "coding", *asked, "--on", MARCH, "--output", "gone.lock")
    Path("bad.lock").write_text("format = 2\n", encoding="utf-8")


def test_the_worst_of_many_counts(run: Run) -> None:
    """A broken file hides no other; it is worse than nothing fits, and that than a finding."""
    lock_several(run)
    code, out, err = run("check", "good.lock", "bad.lock", "old.lock", "no.lock")
    assert code == BAD_INPUT
    assert out.startswith("old.lock (decided")
    assert "llm-selection: bad.lock: key 'need' is missing\n" in err
    assert "llm-selection: no.lock: can't be read: " in err
    assert run("check", "good.lock", "old.lock")[0] == FOUND
    assert run("check", "old.lock", "gone.lock", "good.lock")[0] == NOTHING_FITS
    assert run("check", "good.lock", "good.lock") == (ANSWERED, "", "")


def test_a_day_before_the_decision_names_the_file(run: Run) -> None:
    """Which of many files it is, is told."""
    lock_several(run)
    code, _, err = run("check", "good.lock", "--on", "2020-01-01")
    assert code == BAD_INPUT
    assert err.startswith("llm-selection: good.lock: the decision is of ")


def test_json_of_many(run: Run) -> None:
    """Every file in its place, the silent and the broken ones too; faults aren't on standard error then."""
    lock_several(run)
    code, out, err = run("check", "good.lock", "bad.lock", "old.lock", "--json")
    files = json.loads(out)["files"]
    assert (code, err) == (BAD_INPUT, "")
    assert [(each["file"], each["review"] is None, each["updated"]) for each in files] == [
        ("good.lock", False, False),
        ("bad.lock", True, False),
        ("old.lock", False, False),
    ]
    assert files[0]["review"]["findings"] == []
    assert files[1]["faults"][0] == "bad.lock: key 'need' is missing"


def test_update_rewrites_what_changed(run: Run) -> None:
    """The file is the decision of today, with its thresholds; what is silent, broken or without an answer stays."""
    lock_several(run)
    edited = Path("old.lock").read_text(encoding="utf-8").replace("repriced_share = 0.05", "repriced_share = 0.5")
    Path("old.lock").write_text(edited, encoding="utf-8")
    before = {path.name: path.read_bytes() for path in Path().glob("*.lock")}
    code, out, _ = run("check", "good.lock", "old.lock", "gone.lock", "bad.lock", "--update")
    assert code == BAD_INPUT
    assert [line for line in out.splitlines() if "rewritten" in line] == ["old.lock: rewritten"]
    after = {path.name: path.read_bytes() for path in Path().glob("*.lock")}
    assert {name for name, content in after.items() if content != before[name]} == {"old.lock"}
    decision = read_decision("old.lock")
    assert decision.choice.model == recommend("vision", license="open-weight").best.model.id
    assert decision.thresholds == Thresholds(repriced_share=0.5)
    assert run("check", "old.lock", "--update") == (ANSWERED, "", "")


def test_an_interrupted_write_leaves_the_old_file(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever interrupts it, and nothing is left beside it."""
    lock_several(run)
    before = sorted((path.name, path.read_bytes()) for path in Path().iterdir())

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", interrupted)
        with pytest.raises(KeyboardInterrupt):
            run("check", "old.lock", "--update")
        patch.setattr(os, "replace", full)
        code, _, err = run("check", "old.lock", "--update")
    assert (code, "old.lock: can't be written: no space left on device; make it writable, or" in err) == (
        BAD_INPUT,
        True,
    )
    assert sorted((path.name, path.read_bytes()) for path in Path().iterdir()) == before
    for place in ("nowhere/need.lock", "old.lock/need.lock"):
        told = f"{place}: can't be written: there is no such folder; make the folder, or write elsewhere\n"
        assert run("lock", "coding", "--output", place) == (BAD_INPUT, "", f"llm-selection: {told}")
    code, _, err = run("lock", "coding", "--output", "a\0b")
    assert (code, "a\\x00b: can't be written: embedded null byte; make" in err) == (BAD_INPUT, True)


@pytest.mark.skipif(os.name == "nt", reason="modes and links are those of POSIX")
def test_a_file_keeps_its_mode_and_its_place(run: Run, tmp_path: Path) -> None:
    """A link stays a link; what it leads to is rewritten."""
    lock_several(run)
    Path("old.lock").chmod(0o640)
    (tmp_path / "link.lock").symlink_to("old.lock")
    assert run("check", "link.lock", "--update")[0] == FOUND
    assert Path("link.lock").is_symlink()
    assert Path("old.lock").stat().st_mode & 0o777 == 0o640
    assert run("check", "old.lock")[0] == ANSWERED


def test_an_overlay_that_is_missing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock made with an overlay and checked without it says so."""
    monkeypatch.setattr(llm_selection.registry, "in_use", lambda: registry_with(shop()))
    _, out, _ = run("lock", "coding", "--output", "shop.lock", "--on", "2026-11-01")
    assert out.endswith(", with shop 1.0 on top\n")
    monkeypatch.setattr(llm_selection.registry, "in_use", calibrated)
    code, out, _ = run("check", "shop.lock", "--on", "2026-11-01")
    assert code == FOUND
    assert "\n  overlay missing shop 1.0 was in force and isn't here:" in out
    assert "Advice: bring the overlay back: without it, what it brings and forbids isn't known" in " ".join(out.split())
    code, _, err = run("check", "shop.lock", "--on", "2026-11-01", "--update")
    assert code == BAD_INPUT
    assert "shop.lock: isn't rewritten: shop 1.0 was in force and isn't here" in err


def test_an_edited_lock_is_found(run: Run) -> None:
    """A choice changed by hand is told with exit code 3, and `--update` decides anew."""
    run("lock", "coding", "--output", "one.lock")
    lock = Path("one.lock")
    text = lock.read_text(encoding="utf-8")
    lock.write_text(text.replace("coding = 1\n", "coding = 2\n"), encoding="utf-8")
    code, out, _ = run("check", "one.lock")
    assert code == FOUND
    assert "edited" in out
    assert run("check", "one.lock", "--update")[0] == FOUND
    assert run("check", "one.lock") == (ANSWERED, "", "")
