"""Embeds the texts of a csv by sentence-transformers itself, on its ONNX back end, with the same model and tokenizer: the folder that it
wants is made around the two files. Needs sentence-transformers 5 and optimum-onnx; prints what embed_onnxruntime.py prints.
"""

import csv
import json
import pathlib
import shutil
import sys
import tempfile
import time

import numpy as np
import torch
from sentence_transformers import SentenceTransformer

model, tokenizer, texts, pooling, prefix, length, threads = sys.argv[1:8]
torch.set_num_threads(int(threads))
with open(texts, newline="", encoding="utf-8") as file:
    rows = [prefix + row["text"] for row in csv.DictReader(file)]
with tempfile.TemporaryDirectory() as scratch:
    folder = pathlib.Path(scratch)
    (folder / "onnx").mkdir()
    (folder / "1_Pooling").mkdir()
    shutil.copy(model, folder / "onnx" / "model.onnx")
    shutil.copy(tokenizer, folder / "tokenizer.json")
    words = {"tokenizer_class": "PreTrainedTokenizerFast", "pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]",
             "sep_token": "[SEP]", "mask_token": "[MASK]", "model_max_length": int(length)}
    parts = ["sentence_transformers.models." + name for name in ("Transformer", "Pooling", "Normalize")]
    for name, content in {
        "config.json": {"model_type": "bert", "architectures": ["BertModel"], "hidden_size": 384},
        "tokenizer_config.json": words,
        "sentence_bert_config.json": {"max_seq_length": int(length), "do_lower_case": False},
        "1_Pooling/config.json": {"word_embedding_dimension": 384, "pooling_mode_cls_token": pooling == "cls",
                                  "pooling_mode_mean_tokens": pooling == "mean"},
        "modules.json": [{"idx": i, "name": str(i), "path": ["", "1_Pooling", "2_Normalize"][i], "type": part}
                         for i, part in enumerate(parts)],
    }.items():
        (folder / name).write_text(json.dumps(content))
    import onnxruntime

    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = int(threads)
    embedder = SentenceTransformer(str(folder), backend="onnx", local_files_only=True,
                                   model_kwargs={"file_name": "onnx/model.onnx", "provider": "CPUExecutionProvider",
                                                 "session_options": settings})
    best = cpu = float("inf")
    for _ in range(2):
        begin, cpu_begin = time.perf_counter(), time.process_time()
        features = embedder.encode(rows, batch_size=32, show_progress_bar=False)
        best = min(best, time.perf_counter() - begin)
        cpu = min(cpu, time.process_time() - cpu_begin)
np.save(sys.argv[8], features.astype(np.float32))
print(json.dumps({"texts_per_second": len(rows) / best, "texts_per_cpu_second": len(rows) / cpu}))
