#!/usr/bin/env python3
"""How often a pronoun is given to the right name: GAP (Webster et al. 2018), with the names given and without the page's title.

    python3 benches/gap.py gap-development.tsv [--bin target/release/rapporteur]

The file is of https://github.com/google-research-datasets/gap-coreference (Apache-2.0). Only `rapporteur analyse` is used: pronoun and name are one when a mention
that covers the pronoun's word and one that covers the name's head or lies in it have an entity in common. Scores are GAP's: F1 over both names of all cases.
"""
import argparse, collections, csv, json, pathlib, re, subprocess, tempfile

HERE = pathlib.Path(__file__).resolve().parent.parent
ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ap.add_argument("cases")
ap.add_argument("--bin", default=HERE / "target/release/rapporteur")
args = ap.parse_args()
cases = list(csv.DictReader(open(args.cases, encoding="utf8"), delimiter="\t", quoting=csv.QUOTE_NONE))


def mentions(text, rows):
    """Character spans of the mentions, each with its entities."""
    at, words = 0, []
    for form, misc in rows:
        start = text.find(form, at)
        if start >= 0:
            at = start + len(form)
        words.append((start, at, misc))
    spans, open_ = [], collections.defaultdict(list)
    for start, end, misc in words:
        brackets = next((m[7:] for m in misc.split("|") if m.startswith("Entity=")), "")
        for bracket in re.findall(r"\(e\d+-\w+\)?|e\d+\)", brackets):
            entity = re.search(r"e\d+", bracket)[0]
            if bracket[0] == "(":
                open_[entity].append(start)
            if bracket[-1] == ")" and open_[entity]:
                spans.append((open_[entity].pop(), end, entity))
    return spans


with tempfile.TemporaryDirectory() as folder:
    texts = pathlib.Path(folder, "texts.jsonl")
    with texts.open("w", encoding="utf8") as out:
        for c in cases:
            print(json.dumps({"url": "https://gap.example/" + c["ID"], "text": c["Text"]}), file=out)
    told = subprocess.run([args.bin, "analyse", texts], check=True, capture_output=True, text=True).stdout
documents = []
for line in told.split("\n"):
    f = line.split("\t")
    if line.startswith("# global.Entity"):
        documents.append([])
    elif f[0].isdigit():
        documents[-1].append((f[1], f[9]))
assert len(documents) == len(cases), "an article was skipped"

counts = collections.defaultdict(collections.Counter)
for c, rows in zip(cases, documents):
    spans = mentions(c["Text"], rows)
    pronoun = int(c["Pronoun-offset"])
    said = {e for s, t, e in spans if (s, t) == (pronoun, pronoun + len(c["Pronoun"]))}
    gender = "feminine" if c["Pronoun"].lower() in ("she", "her", "hers") else "masculine"
    for name in "AB":
        start, end = int(c[name + "-offset"]), int(c[name + "-offset"]) + len(c[name])
        near = {e for s, t, e in spans if (start <= s and t <= end) or (s <= start and end <= t and t - s <= 2 * (end - start) + 12)}
        key = (c[name + "-coref"].upper() == "TRUE", bool(said & near))
        counts["together"][key] += 1
        counts[gender][key] += 1
for name in ("masculine", "feminine", "together"):
    c = counts[name]
    right, gold, system = c[True, True], c[True, True] + c[True, False], c[True, True] + c[False, True]
    print(f"{name:<10} precision {right / max(system, 1):.3f}  recall {right / gold:.3f}  F1 {2 * right / (gold + system):.3f}")
