"""Writes the folder of a tiny model for vLLM: config, tokenizer, chat template. Each run writes the same bytes.

usage: make_model.py KIND DIR [--max-len TOKENS]
  qwen3, qwen3_next  no weights: serve the model with --load-format dummy; it says noise
  scripted           Qwen3 with weights that say the texts of scripted.py
Needs the package `tokenizers`, which vLLM installs.
"""

import argparse
import json
from pathlib import Path

import scripted
from tiny_tokenizer import SPECIAL, build_tokenizer

DENSE = {
    "architectures": ["Qwen3ForCausalLM"],
    "model_type": "qwen3",
    "hidden_size": 64,
    "intermediate_size": 128,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 32,
}
# The same kind of model as Qwen3-Coder-Next: linear and full attention, experts.
NEXT = {
    "architectures": ["Qwen3NextForCausalLM"],
    "model_type": "qwen3_next",
    "hidden_size": 128,
    "intermediate_size": 128,
    "num_hidden_layers": 4,
    "layer_types": ["linear_attention"] * 3 + ["full_attention"],
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 64,
    "partial_rotary_factor": 0.25,
    "linear_num_key_heads": 2,
    "linear_num_value_heads": 4,
    "linear_key_head_dim": 64,
    "linear_value_head_dim": 64,
    "linear_conv_kernel_dim": 4,
    "num_experts": 8,
    "num_experts_per_tok": 2,
    "norm_topk_prob": True,
    "decoder_sparse_step": 1,
    "moe_intermediate_size": 64,
    "shared_expert_intermediate_size": 64,
    "mlp_only_layers": [],
}
SHAPES = {"qwen3": DENSE, "qwen3_next": NEXT, "scripted": DENSE | {"hidden_size": 512, "num_hidden_layers": 1}}


def common(vocabulary: int, longest: int, ids: dict[str, int]) -> dict:
    return {
        "vocab_size": vocabulary,
        "hidden_act": "silu",
        "attention_bias": False,
        "attention_dropout": 0.0,
        "initializer_range": 0.02,
        "rms_norm_eps": 1e-6,
        "rope_theta": 10000000,
        "max_position_embeddings": longest,
        "tie_word_embeddings": False,
        "use_cache": True,
        "torch_dtype": "bfloat16",
        "eos_token_id": ids["<|im_end|>"],
        "pad_token_id": ids["<|endoftext|>"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the folder of a tiny model for vLLM.")
    parser.add_argument("kind", choices=list(SHAPES))
    parser.add_argument("dir", type=Path)
    parser.add_argument("--max-len", type=int, default=131072)
    args = parser.parse_args()
    args.dir.mkdir(parents=True, exist_ok=True)

    speaks = args.kind == "scripted"
    tokenizer = build_tokenizer(*((scripted.start_tokens(), scripted.pieces()) if speaks else ([], [])))
    ids = {token: tokenizer.token_to_id(token) for token in SPECIAL}
    config = SHAPES[args.kind] | common(tokenizer.get_vocab_size(), args.max_len, ids)
    template = Path(__file__).with_name("chat_template.jinja").read_text(encoding="utf-8")

    def write(name: str, value: dict) -> None:
        (args.dir / name).write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")

    tokenizer.save(str(args.dir / "tokenizer.json"))
    write("config.json", config)
    write(
        "tokenizer_config.json",
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "eos_token": "<|im_end|>",
            "pad_token": "<|endoftext|>",
            "model_max_length": args.max_len,
            "clean_up_tokenization_spaces": False,
        },
    )
    sampling = {"do_sample": True, "temperature": 1.0, "top_k": 40, "top_p": 0.95}
    ends = {"eos_token_id": [ids["<|im_end|>"], ids["<|endoftext|>"]], "pad_token_id": ids["<|endoftext|>"]}
    write("generation_config.json", sampling | ends)
    if speaks:
        (args.dir / "model.safetensors").write_bytes(scripted.weights(tokenizer.token_to_id, config))
        template += scripted.CHOICE
    (args.dir / "chat_template.jinja").write_text(template, encoding="utf-8")


if __name__ == "__main__":
    main()
