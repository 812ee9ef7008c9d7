"""Embeds the texts of a csv as sentence-transformers does on a processor: longest first, batches of 32, one session on all threads.

This is what its ONNX back end does: Hugging Face's tokenizers, ONNX Runtime, mean or first token, norm 1. embed_sentence_transformers.py runs
sentence-transformers itself, which needs PyTorch.
"""

import csv
import json
import sys
import time

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

model, tokenizer, texts, pooling, prefix, length, threads = sys.argv[1:8]
with open(texts, newline="", encoding="utf-8") as file:
    rows = [prefix + row["text"] for row in csv.DictReader(file)]
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = int(threads)
session = onnxruntime.InferenceSession(model, options)
words = Tokenizer.from_file(tokenizer)
words.enable_truncation(int(length))
names = {node.name for node in session.get_inputs()}
best = cpu = float("inf")
for _ in range(2):
    begin, cpu_begin = time.perf_counter(), time.process_time()
    order = sorted(range(len(rows)), key=lambda i: -len(rows[i]))
    features = None
    for start in range(0, len(rows), 32):
        batch = order[start : start + 32]
        words.enable_padding()
        encoded = words.encode_batch([rows[i] for i in batch])
        feed = {
            "input_ids": np.array([e.ids for e in encoded], np.int64),
            "attention_mask": np.array([e.attention_mask for e in encoded], np.int64),
            "token_type_ids": np.array([e.type_ids for e in encoded], np.int64),
        }
        mask = feed["attention_mask"][..., None]
        hidden = session.run(None, {k: v for k, v in feed.items() if k in names})[0]
        pooled = hidden[:, 0] if pooling == "cls" else (hidden * mask).sum(1) / mask.sum(1)
        pooled /= np.linalg.norm(pooled, axis=1, keepdims=True)
        features = np.zeros((len(rows), pooled.shape[1]), np.float32) if features is None else features
        features[batch] = pooled
    best = min(best, time.perf_counter() - begin)
    cpu = min(cpu, time.process_time() - cpu_begin)
np.save(sys.argv[8], features)
print(json.dumps({"texts_per_second": len(rows) / best, "texts_per_cpu_second": len(rows) / cpu}))
