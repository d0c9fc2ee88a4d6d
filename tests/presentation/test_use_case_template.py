"""Templates: a preset written out is a use case that gives the same answer, with every reason."""

from dataclasses import replace
from pathlib import Path

import pytest

from llm_selection._foundation.toml import strict_toml
from llm_selection.needs.presets import PRESETS, Preset, preset
from llm_selection.needs.use_cases import parse_use_case, read_use_case
from llm_selection.presentation.json_answer import as_json
from llm_selection.presentation.use_case_template import as_toml
from llm_selection.recommendation import recommend

EACH = pytest.mark.parametrize("start", PRESETS.values(), ids=lambda start: start.name)


@EACH
def test_a_template_is_the_preset_written_out(start: Preset, tmp_path: Path) -> None:
    """Read back, it asks for exactly the same, by its own words: it doesn't name the preset."""
    path = tmp_path / "need.toml"
    path.write_text(as_toml(start), encoding="utf-8")
    assert read_use_case(path) == replace(preset(start.name), preset=None)


def test_a_template_gives_the_same_answer(tmp_path: Path) -> None:
    """To the last digit; only the preset's name isn't said."""
    path = tmp_path / "need.toml"
    path.write_text(as_toml(PRESETS["long-documents"]), encoding="utf-8")
    written, named = (as_json(recommend(need), limit=5) for need in (read_use_case(path), "long-documents"))
    assert written == named.replace('"preset": "long-documents"', '"preset": null')
    assert written != named


@EACH
def test_a_template_says_every_reason(start: Preset) -> None:
    """In comments of at most 80 columns, with what the workload assumes and what the weights trade."""
    lines = as_toml(start).splitlines()
    assert max(map(len, lines)) <= 80
    told = " ".join(line.removeprefix("# ") for line in lines if line.startswith("#"))
    workload = preset(start.name).workload_or_default
    assert all(reason in told for reason in start.reasons.values())
    assert f"{workload}; {workload.reason}." in told
    assert "ten times the cost is worth" in told


def test_values_are_written_as_toml_has_them() -> None:
    """Texts with quotes, truths, lists, and keys that a preset may have."""
    table = {"has_id": ["litellm"], "fixed_id": True, "max_input_price": "0.5", "min_context_tokens": 8}
    start = replace(
        PRESETS["rag"],
        table={**PRESETS["rag"].table, "requirements": table},
        reasons={**PRESETS["rag"].reasons, **{f"requirements.{keyword}": "Why." for keyword in table}},
    )
    read = strict_toml(as_toml(start), where="")
    assert read["requirements"] == table
    assert parse_use_case(read).requirements == parse_use_case({"tasks": "math", "requirements": table}).requirements
