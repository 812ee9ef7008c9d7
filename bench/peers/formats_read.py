"""Reads one table of features by the usual Python library; prints the best CPU time of some runs and the sum of all values."""

import json
import sys
import time

import numpy as np


def npy(name):
    return np.load(name)


def npz(name):
    return np.load(name)["features"]


def parquet(name):
    import pyarrow.parquet as pq

    column = pq.read_table(name, columns=["features"])["features"].combine_chunks()
    return column.flatten().to_numpy(zero_copy_only=False).reshape(len(column), -1)


def csv(name):
    import pandas as pd

    return pd.read_csv(name).filter(regex="^f[0-9]+$").to_numpy(np.float32)


def jsonl(name):
    with open(name) as file:
        return np.array([json.loads(line)["features"] for line in file], np.float32)


def libsvm(name):
    from sklearn.datasets import load_svmlight_file

    return load_svmlight_file(name, dtype=np.float32)[0].toarray()


def safetensors(name):
    with open(name, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        start, end = header["features"]["data_offsets"]
        file.seek(start, 1)
        return np.frombuffer(file.read(end - start), np.float32).reshape(header["features"]["shape"])


name, runs = sys.argv[1], int(sys.argv[2])
read = globals()[name.rsplit(".", 1)[1]]
best = float("inf")
for _ in range(runs):
    begin = time.process_time()
    x = read(name)
    best = min(best, time.process_time() - begin)
print(json.dumps({"seconds": best, "sum": float(np.abs(x.astype(np.float64)).sum())}))
