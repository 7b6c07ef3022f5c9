#!/usr/bin/env python3
"""What confidence is worth: of the claims that are told with 0.8, how many are right?

    python3 benches/confidence.py SCORER ARTICLES [--bin target/release/rapporteur] [--fit]

ARTICLES is a folder of annotated articles, SCORER the Python program that scores a graph against them (its functions read_gold, read_text, system_facts,
align and score_doc are used). A fact is right when it pairs with an annotated one and at least half of its core fillers agree. A fact is told with the greatest
confidence of its claims. --fit writes the `sure` rows of the rules anew from these articles: the share of a rule's facts that are right, drawn towards that
of its kind by 6 facts. Fit on articles other than those that you report.
"""
import argparse, collections, glob, importlib.util, os, pathlib, re, tempfile

HERE = pathlib.Path(__file__).resolve().parent.parent
PULL = 6
TOLD = """SELECT ?fact ?sure ?rule WHERE { ?fact rap:claim ?claim . ?claim said:confidence ?sure ; said:extractor ?rule }"""

ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ap.add_argument("scorer")
ap.add_argument("articles")
ap.add_argument("--bin", default=str(HERE / "target/release/rapporteur"))
ap.add_argument("--fit", action="store_true", help="write the confidence of every rule anew")
args = ap.parse_args()

spec = importlib.util.spec_from_file_location("scorer", args.scorer)
scorer = importlib.util.module_from_spec(spec)
spec.loader.exec_module(scorer)

facts = []  # kind, rule, confidence, whether it is right
with tempfile.TemporaryDirectory() as work:
    for path in sorted(glob.glob(os.path.join(args.articles, "*.json"))):
        name = os.path.basename(path)[:-5]
        _, entities, gold = scorer.read_gold(path)
        meta, body = scorer.read_text(path[:-5] + ".txt")
        found, system = scorer.system_facts(args.bin, name, meta, body, work, 120)
        told = {}
        for row in scorer.query(args.bin, os.path.join(work, name + ".store"), TOLD, 120):
            told[row["fact"]] = max(told.get(row["fact"], (0, "")), (float(row["sure"]), row["rule"]))
        right = {j for _, j, weight, _ in scorer.score_doc(gold, system, scorer.align(entities, found)) if weight >= 0.5}
        facts += [(s["kind"], told[s["iri"]][1], told[s["iri"]][0], j in right) for j, s in enumerate(system)]

print(f"{'told':<12}{'facts':>6}{'mean':>7}{'right':>7}")
for low, high in ((0, 0.4), (0.4, 0.5), (0.5, 0.6), (0.6, 0.7), (0.7, 0.8), (0.8, 1.01)):
    bin_ = [(sure, ok) for _, _, sure, ok in facts if low <= sure < high]
    if bin_:
        mean, right = (sum(x[i] for x in bin_) / len(bin_) for i in (0, 1))
        print(f"{low:.1f} to {min(high, 1):.1f}  {len(bin_):>6}{mean:>7.2f}{right:>7.2f}")

if args.fit:
    kinds, rules = collections.defaultdict(lambda: [0, 0]), collections.defaultdict(lambda: [0, 0])
    for kind, rule, _, ok in facts:
        for count in (kinds[rule.split("/")[1]], rules[rule]):
            count[0] += ok
            count[1] += 1

    def sure(kind, rule):
        right, all_ = kinds[kind]
        share = (right + PULL / 2) / (all_ + PULL)
        right, all_ = rules[f"en/{kind}/{rule}"]
        return round(100 * (right + PULL * share) / (all_ + PULL))

    for sheet in sorted((HERE / "src/lang/en/rules").glob("*.rules")):
        lines, kind, rule = sheet.read_text(encoding="utf8").split("\n"), "", ""
        for i, line in enumerate(lines):
            key, _, rest = line.partition(" ")
            kind, rule = (rest.strip().lower(), rule) if key == "kind" else (kind, rest.strip()) if key == "rule" else (kind, rule)
            if key == "sure" and kind in kinds:
                lines[i] = f"sure {sure(kind, rule)}"
        sheet.write_text("\n".join(lines), encoding="utf8")
    titles = HERE / "src/lang/en/rules/titles.txt"
    text = re.sub(r"(?m)^sure (\S+) \d+", lambda m: f"sure {m[1]} {sure('office', m[1])}", titles.read_text(encoding="utf8"))
    titles.write_text(text, encoding="utf8")
