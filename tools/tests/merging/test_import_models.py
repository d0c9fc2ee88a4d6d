"""Judgements of the model import: what a survey row may and may not become."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import pytest

from registry_tools.checks import names as check_names
from registry_tools.merging import models as import_models
from registry_tools.merging import training_statements
from registry_tools.merging.license_ids import LLAMA_MULTIMODAL, license_of, vendor_terms
from registry_tools.places import INPUTS
from registry_tools.toml_files import latest_day, update_tables, write_record
from registry_tools.upstream import survey
from registry_tools.upstream.model_cards import Card

_SEEN = date(2026, 11, 23)


def _architecture_row(**cells: str) -> Mapping[str, str]:
    """Return an architecture row, blank but for *cells*."""
    columns = (
        "model_key hf_repo kind total_params active_params checkpoint_params n_layers hidden_size n_attention_heads "
        "n_kv_heads head_dim attention_kind kv_lora_rank qk_rope_head_dim sliding_window full_attention_layers "
        "attention_pattern n_experts n_experts_per_token n_shared_experts native_dtype context_window context_basis "
        "release_date release_date_basis knowledge_cutoff openness source_url read_via field_sources status "
        "total_params_status active_params_status architecture_status conflicts"
    )
    return {**dict.fromkeys(columns.split(), ""), "retrieved": "2026-11-23", **cells}


def _statement(
    scope: str, day: date, *, family: bool = True, only: tuple[str, ...] = ()
) -> training_statements.Statement:
    """Return a statement about training."""
    shown = survey.evidence("developer-documents", "documented", day, url="https://example.org/card")
    return training_statements.Statement(
        scope=scope, family=family, day=day, only=only, words={"tokens": "1T"}, evidence=shown
    )


class TestLicense:
    """Which of our licenses is meant."""

    def test_only_the_models_that_see_fall_under_the_european_clause(self) -> None:
        """Llama 3.2's clause concerns multimodal models."""
        known = ["llama-3.2-community", LLAMA_MULTIMODAL]
        assert license_of("llama-3.2-community", ["image"], known) == LLAMA_MULTIMODAL
        assert license_of("llama-3.2-community", [], known) == "llama-3.2-community"
        assert license_of("proprietary-other", [], known) is None

    def test_closed_models_come_under_their_vendors_terms(self) -> None:
        """Under those that nobody read where the vendor has no record."""
        known = ["proprietary-meta", "proprietary-other"]
        assert vendor_terms("meta", known) == "proprietary-meta"
        assert vendor_terms("stepfun", known) == "proprietary-other"


class TestArchitecture:
    """Kinds of architecture and of token mixing are two facts."""

    @pytest.mark.parametrize(
        ("kind", "architecture", "mixing"),
        [
            ("dense", "dense", "attention"),
            ("moe", "mixture-of-experts", "attention"),
            ("hybrid-ssm-dense", "dense", "state-space-hybrid"),
            ("hybrid-ssm-moe", "mixture-of-experts", "state-space-hybrid"),
            ("hybrid-linear-moe", "mixture-of-experts", "linear-hybrid"),
            ("hybrid-conv-moe", "mixture-of-experts", "convolution-hybrid"),
        ],
    )
    def test_a_kind_is_split(self, kind: str, architecture: str, mixing: str) -> None:
        """How parameters work and how tokens mix."""
        row = _architecture_row(kind=kind, n_layers="40", architecture_status="reported", read_via="hub metadata")
        shape, _ = survey.attention(row)
        built, _ = survey.architecture(row)
        assert built is not None
        assert built["kind"] == architecture
        assert shape is not None
        assert shape["mixing"] == mixing

    def test_a_blank_kind_is_unknown(self) -> None:
        """Nobody found it."""
        assert survey.architecture(_architecture_row()) == (None, None)

    def test_undisclosed_is_said_so(self) -> None:
        """The developer doesn't say: neither the kind nor the size."""
        row = _architecture_row(kind="undisclosed", total_params_status="undisclosed", read_via="models.dev")
        built, shown = survey.architecture(row)
        facts, sizes = survey.sizes(row)
        assert built == {"kind": "undisclosed"}
        assert shown is not None
        assert shown["status"] == sizes["total_parameters"]["status"] == "undisclosed"
        assert "total_parameters" not in facts

    def test_shared_experts_stay_unknown(self) -> None:
        """A blank isn't zero."""
        row = _architecture_row(kind="moe", n_experts="128", n_experts_per_token="8")  # noqa: S106 - no password
        built, _ = survey.architecture(row)
        assert built == {"kind": "mixture-of-experts", "experts": 128, "experts_per_token": 8}

    def test_a_claimed_size_is_left_out(self) -> None:
        """A claim isn't a fact."""
        facts, shown = survey.sizes(_architecture_row(total_params="1000", total_params_status="claimed"))
        assert facts == shown == {}

    def test_the_window_that_lost_is_kept(self) -> None:
        """Both values stay visible."""
        row = _architecture_row(
            context_window="10485760",
            context_basis="config max_position_embeddings; model card says 10M",
            conflicts="context: 10485760 (config) vs models.dev 3500000",
        )
        limits, shown = survey.context_limits(row)
        assert limits == {"context_tokens": 10_485_760}
        assert shown is not None
        assert shown["dissent"] == [{"value": "3500000", "source": "models-dev"}]

    def test_a_window_in_words_wins(self) -> None:
        """The configured one is kept as what lost; without a survey row nothing lost."""
        words = {
            "context_tokens": 1_000_000,
            "url": "https://example.org/card",
            "as_of": _SEEN,
            "note": "trained on it",
        }
        row = _architecture_row(context_window="10240000", context_basis="max_position_embeddings in hub metadata")
        limits, shown = survey.stated_window(words, row)
        assert limits == {"context_tokens": 1_000_000}
        assert (shown["source"], shown["status"], shown["note"]) == (
            "developer-documents",
            "documented",
            "trained on it",
        )
        assert shown["dissent"] == [{"value": "10240000", "source": "llmfit"}]
        limits, shown = survey.stated_window(words, None)
        assert limits == {"context_tokens": 1_000_000}
        assert "dissent" not in shown

    def test_a_window_in_words_is_taken_into_the_record(self) -> None:
        """It stands before the survey's and the catalogues'; a largest output of theirs stays."""
        words = {"context_tokens": 1_000_000, "url": "https://example.org/card", "as_of": _SEEN}
        row = _architecture_row(
            openness="open-weight", context_window="10240000", context_basis="max_position_embeddings"
        )
        limits, shown = import_models.limits_of((), row, words)
        assert limits == {"context_tokens": 1_000_000}
        assert shown["context_tokens"]["url"] == words["url"]
        assert import_models.limits_of((), row, None)[0] == {"context_tokens": 10_240_000}
        closed = _architecture_row(openness="closed", context_window="5", context_basis="")
        assert import_models.limits_of((), closed, None)[0] == {}

    def test_the_day_of_a_repository_is_marked(self) -> None:
        """It can precede the announcement."""
        row = _architecture_row(
            release_date="2025-03-01", release_date_basis="hub repository creation date (can precede the announcement)"
        )
        day, shown = survey.release(row)
        assert day == date(2025, 3, 1)
        assert shown is not None
        assert "precede" in shown["note"]


class TestTraining:
    """A family's statement speaks only of what existed."""

    def test_a_later_member_is_not_covered(self) -> None:
        """Nor is one whose release day nobody knows."""
        statement = _statement("openai/gpt-5", date(2025, 8, 7))
        assert training_statements.applies(statement, "openai/gpt-5-mini", date(2025, 8, 7))
        assert not training_statements.applies(statement, "openai/gpt-5-codex", date(2025, 9, 23))
        assert not training_statements.applies(statement, "openai/gpt-5-pro", None)

    def test_another_version_is_another_family(self) -> None:
        """A prefix of letters is not a family."""
        statement = _statement("google/gemma-3", date(2026, 1, 1))
        assert training_statements.applies(statement, "google/gemma-3-4b-it", date(2025, 3, 12))
        assert not training_statements.applies(statement, "google/gemma-3n-e4b-it", date(2025, 6, 1))
        assert not training_statements.applies(
            _statement("openai/gpt-5", date(2026, 1, 1)), "openai/gpt-5.1", date(2025, 11, 13)
        )

    def test_a_lab_covers_all_its_models_up_to_the_day(self) -> None:
        """``anthropic/claude`` is every Claude."""
        statement = _statement("anthropic/claude", date(2026, 1, 22))
        assert training_statements.applies(statement, "anthropic/claude-haiku-4-5", date(2025, 10, 15))
        assert not training_statements.applies(statement, "anthropic/claude-opus-4-6", date(2026, 2, 4))

    def test_a_statement_can_be_narrower_than_its_family(self) -> None:
        """The source speaks of two members only."""
        statement = _statement("openai/o3", date(2025, 12, 31), only=("openai/o3", "openai/o4-mini"))
        assert training_statements.applies(statement, "openai/o4-mini", date(2025, 4, 16))
        assert not training_statements.applies(statement, "openai/o3-mini", date(2025, 1, 31))

    def test_a_familys_name_can_be_left_out_too(self) -> None:
        """What a card says of the router isn't said of the model that the family is called after."""
        statement = _statement("openai/gpt-5", date(2025, 8, 7), only=("openai/gpt-5-system",))
        assert training_statements.applies(statement, "openai/gpt-5-system", date(2025, 8, 7))
        assert not training_statements.applies(statement, "openai/gpt-5", date(2025, 8, 7))

    def test_a_models_own_statement_needs_no_date(self) -> None:
        """It names the model."""
        statement = _statement("xai/grok-4", date(2025, 7, 9), family=False)
        assert training_statements.applies(statement, "xai/grok-4", None)
        assert not training_statements.applies(statement, "xai/grok-4-fast", date(2025, 7, 9))

    def test_a_claim_cannot_be_joined(self) -> None:
        """Wording for a claimed row is refused."""
        row = {"model_key_or_family": "a/b", "stage": "x", "source_url": "", "status": "claimed"}
        with pytest.raises(ValueError, match="0 rows"):
            training_statements.join([row], [{"scope": "a/b", "stage": "x"}])

    def test_a_page_that_does_not_say_is_evidence(self) -> None:
        """Its developer was asked where it would say so; a page that says how it was aligned wins."""
        row = {
            "scope": "model",
            "model_key_or_family": "a/b",
            "stage": "post-training",
            "source_url": "https://example.org/card",
            "read_via": "",
            "source_date": "2026-02",
            "status": "undisclosed",
        }
        (silent,) = training_statements.join([row], [{"scope": "a/b", "stage": "post-training", "note": "no method"}])
        nothing, shown = training_statements.alignment([silent])
        assert nothing is None
        assert shown == {
            "source": "developer-documents",
            "status": "undisclosed",
            "as_of": date(2026, 2, 28),
            "url": "https://example.org/card",
            "note": "no method",
        }
        assert training_statements.training([silent], "a/b") == (None, None)
        told = replace(_statement("a/b", _SEEN), words={"stages": [{"method": "rl"}]})
        said, _ = training_statements.alignment([silent, told])
        assert said is not None
        assert [stage["method"] for stage in said["stages"]] == ["rl"]

    def test_tokens_can_differ_by_member(self) -> None:
        """A family's card gives one number a size."""
        statement = replace(_statement("google/gemma-3", _SEEN), words={"tokens": {"google/gemma-3-4b-it": "4T"}})
        known, _ = training_statements.training([statement], "google/gemma-3-4b-it")
        assert known == {"tokens": "4T"}
        assert training_statements.training([statement], "google/gemma-3-9b-it") == (None, None)

    def test_what_tuning_alone_used_is_not_what_a_model_learnt_from(self) -> None:
        """Its kinds count beside those of the training before it, and say nothing alone."""
        words = {"stage": "post-training", "kinds": ["maths"], "tokens": "1T"}
        tuned = replace(_statement("deepseek/deepseek-r1", _SEEN), words=words)
        assert training_statements.training([tuned], "deepseek/deepseek-r1")[0] == {"tokens": "1T"}
        without = replace(tuned, words={**words, "tokens": None})
        assert training_statements.training([without], "deepseek/deepseek-r1") == (None, None)
        before = replace(tuned, words={"stage": "pre-training", "kinds": ["web"]})
        assert training_statements.training([before, tuned], "deepseek/deepseek-r1")[0] == {
            "kinds": ["maths", "web"],
            "tokens": "1T",
        }
        silent = replace(tuned, words={"stage": "pre-training", "tokens": "2T"})
        assert training_statements.training([silent, tuned], "deepseek/deepseek-r1")[0] == {"tokens": "2T"}

    def test_the_wording_covers_members_as_their_sources_do(self) -> None:
        """A card isn't about another model of a similar name; the text-only size saw no images; small ones are distilled."""
        wording = tomllib.loads((INPUTS / "training_wording.toml").read_text())
        kinds = {
            model: {tuple(words["kinds"]) for words in wording["statement"] if model in words.get("only", ())}
            for model in ("google/gemini-3-pro-preview", "google/gemma-3-1b-it", "google/gemma-3-4b-it")
        }
        assert kinds == {
            "google/gemini-3-pro-preview": {("audio", "images", "video", "code")},
            "google/gemma-3-1b-it": {("web", "code", "multilingual")},
            "google/gemma-3-4b-it": {("web", "code", "images", "multilingual")},
        }
        open_to_all = {words["scope"] for words in wording["statement"] if "only" not in words and "kinds" in words}
        assert not open_to_all & {"google/gemini-3-pro", "google/gemma-3"}
        (distilled,) = (words for words in wording["statement"] if "alibaba/qwen3-8b" in words.get("only", ()))
        assert [stage["method"] for stage in distilled["stages"]] == ["distillation"]


class TestHosts:
    """What a host lists is its own, until others list it too."""

    def _listing(self, host: str, kinds: str, **flags: bool) -> Card:
        """Return what a host lists."""
        return Card(
            names=("a/b",),
            rank=3,
            source="models-dev",
            as_of=_SEEN,
            key=f"{host}/b",
            input=tuple(kinds.split()),
            output=("text",),
            capabilities=flags,
        )

    def test_one_host_alone_doesnt_say_what_a_model_takes(self) -> None:
        """Of two, what either takes counts; of output more than half of the hosts are needed."""
        one, two = self._listing("x", "text image"), self._listing("y", "text image video")
        assert import_models.kinds_of([one], "input") == ([], None)
        assert import_models.kinds_of([one], "output")[0] == ["text"]
        assert import_models.kinds_of([one, two], "input")[0] == ["text", "image", "video"]
        three = [one, two, self._listing("z", "text")]
        assert import_models.kinds_of(three, "input")[0] == ["text", "image"]

    def test_one_host_alone_says_of_capabilities_only_that_a_model_reasons(self) -> None:
        """Tools and schemas may be the host's own doing; two hosts are believed."""
        one = self._listing("x", "text", tool_calling=True, structured_output=True, reasoning=True)
        assert import_models.capabilities_of([one])[0] == {"reasoning": True}
        both = [one, self._listing("y", "text", tool_calling=True, structured_output=False)]
        assert import_models.capabilities_of(both)[0] == {"tool_calling": True, "reasoning": True}


class TestNames:
    """The alias table joins what is one model, and nothing else."""

    def test_dates_are_folded_only_where_they_are_copies(self) -> None:
        """A dated Mistral is a checkpoint of its own."""
        assert check_names.coinciding(["openai/gpt-5", "openai/gpt-5-2025-08-07"])
        assert not check_names.coinciding(["mistral/mistral-small-2503", "mistral/mistral-small-2506"])

    def test_faults_are_all_reported(self) -> None:
        """Every kind of fault, in one run."""
        rows = [("a/x", "a/x"), ("a/y", "a/x"), ("a/y", "a/z")]
        assert check_names.faults(rows, ["a/x", "a/w"]) == [
            "a/y means a/x and a/z",
            "a/z has no file",
            "a/w has a file and no name",
            "a/z doesn't mean itself",
        ]

    def test_the_table_has_no_fault(self) -> None:
        """The table that is in the repository."""
        assert check_names.main([]) == 0


class TestToml:
    """Files are the same bytes for the same facts."""

    def test_unknown_parts_are_left_out_and_sets_sorted(self, tmp_path: Path) -> None:
        """Nothing else changes."""
        write_record(tmp_path / "a.toml", {"kinds": {"web", "code"}, "tokens": None, "day": _SEEN})
        assert tomllib.loads((tmp_path / "a.toml").read_text()) == {"kinds": ["code", "web"], "day": _SEEN}

    def test_other_tables_stay(self, tmp_path: Path) -> None:
        """Several importers write one file."""
        path = tmp_path / "sources.toml"
        update_tables(path, {"b": {"title": "B"}})
        update_tables(path, {"a": {"title": "A"}, "b": {"title": "C"}})
        assert list(tomllib.loads(path.read_text()).items()) == [("a", {"title": "A"}), ("b", {"title": "C"})]

    def test_a_month_ends_on_its_last_day(self) -> None:
        """What was said in November wasn't said before its end, as far as anyone knows."""
        assert latest_day("2025-11") == date(2025, 11, 30)
        assert latest_day("2025-12") == date(2025, 12, 31)
        assert latest_day("soon") is None


def record_of(released: date | None = None, family: str | None = None) -> dict[str, Any]:
    """Make the record of a model as imports have it."""
    said = {"source": "models-dev", "status": "reported", "as_of": _SEEN}
    known = {"released": released, "family": family}
    facts = {name: value for name, value in known.items() if value is not None}
    return {"name": "One", **facts, "evidence": {"record": said, "fields": dict.fromkeys(facts, said)}}


class TestByHand:
    """What people write of a model wins."""

    BY_HAND: ClassVar = {"value": date(2025, 6, 26), "source": "page", "status": "documented", "as_of": _SEEN}

    def test_it_wins_and_the_import_is_dissent(self) -> None:
        """The contradiction is told."""
        record = record_of(date(2024, 6, 26))
        told = list(import_models.with_facts_by_hand(record, {"released": self.BY_HAND}))
        assert told == ["released: 2025-06-26 by hand, 2024-06-26 by models-dev"]
        assert record["released"] == date(2025, 6, 26)
        shown = record["evidence"]["fields"]["released"]
        assert shown["source"] == "page"
        assert shown["dissent"] == [{"value": "2024-06-26", "source": "models-dev"}]

    def test_it_adds_what_nobody_says_and_agrees_in_silence(self) -> None:
        """No dissent then."""
        for record in (record_of(), record_of(date(2025, 6, 26))):
            assert list(import_models.with_facts_by_hand(record, {"released": self.BY_HAND})) == []
            assert record["released"] == date(2025, 6, 26)
            assert "dissent" not in record["evidence"]["fields"]["released"]

    def test_without_a_value_it_is_unknown(self) -> None:
        """The evidence goes too."""
        record = record_of(date(2024, 6, 26))
        unknown = {key: part for key, part in self.BY_HAND.items() if key != "value"}
        told = list(import_models.with_facts_by_hand(record, {"released": unknown}))
        assert told == ["released: unknown by hand, 2024-06-26 by models-dev"]
        assert "released" not in record
        assert record["evidence"]["fields"] == {}

    def test_a_part_of_a_group_leaves_the_others(self) -> None:
        """Its evidence is its own."""
        record = {**record_of(), "capabilities": {"tool_calling": True, "reasoning": True}}
        record["evidence"]["fields"]["capabilities"] = {"source": "host", "status": "derived", "as_of": _SEEN}
        denied = {**self.BY_HAND, "value": False}
        told = list(import_models.with_facts_by_hand(record, {"capabilities.tool_calling": denied}))
        assert told == ["capabilities.tool_calling: False by hand, True by host"]
        assert record["capabilities"] == {"tool_calling": False, "reasoning": True}
        assert record["evidence"]["fields"]["capabilities.tool_calling"]["source"] == "page"
        assert record["evidence"]["fields"]["capabilities"]["source"] == "host"

    def test_what_a_source_does_not_disclose_is_no_dissent(self) -> None:
        """It contradicts nobody."""
        record = record_of()
        silent = {"source": "models-dev", "status": "undisclosed", "as_of": _SEEN}
        record |= {"architecture": {"kind": "undisclosed"}}
        record["evidence"]["fields"]["architecture"] = silent
        dense = {**self.BY_HAND, "value": {"kind": "dense"}}
        assert list(import_models.with_facts_by_hand(record, {"architecture": dense})) == []
        assert record["architecture"] == {"kind": "dense"}
        assert "dissent" not in record["evidence"]["fields"]["architecture"]
