"""What configurations say of sizes: each kind of layer, what isn't understood, and the same bytes each time."""

import json
from pathlib import Path
from typing import Any

import pytest

from llm_selection.registry import bundled
from registry_tools.merging import model_sizes as task
from registry_tools.merging.model_sizes import CONFIGURATIONS, collected, put_shapes, read_lines, with_shape
from registry_tools.upstream.configurations import excerpt, facts

PLAIN: dict[str, Any] = {
    "model_type": "llama",
    "num_hidden_layers": 32,
    "hidden_size": 4096,
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
}
ATTENTION = {"kind": "attention", "layers": 32, "key_value_heads": 8, "key_dim": 128, "value_dim": 128}
LINE: dict[str, Any] = {
    "model": "acme/one",
    "source": "aiconfigurator",
    "url": "https://huggingface.co/acme/one",
    "read_via": "ai-dynamo/aiconfigurator-core 0.12.0 model_configs (acme--one_config.json)",
    "as_of": "2026-11-01",
    "config": PLAIN,
}


def cache(**changes: Any) -> Any:
    """Return the groups of layers of the plain configuration with changes."""
    return facts({**PLAIN, **changes}).get("cache_layers")


def test_plain_layers_are_one_group() -> None:
    """The width of a head is stated, or the residual stream shared out; a null window is none."""
    assert cache() == [ATTENTION]
    assert cache(head_dim=64) == [{**ATTENTION, "key_dim": 64, "value_dim": 64}]
    assert cache(model_type="qwen2", sliding_window=4096, use_sliding_window=False) == [ATTENTION]
    assert cache(model_type="mistral", sliding_window=4096) == [{**ATTENTION, "kind": "sliding", "window_tokens": 4096}]


@pytest.mark.parametrize("changes", [{"model_type": "strange"}, {"num_key_value_heads": None}])
def test_what_is_not_understood_is_left_out(changes: dict[str, Any]) -> None:
    """A type of model whose layers nobody here looked at says nothing of its cache."""
    assert cache(**changes) is None
    assert cache(layer_types=["full_attention", "strange"]) is None


def test_layers_by_type() -> None:
    """Sliding, linear, convolution and Mamba layers; those that share another's cache don't count."""
    types = ["sliding_attention"] * 3 + ["full_attention"] * 3
    full, sliding = cache(layer_types=types, sliding_window=1024, num_kv_shared_layers=2)
    assert (full["layers"], sliding["layers"], sliding["window_tokens"]) == (1, 3, 1024)
    wide = cache(layer_types=["full_attention"], global_head_dim=512, num_global_key_value_heads=2)
    assert (wide[0]["key_value_heads"], wide[0]["key_dim"]) == (2, 512)
    linear = {
        "linear_num_key_heads": 16,
        "linear_key_head_dim": 128,
        "linear_num_value_heads": 32,
        "linear_value_head_dim": 128,
        "linear_conv_kernel_dim": 4,
    }
    (state,) = cache(layer_types=["linear_attention"] * 2, **linear)
    assert state == {"kind": "state", "layers": 2, "recurrent_numbers": 524_288, "convolution_numbers": 24_576}
    assert cache(layer_types=["conv", "attention"], conv_L_cache=3)[1]["convolution_numbers"] == 3 * 4096
    mamba = {"mamba_n_heads": 8, "mamba_d_head": 4, "mamba_n_groups": 1, "mamba_d_state": 16, "mamba_d_conv": 4}
    (state,) = cache(layer_types=["mamba"], **mamba)
    assert (state["recurrent_numbers"], state["convolution_numbers"]) == (32 * 16, 3 * (32 + 32))


def test_latent_layers() -> None:
    """One vector a token, an index where there is one, and linear layers between them in Kimi's."""
    latent = {"kv_lora_rank": 512, "qk_rope_head_dim": 64}
    assert cache(**latent) == [{"kind": "latent", "layers": 32, "latent_rank": 512, "rope_head_dim": 64}]
    unfolded = cache(**latent, qk_nope_head_dim=128, v_head_dim=128, index_head_dim=128)
    assert (unfolded[0]["key_dim"], unfolded[0]["value_dim"]) == (192, 128)
    assert unfolded[1] == {"kind": "index", "layers": 32, "dim": 128}
    shared = cache(**latent, index_head_dim=128, indexer_types=["full", "shared", "full"])
    assert shared[1]["layers"] == 2
    linear = {
        "num_heads": 2,
        "head_dim": 4,
        "full_attn_layers": [4],
        "kda_layers": [1, 2, 3],
        "short_conv_kernel_size": 4,
    }
    assert cache(**latent, linear_attn_config=linear) == [
        {"kind": "latent", "layers": 1, "latent_rank": 512, "rope_head_dim": 64},
        {"kind": "state", "layers": 3, "recurrent_numbers": 32, "convolution_numbers": 72},
    ]


def test_layers_of_single_families() -> None:
    """DeepSeek-V4, Nemotron-H old and new, MiMo, Nemotron's puzzles, MiniMax-M3, Llama 4."""
    ratios = {"compress_ratios": [0, 4, 128, 4], "num_hidden_layers": 3, "head_dim": 512}
    groups = cache(**ratios, sliding_window=128, index_head_dim=128)
    assert [(group["kind"], group["layers"]) for group in groups] == [
        ("compressed", 1),
        ("compressed", 1),
        ("sliding", 1),
    ]
    assert [group["index_dim"] for group in groups[:2]] == [128, 0]
    mamba = {"mamba_num_heads": 2, "mamba_head_dim": 4, "n_groups": 1, "ssm_state_size": 8, "conv_kernel": 4}
    old = cache(hybrid_override_pattern="ME*M", **mamba)
    assert old == cache(layers_block_type=["mamba", "moe", "attention", "mamba"], **mamba)
    assert old[1] == {"kind": "state", "layers": 2, "recurrent_numbers": 64, "convolution_numbers": 3 * 24}
    swa = {"swa_num_key_value_heads": 8, "swa_head_dim": 192, "swa_v_head_dim": 128}
    mimo = cache(hybrid_layer_pattern=[0, 1, 1], head_dim=192, v_head_dim=128, sliding_window=128, **swa)
    assert [(group["layers"], group["value_dim"]) for group in mimo] == [(1, 128), (2, 128)]
    blocks = [{"attention": {"n_heads_in_group": heads, "no_op": not heads}} for heads in (8, None, 8, 4)]
    assert [(group["layers"], group["key_value_heads"]) for group in cache(block_configs=blocks)] == [(2, 4), (1, 8)]
    picked = {"sparse_attention_freq": [0, 1, 1], "sparse_index_dim": 128}
    assert cache(sparse_attention_config=picked)[1] == {"kind": "index", "layers": 2, "dim": 128}
    chunked = cache(attention_chunk_size=8192)
    assert [group["layers"] for group in chunked] == [8, 24]


def test_vocabulary_tying_and_draft_layers() -> None:
    """Stated by the language part, or by the whole; what isn't stated is unknown."""
    whole = {"text_config": {**PLAIN, "vocab_size": 1000, "mtp_num_hidden_layers": 1}, "tie_word_embeddings": False}
    found = facts(whole)
    assert (found["vocabulary"], found["tied_embeddings"], found["draft_layers"]) == (1000, False, 1)
    assert facts(PLAIN).keys() == {"cache_layers"}
    assert facts(excerpt(whole)) == found


def test_an_excerpt_keeps_what_is_read() -> None:
    """Nothing else, nothing null, and of a puzzle's blocks how they attend."""
    block = {"attention": {"n_heads_in_group": 8, "no_op": False, "replace_with_linear": False, "window": 1}, "ffn": {}}
    made = excerpt({**PLAIN, "torch_dtype": "bfloat16", "vocab_size": None, "block_configs": [block]})
    assert "torch_dtype" not in made
    assert "vocab_size" not in made
    assert made["block_configs"] == [
        {"attention": {"n_heads_in_group": 8, "no_op": False, "replace_with_linear": False}}
    ]


def test_a_record_takes_what_its_line_says() -> None:
    """With evidence of the copy that was read; what an earlier run wrote is replaced."""
    record = {"name": "One", "vocabulary": 7, "evidence": {"record": {}, "fields": {"vocabulary": {"source": "old"}}}}
    made = with_shape(record, LINE, None)
    assert made["cache_layers"] == [ATTENTION]
    assert "vocabulary" not in made
    assert made["evidence"]["fields"]["cache_layers"]["read_via"] == LINE["read_via"]
    assert with_shape(made, LINE, None) == made


def test_the_survey_gives_a_vocabulary() -> None:
    """Where it has the shape from; without evidence of a shape it gives none."""
    row = {"vocab_size": "1000"}
    said = {"source": "llmfit"}
    record = {"name": "One", "attention": {}, "evidence": {"record": {}, "fields": {"attention": said}}}
    made = with_shape(record, None, row)
    assert made["vocabulary"] == 1000
    assert made["evidence"]["fields"]["vocabulary"] == said
    bare = {"name": "One", "evidence": {"record": {}}}
    assert with_shape(bare, None, row) == bare
    assert with_shape(record, None, {"vocab_size": ""}) == record


def test_the_vocabulary_of_another_checkpoint_is_not_taken() -> None:
    """Tuning can add tokens: where the survey has another number, the configuration is the base model's."""
    line = {**LINE, "config": {**PLAIN, "vocab_size": 32000}}
    bare = {"name": "One", "evidence": {"record": {}}}
    row = {
        "vocab_size": "32768",
        "source_url": "https://hub/one",
        "read_via": "hub metadata",
        "retrieved": "2026-11-02",
    }
    made = with_shape(bare, line, row)
    assert made["vocabulary"] == 32768
    assert made["cache_layers"] == [ATTENTION]
    shown = made["evidence"]["fields"]
    assert (shown["vocabulary"]["source"], shown["vocabulary"]["status"]) == ("llmfit", "reported")
    assert shown["cache_layers"]["status"] == "documented"
    assert (
        with_shape(bare, line, {**row, "vocab_size": "32000"})["evidence"]["fields"]["vocabulary"]
        == shown["cache_layers"]
    )
    assert "vocabulary" not in with_shape(bare, LINE, row)


def test_lines_are_collected_and_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines that people added stay; those of the collection are read anew, for models that the survey gives a file."""
    configs, data, survey = tmp_path / "configs", tmp_path / "data/models/acme", tmp_path / "survey"
    for folder in (configs, data, survey):
        folder.mkdir(parents=True)
    (configs / "acme--one_config.json").write_text(json.dumps(PLAIN))
    row = {"read_via": LINE["read_via"], "source_url": LINE["url"], "retrieved": LINE["as_of"]}
    by_hand = {**LINE, "model": "acme/two", "read_via": "a file"}
    found = collected(configs, {"acme/one": row, "acme/two": row}, {"acme/gone": LINE, "acme/two": by_hand})
    assert found == {"acme/one": LINE, "acme/two": by_hand}

    (data / "one.toml").write_text('name = "One"\n\n[evidence.record]\nsource = "x"\n')
    (survey / "architectures.csv").write_text(
        f"model_key,read_via,source_url,retrieved\nmeta/llama-3.1-8b-instruct,{LINE['read_via']},u,2026-11-01\n"
    )
    lines = tmp_path / "lines.jsonl"
    lines.write_text(json.dumps(LINE) + "\n")
    monkeypatch.setattr(task, "CONFIGURATIONS", lines)
    monkeypatch.setattr(task, "read_rows", lambda path, names: {"acme/one": {**row, "vocab_size": ""}})  # noqa: ARG005 - as read
    options = ["--survey", str(survey), "--data", str(tmp_path / "data")]
    task.main(options)
    once = (data / "one.toml").read_bytes()
    task.main([*options, "--collect", str(configs)])
    assert (data / "one.toml").read_bytes() == once
    assert b"cache_layers" in once


def test_shipped_shapes_are_what_their_lines_say(tmp_path: Path) -> None:
    """Writing them again changes nothing: the data is what the task makes."""
    lines = read_lines(CONFIGURATIONS)
    models = bundled().models
    assert len(lines) >= 54
    for model in lines:
        assert models[model].cache_layers  # type: ignore[index]  # ids of models
    (tmp_path / "models").mkdir()
    assert put_shapes(tmp_path, {}, lines) == 0
