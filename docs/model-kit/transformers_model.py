"""A Hugging Face causal language model, trained on every generation, as the model of a driftview run.

    pip install torch transformers
    driftview run novel.txt --generations 5 --time-limit 36000 \
        --model-command 'python3 docs/model-kit/transformers_model.py --model ./gpt2'

--model is a folder with a model and its tokeniser. For every generation the program loads it again, trains it
on the whole text for some passes, and samples documents from it at temperature 1, without top-k or top-p.
Nothing is downloaded: a name instead of a folder is looked for among what is on this machine already.
"""

import argparse
import random
import sys
from itertools import pairwise
from typing import Any

import kit


def blocks(ids: list[int], length: int) -> list[list[int]]:
    """Cut token ids into pieces of a length; a last one of a single token has nothing to predict."""
    edges = [*range(0, len(ids), length), len(ids)]
    return [ids[low:high] for low, high in pairwise(edges) if high - low > 1]


def loaded(name: str, seed: int) -> tuple[Any, Any]:
    """Return a model and its tokeniser; leaves with one line when they are not there."""
    try:
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer
    except ImportError as error:
        kit.leave(f"{error.name} is not installed: pip install torch transformers")
    torch.manual_seed(seed)
    try:
        tokeniser = AutoTokenizer.from_pretrained(name, local_files_only=True)
        return AutoModelForCausalLM.from_pretrained(name, local_files_only=True), tokeniser
    except (OSError, ValueError) as error:
        kit.leave(f"{name} holds no model that can be used: {str(error).splitlines()[0]}")


def trained(model: Any, pieces: list[list[int]], passes: int, rate: float, chance: random.Random) -> Any:
    """Train on pieces of text, one after the other in a random order, with AdamW."""
    import torch

    optimiser = torch.optim.AdamW(model.parameters(), lr=rate)
    model.train()
    for _ in range(passes):
        for piece in chance.sample(pieces, len(pieces)):
            ids = torch.tensor([piece])
            model(input_ids=ids, labels=ids).loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            optimiser.zero_grad()
    return model.eval()


def main() -> None:
    """Train, and write as many tokens as are wanted."""
    options = argparse.ArgumentParser(description="Train a causal language model and write a generation.")
    options.add_argument("--model", required=True, help="a folder with a model and its tokeniser")
    options.add_argument("--passes", type=int, default=1, help="over the training text  [1]")
    options.add_argument("--rate", type=float, default=5e-5, help="learning rate of AdamW  [5e-5]")
    options.add_argument("--block", type=int, default=256, help="tokens of the model in a piece  [256]")
    options.add_argument("--max-tokens", type=int, default=300, help="of the model, for each document  [300]")
    chosen = options.parse_args()
    texts, chance = kit.documents(), kit.chance()
    model, tokeniser = loaded(chosen.model, chance.randrange(2**31))
    import torch

    end = tokeniser.eos_token_id
    if end is None:
        kit.leave("the tokeniser has no token that ends a text, so documents would never end")
    ids = [each for text in texts for each in (*tokeniser(text)["input_ids"], end)]
    model = trained(model, blocks(ids, chosen.block), chosen.passes, chosen.rate, chance)

    def next_document() -> str:
        with torch.no_grad():
            written = model.generate(
                torch.tensor([[end]]), do_sample=True, temperature=1.0, top_k=0, top_p=1.0,
                max_new_tokens=chosen.max_tokens, eos_token_id=end, pad_token_id=end,
            )  # fmt: skip
        return str(tokeniser.decode(written[0], skip_special_tokens=True))

    kit.write(next_document)


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    main()
