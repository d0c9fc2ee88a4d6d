"""Two versions of every catalogue, one after the other, through the whole of a refresh, with nobody watching."""

import json
import shutil
import tarfile
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from llm_selection.domain.identity import OfferingId
from llm_selection.domain.offerings import Stage, stage_on
from llm_selection.domain.prices import PriceSchedule
from llm_selection.registry import build, bundled, read
from planted_catalogues import GENAI_PRICES, LITELLM, MODEL_PRICES, MODELS_DEV, PROFILES, write_copy
from registry_tools.fitting import output_tokens, quality
from registry_tools.merging import hardware
from registry_tools.merging.drafts import DRAFTS
from registry_tools.places import COMPILED, DATA
from registry_tools.release import refresh as task
from registry_tools.release.pinning import raised_data
from registry_tools.upstream.pins import UPSTREAM

FIRST, SECOND = date(2026, 12, 9), date(2026, 12, 16)
ENDS = '"""Deprecated values:\n\n- "gpt-5": Announced shutdown date: 2027-04-01. See https://openai.example for details.\n"""\n'
WARNED = 'DEPRECATED_MODELS = {\n    "claude-haiku-5-5": "January 22nd, 2027",\n}\n'


def members(litellm: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Return the one file of each wheel that is read, by package."""
    profiles = f"_PROFILES: dict = {PROFILES!r}\n"
    return {
        "litellm": ("litellm/model_prices_and_context_window_backup.json", json.dumps(litellm)),
        "model-prices": ("model_prices/snapshot.json", json.dumps(MODEL_PRICES)),
        "genai-prices": ("genai_prices/data.py", GENAI_PRICES),
        "openai": ("openai/types/shared/chat_model.py", ENDS),
        "anthropic": ("anthropic/_data/deprecated_models.py", WARNED),
        "langchain-anthropic": ("langchain_anthropic/data/_profiles.py", profiles),
    }


def lay_out(folder: Path, litellm: Mapping[str, Any], *, times: int = 1) -> None:
    """Write every package in its pinned version, prices of models.dev that many times as high."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    known = members(litellm)
    for name, pin in {**UPSTREAM.packages, **UPSTREAM.langchain, **UPSTREAM.hardware}.items():
        member, text = known.get(name, ("README", ""))
        with ZipFile(folder / f"{name.replace('-', '_')}-{pin.version}-py3-none-any.whl", "w") as archive:
            archive.writestr(member, text)
    write_copy(folder / "copy.json", times=times)
    copy = json.loads((folder / "copy.json").read_text(encoding="utf-8"))
    # As a build writes it: the keys of a provider aren't quoted.
    catalogue = ",".join(
        f'"{key}":{{id:"{key}",env:[],doc:"",name:"{key}",models:{json.dumps(provider["models"])}}}'
        for key, provider in copy.items()
    )
    files = {
        "opencode-linux-x64": ("package/bin/opencode", f"p=sync(()=>({{{catalogue}}}))"),
        "@earendil-works/pi-ai": ("package/dist/providers/data/groq.json", "{}"),
    }
    for name, (member, text) in files.items():
        version = UPSTREAM.npm[name].version
        with tarfile.open(folder / f"{name.removeprefix('@').replace('/', '-')}-{version}.tgz", "w:gz") as tarball:
            info = tarfile.TarInfo(member)
            info.size = len(text.encode())
            tarball.addfile(info, BytesIO(text.encode()))


def on_day(data: Path, day: date) -> None:
    """Give the data the version of a day."""
    path = data / "registry.toml"
    path.write_text(raised_data(path.read_text(encoding="utf-8"), on=day), encoding="utf-8")


def test_one_version_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    Nothing that was known of a day is lost, what moved is told, and a dry run changes nothing.

    The people's inputs and the data are the real ones; of accelerators and of fits nothing is made anew.
    """
    for step in (hardware, quality, output_tokens):
        monkeypatch.setattr(step, "main", lambda _: None)
    work, data, compiled = tmp_path / "work", tmp_path / "data", tmp_path / "compiled"
    shutil.copytree(DATA, data)
    shutil.copytree(COMPILED, compiled)
    words = ["--work", str(work), "--data", str(data), "--compiled", str(compiled)]
    drafts = DRAFTS.read_bytes()
    monkeypatch.setattr(task, "DRAFTS", tmp_path / "drafts.csv")

    on_day(data, FIRST)
    lay_out(work / "wheels", LITELLM)
    assert task.main(words) == 0, capsys.readouterr().out[-3000:]
    before, first = bundled(), read(compiled)
    assert first.date == FIRST
    gone = OfferingId("azure/gpt-4.1")
    assert stage_on(first.offerings[gone].lifecycle, FIRST) is Stage.RETIRED
    assert stage_on(first.offerings[gone].lifecycle, before.date) is not Stage.RETIRED
    for key, offering in before.offerings.items():
        now = first.offerings[key].pricing
        then = offering.pricing.in_force(before.date) if isinstance(offering.pricing, PriceSchedule) else None
        lives = stage_on(offering.lifecycle, before.date) is not Stage.RETIRED
        if then is not None and then.cards and lives:
            assert isinstance(now, PriceSchedule), key
            kept = now.in_force(before.date)
            assert kept is not None, key
            assert kept.cards == then.cards, key

    on_day(data, SECOND)
    lay_out(work / "wheels", {**LITELLM, "openai/gpt-77": LITELLM["gpt-5"]}, times=2)
    kept_as_it_was = {path: path.read_bytes() for path in sorted(data.rglob("*")) if path.is_file()}
    capsys.readouterr()
    assert task.main([*words, "--dry-run"]) == 0, capsys.readouterr().out[-3000:]
    told = capsys.readouterr().out
    assert "repriced" in told
    assert "openai/gpt-77" in told
    assert {path: path.read_bytes() for path in sorted(data.rglob("*")) if path.is_file()} == kept_as_it_was
    second = build(work / "data" / "next")
    moved = OfferingId("novita-ai/qwen/qwen3.5-9b")
    assert MODELS_DEV[moved].price == "0.06/0.15"
    pricing = second.offerings[moved].pricing
    assert isinstance(pricing, PriceSchedule)
    rates = [(period.effective, str(period.cards[0].input)) for period in pricing.periods if period.cards][-1:]
    assert rates == [(SECOND, "0.12")]
    assert (tmp_path / "drafts.csv").exists()
    assert DRAFTS.read_bytes() == drafts, "the table of the repository is not the test's to write"
