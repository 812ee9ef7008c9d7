"""Makes tiny/: a sentence model of one attention layer, its tokenizer, texts, and features computed in NumPy.

The features come from the formula below and Python's tokenizers, not from an ONNX runtime; ONNX Runtime for Python is
only asked whether it agrees. Written with Python 3.11, numpy 2.4.6, onnx 1.23.2, onnxruntime 1.31.1, tokenizers 0.23.3:

    python make_tiny_model.py ../resources/io/rectify/embed/tiny
"""

import csv
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

HIDDEN = 8
POSITIONS = 24
MAX_LENGTH = 12
TEXTS = [
    "how is the weather today",
    "The WEATHER is fine, the weather is fine, the weather is fine!",
    "",
    "my card was not accepted",
    "card",
    "ünïcode émojis 😀 and a word nobody knows",
    'a "quoted", text\nof two lines',
    "money money money money",
]
VOCABULARY = (
    ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    + "how is the weather to ##day today fine my card was not accept ##ed a quote text of two line ##s".split()
    + "money and word unicode emojis , ! \" 😀".split()
)


def tokenizer():
    result = Tokenizer(models.WordPiece({w: i for i, w in enumerate(VOCABULARY)}, unk_token="[UNK]"))
    result.add_special_tokens(["[PAD]", "[UNK]", "[CLS]", "[SEP]"])
    result.normalizer = normalizers.BertNormalizer(lowercase=True)
    result.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    result.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    result.enable_truncation(MAX_LENGTH)
    return result


def weights():
    random = np.random.default_rng(5)
    shapes = {"words": (len(VOCABULARY), HIDDEN), "positions": (POSITIONS, HIDDEN), "types": (2, HIDDEN)}
    shapes.update({name: (HIDDEN, HIDDEN) for name in ("query", "key", "value")})
    return {name: random.standard_normal(shape).astype(np.float32) for name, shape in shapes.items()}


def forward(w, ids):
    """Outputs of the tokens of one text, in float64."""
    w = {name: value.astype(np.float64) for name, value in w.items()}
    x = w["words"][ids] + w["positions"][np.arange(len(ids))] + w["types"][0]
    scores = (x @ w["query"]) @ (x @ w["key"]).T / np.sqrt(HIDDEN)
    scores = np.exp(scores - scores.max(1, keepdims=True))
    return np.tanh(x + scores / scores.sum(1, keepdims=True) @ (x @ w["value"]))


def model(w):
    constants = dict(w)
    constants["one"] = np.float32(1)
    constants["far"] = np.float32(-1e9)
    constants["scale"] = np.float32(1 / np.sqrt(HIDDEN))
    constants["zero"] = np.int64(0)
    constants["one_index"] = np.int64(1)
    constants["axis"] = np.array([1], dtype=np.int64)
    nodes = [
        ("Gather", ["words", "input_ids"], "word"),
        ("Gather", ["types", "token_type_ids"], "type"),
        ("Shape", ["input_ids"], "shape"),
        ("Gather", ["shape", "one_index"], "length"),
        ("Range", ["zero", "length", "one_index"], "range"),
        ("Gather", ["positions", "range"], "position"),
        ("Add", ["word", "position"], "sum"),
        ("Add", ["sum", "type"], "x"),
        ("MatMul", ["x", "query"], "q"),
        ("MatMul", ["x", "key"], "k"),
        ("MatMul", ["x", "value"], "v"),
        ("Transpose", ["k"], "kt"),
        ("MatMul", ["q", "kt"], "qk"),
        ("Mul", ["qk", "scale"], "scaled"),
        ("Cast", ["attention_mask"], "mask"),
        ("Sub", ["one", "mask"], "hidden"),
        ("Mul", ["hidden", "far"], "penalty"),
        ("Unsqueeze", ["penalty", "axis"], "penalties"),
        ("Add", ["scaled", "penalties"], "scores"),
        ("Softmax", ["scores"], "attention"),
        ("MatMul", ["attention", "v"], "mixed"),
        ("Add", ["x", "mixed"], "y"),
        ("Tanh", ["y"], "last_hidden_state"),
    ]
    attributes = {"Transpose": {"perm": [0, 2, 1]}, "Cast": {"to": TensorProto.FLOAT}, "Softmax": {"axis": -1}}
    inputs = ["input_ids", "attention_mask", "token_type_ids"]
    graph = helper.make_graph(
        [helper.make_node(op, i, [o], **attributes.get(op, {})) for op, i, o in nodes],
        "tiny",
        [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"]) for name in inputs],
        [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["batch", "tokens", HIDDEN])],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
    )
    result = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(result, full_check=True)
    return result


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    tok = tokenizer()
    w = weights()
    tok.save(str(folder / "tokenizer.json"))
    onnx.save(model(w), str(folder / "model.onnx"))
    with open(folder / "texts.csv", "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["text", "label"])
        rows.writerows([text, "x"] for text in TEXTS)
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"))
    for prefix, name in (("", "plain"), ("my card: ", "prefix")):
        ids = [tok.encode(prefix + text).ids for text in TEXTS]
        outputs = [forward(w, row) for row in ids]
        for row, expected in zip(ids, outputs):
            one = np.array([row], dtype=np.int64)
            feed = {"input_ids": one, "attention_mask": np.ones_like(one), "token_type_ids": np.zeros_like(one)}
            assert np.abs(session.run(None, feed)[0][0] - expected).max() < 1e-5
        np.save(folder / f"{name}_mean.npy", np.array([o.mean(0) for o in outputs]))
        np.save(folder / f"{name}_cls.npy", np.array([o[0] for o in outputs]))
        print(name, [len(row) for row in ids])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
