"""A model that says the texts of SCRIPTS: hand-made weights of one Qwen3 layer, and the choice of the script.

The chat template ends each prompt with the start token of the fitting script. One attention head looks only at that
token and adds the direction of its script to the input of the model's head, beside the code of the last token. The
next token depends on these two.
"""

import json
import random
import struct

END = "<|im_end|>"
# Contains characters of two and more bytes, both quotes, an escape, a tab and line breaks: the text that `doctor`
# expects back.
NOTE = "한글 \"큰따옴표\" '작은따옴표'\n\t탭 \\ 역슬래시 <b>&amp;</b>\n끝 😀"


def called(tool: str, key: str, value: str) -> list[str]:
    """One tool call, in pieces of one token each."""
    return [f"\n<function={tool}>\n<parameter={key}>\n", value, "\n</parameter>\n</function>\n"]


# By name, the pieces in their order. A script contains each piece once. If two scripts continue the same piece
# differently, neither script contains the other's next piece elsewhere.
SCRIPTS: dict[str, list[str]] = {
    "plain": ["The tiny model", " has no tool", " to call."],
    "done": ["done"],
    "after_tool": ["The tool", " has answered:", " all is done."],
    "read": ["<tool_call>", *called("read", "filePath", "README.md"), "</tool_call>"],
    "mode": ["<tool_call>", *called("set_mode", "mode", "beta"), "</tool_call>"],
    "note": ["<tool_call>", *called("save_note", "text", NOTE), "</tool_call>"],
    # The second call has no marker of its own: the parser accepts that, too.
    "pair": [
        "<tool_call>",
        "".join(called("read", "filePath", "a.txt")),
        "".join(called("read", "filePath", "b.txt")),
        "</tool_call>",
    ],
}

# Appended to the chat template. The first script that fits is used.
CHOICE = """\
{%- if add_generation_prompt -%}
  {%- set names = (tools or []) | map(attribute='function') | map(attribute='name') | list -%}
  {%- set last = messages[-1] -%}
  {%- set said = last.content if last.content is string else '' -%}
  {%- if last.role == 'tool' -%}{%- set script = 'after_tool' -%}
  {%- elif 'set_mode' in names -%}{%- set script = 'mode' -%}
  {%- elif 'save_note' in names -%}{%- set script = 'note' -%}
  {%- elif 'read' in names and 'a.txt and b.txt' in said -%}{%- set script = 'pair' -%}
  {%- elif 'read' in names -%}{%- set script = 'read' -%}
  {%- elif 'one word: done' in said -%}{%- set script = 'done' -%}
  {%- else -%}{%- set script = 'plain' -%}
  {%- endif -%}
  {{- '<|script_' + script + '|>' -}}
{%- endif -%}
"""


def start_token(script: str) -> str:
    return f"<|script_{script}|>"


def start_tokens() -> list[str]:
    return [start_token(name) for name in SCRIPTS]


def pieces() -> list[str]:
    found = dict.fromkeys(piece for script in SCRIPTS.values() for piece in script)
    return [piece for piece in found if piece not in ("<tool_call>", "</tool_call>")]


def bf16(values: list[float]) -> bytes:
    return b"".join(struct.pack("<f", value)[2:] for value in values)


def matrix(rows: int, columns: int, given: dict[tuple[int, int], float]) -> bytes:
    data = bytearray(2 * rows * columns)
    for (row, column), value in given.items():
        at = 2 * (row * columns + column)
        data[at : at + 2] = bf16([value])
    return bytes(data)


def weights(id_of, config: dict) -> bytes:
    """The safetensors file. `id_of` maps a token to its id."""
    hidden, vocab = config["hidden_size"], config["vocab_size"]
    heads, kv, dim, inner = (
        config[k] for k in ("num_attention_heads", "num_key_value_heads", "head_dim", "intermediate_size")
    )
    rng = random.Random(20261127)
    # Random signs make two codes nearly orthogonal. The last entry is always 1; the entry before it marks the start
    # tokens.
    starts = {id_of(token): number for number, token in enumerate(start_tokens())}
    codes = [
        [rng.choice((-1.0, 1.0)) for _ in range(hidden - 2)] + [1.0 if t in starts else -1.0, 1.0] for t in range(vocab)
    ]
    ways = [[rng.choice((-1.0, 1.0)) for _ in range(hidden - 2)] + [0.0, 0.0] for _ in SCRIPTS]
    # Each pair counts once: two scripts that say the same in one place are not louder than one script.
    wanted: dict[tuple[int, str], list[float]] = {}
    for number, (name, script) in enumerate(SCRIPTS.items()):
        chain = [start_token(name), *script, END]
        for before, token in zip(chain, chain[1:]):
            wanted[id_of(token), before] = codes[id_of(before)]
            wanted[id_of(token), f"script {name}"] = ways[number]
    head: dict[int, list[float]] = {}
    for (token, _), given in wanted.items():
        row = head.setdefault(token, [0.0] * hidden)
        for i in range(hidden - 2):
            row[i] += given[i] / 8

    # Queries and keys differ in the entry that the rotation by position changes least.
    slow = dim // 2 - 1
    start_number = {(number, i): codes[t][i] / hidden for t, number in starts.items() for i in range(hidden - 2)}
    direction = {(i, number): way[i] / 2 for number, way in enumerate(ways) for i in range(hidden)}
    layer = "model.layers.0."
    tensors: dict[str, tuple[list[int], bytes]] = {
        "model.embed_tokens.weight": ([vocab, hidden], b"".join(bf16(code) for code in codes)),
        "lm_head.weight": ([vocab, hidden], b"".join(bf16(head.get(t) or [0.0] * hidden) for t in range(vocab))),
        layer + "self_attn.q_norm.weight": ([dim], bf16([4.0] * dim)),
        layer + "self_attn.k_norm.weight": ([dim], bf16([1.0] * dim)),
    }
    for name in ("model.norm", layer + "input_layernorm", layer + "post_attention_layernorm"):
        tensors[name + ".weight"] = ([hidden], bf16([1.0] * hidden))
    for name, rows, columns, given in (
        ("self_attn.q_proj", heads * dim, hidden, {(slow, hidden - 1): 1.0}),
        ("self_attn.k_proj", kv * dim, hidden, {(slow, hidden - 2): 1.0}),
        ("self_attn.v_proj", kv * dim, hidden, start_number),
        ("self_attn.o_proj", hidden, heads * dim, direction),
        ("mlp.gate_proj", inner, hidden, {}),
        ("mlp.up_proj", inner, hidden, {}),
        ("mlp.down_proj", hidden, inner, {}),
    ):
        tensors[f"{layer}{name}.weight"] = ([rows, columns], matrix(rows, columns, given))
    return safetensors(tensors)


def safetensors(tensors: dict[str, tuple[list[int], bytes]]) -> bytes:
    header, data = {}, b""
    for name, (shape, content) in tensors.items():
        header[name] = {"dtype": "BF16", "shape": shape, "data_offsets": [len(data), len(data) + len(content)]}
        data += content
    words = json.dumps(header, separators=(",", ":")).encode()
    words += b" " * (-len(words) % 8)
    return struct.pack("<Q", len(words)) + words + data
