"""A byte-level tokenizer of the Qwen3 kind, built from a list of words: nothing is trained or downloaded."""

from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers

# The end of the vocabulary. Decoding leaves out only the first three tokens: the server's parser must see the tool
# markers.
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
MARKERS = ["<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>"]

# Each word is one token, bare and after a space. Other words are spelled with known beginnings, down to bytes.
WORDS = Path(__file__).with_name("words.txt").read_text(encoding="utf-8").split()

# The splitting rule of this model family: contractions, words with the sign before them, digits, punctuation, line
# breaks, spaces.
SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def byte_letters() -> list[str]:
    """The letters for the 256 bytes in such a vocabulary, in the order of the bytes."""
    shown = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    hidden = [b for b in range(256) if b not in shown]
    letters = {b: chr(b) for b in shown} | {b: chr(256 + i) for i, b in enumerate(hidden)}
    return [letters[b] for b in range(256)]


def build_tokenizer(hidden: list[str], pieces: list[str]) -> Tokenizer:
    """`hidden` and `pieces` get their own tokens: no text shows a hidden token, and a piece is said as a whole."""
    letters = byte_letters()
    vocab = {letter: i for i, letter in enumerate(letters)}
    merges: list[tuple[str, str]] = []
    for word in [w for bare in WORDS for w in (bare, letters[0x20] + bare)]:
        for end in range(2, len(word) + 1):
            if word[:end] not in vocab:
                vocab[word[:end]] = len(vocab)
                merges.append((word[: end - 1], word[end - 1]))
    tokenizer = Tokenizer(models.BPE(vocab=vocab, merges=merges, ignore_merges=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(SPLIT), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in [*SPECIAL, *hidden]])
    tokenizer.add_tokens([AddedToken(t, special=False, normalized=False) for t in [*MARKERS, *pieces]])
    return tokenizer
