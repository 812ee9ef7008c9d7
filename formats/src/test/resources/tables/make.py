"""Writes the tables of this folder by other people's programs; run with numpy, pandas, pyarrow and scikit-learn.

features.npy holds what all of them must give, bit for bit. safetensors is not among the libraries: table.safetensors is
put together here from the description of the format."""

import json
import struct

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import sklearn
from sklearn.datasets import dump_svmlight_file

x = np.array(
    [[0.1, -1.5, 3.4028235e38], [1e-40, 16777217, -2.25], [0.0, 1 / 3, 1e-10], [7, 0.0, -0.3], [1, 2, 0.0]], np.float32
)
classes = ["cat", "dog", "cat", "eel", "dog"]
numbers = np.array([0, 1, 0, 2, 1])
texts = ["plain", 'with "quotes", commas', "two\nlines", "ü and 😀", ""]
ids = ["r0", "r1", "r2", "r3", "r4"]
np.save("features.npy", x)

lists = pa.array(x.tolist(), pa.list_(pa.float32()))
fixed = pa.FixedSizeListArray.from_arrays(pa.array(x.ravel()), 3)
doubles = pa.array(x.astype("f8").tolist(), pa.list_(pa.float64()))
named = {"id": ids, "text": texts, "label": classes}
pq.write_table(pa.table({**named, "embedding": lists}), "list.parquet")
pq.write_table(pa.table({**named, "embedding": fixed}), "fixed.parquet", compression="zstd", row_group_size=2)
pq.write_table(pa.table({**named, "embedding": doubles}), "double.parquet", compression="gzip", version="1.0")
frame = pd.DataFrame(named)
frame["label"] = frame["label"].astype("category")
for j in range(3):
    frame[f"e{j}"] = x[:, j]
frame.to_parquet("wide.parquet")
features = {"label": {"names": ["cat", "dog", "eel"], "_type": "ClassLabel"}}
metadata = {"huggingface": json.dumps({"info": {"features": features}})}
pq.write_table(
    pa.table({**named, "label": numbers, "embedding": lists}).replace_schema_metadata(metadata), "classlabel.parquet"
)
strings = {key: np.array(value) for key, value in named.items()}
np.savez("savez.npz", embedding=x, **strings)
np.savez_compressed("compressed.npz", embedding=x.astype(">f4"), **strings)
np.savez("fortran.npz", embedding=np.asfortranarray(x), other=np.zeros(3), **strings)
frame.to_csv("table.csv")
frame.to_csv("table.tsv", sep="\t", index=False)
frame.to_csv("table.csv.gz", index=False)
frame.to_json("table.jsonl", orient="records", lines=True, double_precision=15)
with open("arrays.jsonl", "w") as file:
    for i in range(5):
        row = {key: value[i] for key, value in named.items()}
        print(json.dumps({**row, "extra": {"a": [1]}, "embedding": [float(v) for v in x[i]]}), file=file)
dump_svmlight_file(x, numbers, "one.svm", zero_based=False)
dump_svmlight_file(x, numbers, "zero.libsvm", zero_based=True, comment="of scikit-learn " + sklearn.__version__)
blobs = {
    "embedding": ("F32", x.shape, x.astype("<f4").tobytes()),
    "label": ("I64", (5,), numbers.astype("<i8").tobytes()),
}
header, at = {}, 0
for name, (dtype, shape, blob) in blobs.items():
    header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [at, at + len(blob)]}
    at += len(blob)
text = json.dumps(header).encode()
with open("table.safetensors", "wb") as file:
    file.write(struct.pack("<Q", len(text)) + text + b"".join(blob for _, _, blob in blobs.values()))
np.savez("object.npz", embedding=np.array([[1, "a"]], object))
