"""Frozen ResNet-34 features of CIFAR-10 or CIFAR-100 as a data set of the experiments.

    python3 cifar_resnet34.py BINARY_FOLDER OUT [--weights resnet34.pth] [--batch 128]

BINARY_FOLDER is the unpacked binary version: cifar-10-batches-bin or cifar-100-binary. OUT becomes a folder of
train_features.npy, train.csv, test_features.npy and test.csv, and superclasses.csv for CIFAR-100, whose classes have
twenty coarse labels. Images are resized to 224 and normalised as ImageNet's; features are the 512 averages before the
last layer. Weights are those of ImageNet: from a file, a state dict as torchvision publishes it, or else by torchvision,
which downloads them. Needs torch and torchvision.
"""
import argparse
import csv
import pathlib

import numpy as np
import torch
import torchvision

MEAN = torch.tensor([0.485, 0.456, 0.406]).reshape(1, 3, 1, 1)
DEVIATION = torch.tensor([0.229, 0.224, 0.225]).reshape(1, 3, 1, 1)
PIXELS = 3 * 32 * 32


def read(path, labels):
    """The bytes of a file: N x labels, and images N x 3 x 32 x 32."""
    data = np.fromfile(path, np.uint8)
    if len(data) == 0 or len(data) % (labels + PIXELS):
        raise SystemExit("%s: %d bytes are no whole number of records of %d" % (path, len(data), labels + PIXELS))
    data = data.reshape(-1, labels + PIXELS)
    return data[:, :labels], data[:, labels:].reshape(-1, 3, 32, 32)


def data_set(folder):
    """Training and test rows as (labels, images), names of classes, and of coarse ones if there are any."""
    def names(file):
        return [line for line in (folder / file).read_text().split("\n") if line]
    if (folder / "data_batch_1.bin").exists():
        parts = [read(folder / ("data_batch_%d.bin" % i), 1) for i in range(1, 6)]
        train = tuple(np.concatenate(part) for part in zip(*parts))
        return train, read(folder / "test_batch.bin", 1), names("batches.meta.txt"), None
    if (folder / "train.bin").exists():
        return (read(folder / "train.bin", 2), read(folder / "test.bin", 2), names("fine_label_names.txt"),
                names("coarse_label_names.txt"))
    raise SystemExit("%s holds neither data_batch_1.bin nor train.bin" % folder)


def features(network, images, batch):
    out = np.empty((len(images), 512), np.float32)
    for i in range(0, len(images), batch):
        x = torch.from_numpy(images[i:i + batch]).float() / 255
        x = torch.nn.functional.interpolate(x, size=224, mode="bilinear", align_corners=False)
        out[i:i + batch] = network((x - MEAN) / DEVIATION).numpy()
        print("%d of %d" % (min(i + batch, len(images)), len(images)), end="\r", flush=True)
    print()
    return out


def table(path, header, rows):
    with open(path, "w", newline="") as file:
        csv.writer(file).writerows([header, *rows])


a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
a.add_argument("folder", type=pathlib.Path)
a.add_argument("out", type=pathlib.Path)
a.add_argument("--weights", type=pathlib.Path, help="state dict; by default torchvision's, downloaded")
a.add_argument("--batch", type=int, default=128)
a = a.parse_args()
train, test, classes, coarse = data_set(a.folder)
if a.weights:
    network = torchvision.models.resnet34()
    network.load_state_dict(torch.load(a.weights, map_location="cpu"))
else:
    network = torchvision.models.resnet34(weights="IMAGENET1K_V1")
network.fc = torch.nn.Identity()
network.eval()
torch.set_grad_enabled(False)
a.out.mkdir(parents=True, exist_ok=True)
for name, (labels, images) in (("train", train), ("test", test)):
    np.save(a.out / (name + "_features.npy"), features(network, images, a.batch))
    table(a.out / (name + ".csv"), ["label"], [[classes[i]] for i in labels[:, -1]])
if coarse:
    of = dict(zip(train[0][:, 1].tolist(), train[0][:, 0].tolist()))
    table(a.out / "superclasses.csv", ["label", "superclass"], [[classes[i], coarse[c]] for i, c in sorted(of.items())])
