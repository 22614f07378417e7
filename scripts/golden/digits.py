"""Writes digits-300.npy (uint8 [300, 256]) and digits-300-labels.npy (uint8 [300]): 300 built-in digits that golden tests share.

npm run -s kindred -- run --data "builtin:digits?n=300&seed=7" --method kmeans --out FOLDER
python3 scripts/golden/digits.py FOLDER
"""

import csv
import pathlib
import sys

import numpy as np

folder = pathlib.Path(sys.argv[1])
here = pathlib.Path(__file__).parent
pixels = np.load(folder / "codes.npy").astype(np.float64) * 255
assert np.abs(pixels - pixels.round()).max() < 1e-3, "the pixels are 255ths"
with open(folder / "assignments.csv", newline="") as file:
    labels = [int(row["label"]) for row in csv.DictReader(file)]
np.save(here / "digits-300.npy", pixels.round().astype(np.uint8))
np.save(here / "digits-300-labels.npy", np.array(labels, dtype=np.uint8))
