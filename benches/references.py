#!/usr/bin/env python3
"""How often a pronoun or a description is taken for whom it means: "he", "the Russian leader", "the two sides".

    python3 benches/references.py SCORER ARTICLES [--bin target/release/rapporteur] [--show]

ARTICLES is a folder of annotated articles whose facts tell the words that stand for each filler (`expressions`), SCORER the Python program that scores a graph
against them (its functions read_gold, read_text, names, tokens and align are used). Counted are the expressions that are no name and hold none of their
filler. The mention of the analysis that covers most of the expression must be of the entity that is aligned with the filler by its names. Only `analyse` is used.
"""
import argparse, collections, glob, importlib.util, os, pathlib, re, subprocess, tempfile

PRONOUNS = set("i we you he she it they me us him her them my our his its their this that these those both who".split())
HERE = pathlib.Path(__file__).resolve().parent.parent
ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ap.add_argument("scorer")
ap.add_argument("articles")
ap.add_argument("--bin", default=str(HERE / "target/release/rapporteur"))
ap.add_argument("--show", action="store_true", help="print the expressions that are not resolved")
args = ap.parse_args()
spec = importlib.util.spec_from_file_location("scorer", args.scorer)
scorer = importlib.util.module_from_spec(spec)
spec.loader.exec_module(scorer)


def mentions(text, conllu):
    """[(begin, end, entity)] in characters of the text."""
    at, out, open_, key = 0, [], collections.defaultdict(list), 0
    for line in conllu.split("\n"):
        if line.startswith("# newdoc"):
            key += 1
        row = line.split("\t")
        if len(row) < 10 or not row[0].isdigit():
            continue
        at = text.index(row[1], at)
        end = at + len(row[1])
        brackets = re.search(r"(?:^|\|)Entity=([^|]+)", row[9])
        for opened, closed in re.findall(r"\((e\d+)-[\w.]+(?:-[^()]*)?|(e\d+)\)", brackets[1] if brackets else ""):
            if opened:
                open_[opened].append(at)
            if closed:
                out.append((open_[closed].pop(), end, closed))
        # "(e1-person)" opens and closes at one word.
        for single in re.findall(r"\((e\d+)-[^()]*\)", brackets[1] if brackets else ""):
            out.append((open_[single].pop(), end, single))
        at = end
    return out


counts, shown = collections.Counter(), []
for path in sorted(glob.glob(os.path.join(args.articles, "*.json"))):
    _, gold, facts = scorer.read_gold(path)
    _, text = scorer.read_text(path[:-5] + ".txt")
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf8") as file:
        file.write(text)
        file.flush()
        conllu = subprocess.run([args.bin, "analyse", file.name], capture_output=True, text=True, check=True).stdout
    found = mentions(text, conllu)
    forms = collections.defaultdict(list)
    for begin, end, entity in found:
        forms[entity].append(text[begin:end])
    aligned = scorer.align(gold, {e: scorer.names(f) for e, f in forms.items()})
    for fact in facts:
        near = text.find(fact.get("evidence", ""))
        for role, expressions in fact.get("expressions", {}).items():
            for filler, words in zip(fact["roles"].get(role, []), expressions):
                if not words or filler not in gold or near < 0:
                    continue
                told = " ".join(scorer.tokens(words))
                name = gold[filler][1]
                # "Tehran", "the Russians" and "NATO" are names, if not those of the filler.
                named = all(w[:1].isupper() for w in re.findall(r"[\w.]+", re.sub(r"^(the|The|a|A) ", "", words)))
                pronoun = len(words.split()) == 1 and words.lower() in PRONOUNS
                if (named and not pronoun) or set(name.split()) & set(told.split()):
                    continue
                places = [m.start() for m in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]
                if not places:
                    continue
                begin = min(places, key=lambda p: abs(p - near))
                end = begin + len(words)
                cover = lambda m: (min(m[1], end) - max(m[0], begin)) / (max(m[1], end) - min(m[0], begin))
                best = max((cover(m) for m in found), default=0)
                of = {m[2] for m in found if cover(m) == best} if best > 0 else set()
                counts["all"] += 1
                ok = any(aligned.get(e) == filler for e in of)
                counts["right"] += ok
                counts["no mention"] += not of
                if not ok:
                    shown.append((os.path.basename(path)[:8], words, name, [forms[e][:2] for e in of]))
print(f"{counts['all']} expressions, resolved {counts['right'] / max(1, counts['all']):.3f}, without a mention {counts['no mention']}")
if args.show:
    for row in shown:
        print(*row, sep=" | ")
