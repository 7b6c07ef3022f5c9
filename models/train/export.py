"""Packs trained weights for the binary: TRAINED.safetensors… TOKENIZER.json OUT → OUT.safetensors, OUT.vocab.txt.

Several trainings that went on from one another are averaged (Izmailov et al. 2018).

A matrix [in, out] becomes int8 with one scale a column, laid out as the kernel reads it: panels of 16 columns, in each the inputs in pairs:
[out/16][in/2][16][2], padded with zeros. Rows of embeddings are int8 with one scale a row. Everything else is float32. Word pieces with letters outside
the Latin script are dropped.
"""
import json, sys, unicodedata
import numpy as np
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

*trained, tokenizer, out = sys.argv[1:]
runs = [load_file(path) for path in trained]
P = {k: sum(run[k].astype(np.float32) for run in runs) / len(runs) for k in runs[0]}
labels = json.loads(safe_open(trained[0], "numpy").metadata()["labels"])
# Of the labels that both heads for names know, their mean; no name is a little likelier than trained, as is best on the development files.
for part in ("w", "b"):
    names, uner = P["h/ner/" + part], P.pop("h/uner/" + part)
    for i, label in enumerate(labels["uner"]):
        at = labels["ner"].index(label)
        names[..., at] = (names[..., at] + uner[..., i]) / 2
P["h/ner/b"][labels["ner"].index("O")] += 0.7
tensors = {}


def matrix(name, w, bias=None):
    k, n = w.shape
    scale = np.maximum(np.abs(w).max(0) / 127, 1e-12).astype(np.float32)
    q = np.zeros(((k + 1) // 2 * 2, (n + 15) // 16 * 16), np.int8)
    q[:k, :n] = np.rint(w / scale)
    tensors[name + ".weight"] = np.ascontiguousarray(q.reshape(q.shape[0] // 2, 2, q.shape[1] // 16, 16).transpose(2, 0, 3, 1))
    tensors[name + ".scale"] = scale
    tensors[name + ".bias"] = (np.zeros(n) if bias is None else bias).astype(np.float32)


def rows(name, w):
    scale = np.maximum(np.abs(w).max(1) / 127, 1e-12).astype(np.float32)
    tensors[name + ".weight"] = np.rint(w / scale[:, None]).astype(np.int8)
    tensors[name + ".scale"] = scale


vocab = json.load(open(tokenizer, encoding="utf8"))["model"]["vocab"]
latin = lambda c: not c.isalpha() or "LATIN" in unicodedata.name(c, "")
kept = [p for p, _ in sorted(vocab.items(), key=lambda x: x[1]) if not p.startswith("[unused") and all(map(latin, p))]
open(out + ".vocab.txt", "w", encoding="utf8").write("\n".join(kept) + "\n")
rows("enc/we", P.pop("enc/we")[[vocab[p] for p in kept]])
rows("enc/pe", P.pop("enc/pe")[:258])
matrix("h/arcU", P.pop("h/arcU"))
labU = P.pop("h/labU")
matrix("h/labU", labU.reshape(labU.shape[0], -1))
for name in [k[:-2] for k in P if k.endswith("/w")]:
    matrix(name, P.pop(name + "/w"), P.pop(name + "/b"))
# Only a sense that some base form shares with another needs a vector: those come first.
shared = {s for of in labels["lemmas"].values() if len(of) > 1 for s in of}
order = sorted(range(len(labels["sense"])), key=lambda s: s not in shared)
labels["sense"] = [labels["sense"][s] for s in order]
labels["lemmas"] = {lemma: [order.index(s) for s in of] for lemma, of in labels["lemmas"].items()}
rows("h/sense", P.pop("h/sense")[order[: len(shared)]])
rows("h/suffix", P.pop("h/suffix"))
mix = np.exp(P.pop("h/mix").astype(np.float64))
tensors["h/mix"] = (mix / mix.sum()).astype(np.float32)
tensors |= {k: v.astype(np.float32) for k, v in P.items()}
save_file(tensors, out + ".safetensors", metadata={"labels": json.dumps(labels)})
print(f"{len(kept)} pieces, {sum(t.nbytes for t in tensors.values())} bytes")
