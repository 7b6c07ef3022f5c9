#!/usr/bin/env python3
"""How often the graph has what PLOVER's gold-standard records have: who (source) did what (event class) to whom (target).

    python3 benches/plover.py RECORDS.json [--bin target/release/rapporteur] [--show]

RECORDS is a file of the gold-standard records of https://github.com/openeventdata/PLOVER (CC BY-SA 4.0): a list of objects with `id`, `date`, `text`, `event`,
`source` and `target` (lists of `actorText`). Only the command line is used: `ingest` of the texts, then one `query`. Classes are matched by the
`skos:notation`s of ontology/alignment.ttl, on the fact's class, its status or its attitude; records of a class that stands there nowhere are listed apart.
An actor is right when one's name stands in the other's, or when a word of both begins with the same four letters ("Russian", "Russia").
"""
import argparse, collections, json, pathlib, re, subprocess, tempfile

HERE = pathlib.Path(__file__).resolve().parent.parent
NS = "https://w3id.org/rapporteur/"
SOURCES = "participant party visitor imposer holder accuser actor supporter speaker pledger threatener".split()
TARGETS = "participant party destination sanctioned accused target supported place issue offence addressee content beneficiary threatened".split()
FACTS = """SELECT ?article ?fact ?class ?status ?attitude ?role ?filler WHERE {
  ?fact a ?class ; rap:status ?status ; rap:claim/rap:inArticle/schema:url ?article .
  OPTIONAL { ?fact rap:attitude ?attitude }
  ?fact ?role ?value .
  OPTIONAL { ?value rdfs:label|skos:altLabel ?name }
  BIND (COALESCE(?name, STR(?value)) AS ?filler)
}"""

ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ap.add_argument("records")
ap.add_argument("--bin", default=HERE / "target/release/rapporteur")
ap.add_argument("--show", action="store_true", help="print the records that are not all right")
args = ap.parse_args()


def categories():
    """PLOVER's categories of each of our terms."""
    prefixes, out = {"rap": NS + "ns#", "code": NS + "code#"}, {}
    for block in re.split(r"\.\s*\n", (HERE / "ontology/alignment.ttl").read_text(encoding="utf8")):
        term = re.match(r"\s*(?:#.*\n\s*)*(rap|code):(\w+)", block)
        if term:
            out[prefixes[term[1]] + term[2]] = set(re.findall(r'"([A-Z]+)"\^\^plover:category', block))
    return out


def words(text):
    return {w.lower() for w in re.findall(r"\w+", text) if w.lower() not in ("the", "of", "and", "in", "s", "a")}


def same(actor, filler):
    a, b = actor.lower().removeprefix("the "), filler.lower().removeprefix("the ")
    near = {w[:4] for w in words(actor) if len(w) > 3} & {w[:4] for w in words(filler) if len(w) > 3}
    return a in b or (b in a and len(b) > 1) or bool(near)


records = json.load(open(args.records, encoding="utf8"))
with tempfile.TemporaryDirectory() as folder:
    texts = pathlib.Path(folder, "records.jsonl")
    urls = {f"https://plover.example/{i}": r for i, r in enumerate(records)}
    with texts.open("w", encoding="utf8") as out:
        for url, r in urls.items():
            print(json.dumps({"url": url, "text": r["text"], "published": r["date"]}), file=out)
    run = lambda *words: subprocess.run([args.bin, "--store", f"{folder}/store", *words], check=True, capture_output=True, text=True).stdout
    run("ingest", texts)
    answer = json.loads(run("query", "--format", "json", FACTS))

facts = collections.defaultdict(dict)
for row in answer["results"]["bindings"]:
    v = {k: x["value"] for k, x in row.items()}
    fact = facts[v["article"]].setdefault(v["fact"], dict(terms=set(), roles=collections.defaultdict(set)))
    fact["terms"] |= {v[k] for k in ("class", "status", "attitude") if k in v}
    fact["roles"][v["role"].removeprefix(NS + "ns#")].add(v["filler"])

known = categories()
covered = set().union(*known.values())
counts, by = collections.Counter(), collections.defaultdict(collections.Counter)
apart = collections.Counter(r["event"] for r in records if r["event"] not in covered)
for url, r in urls.items():
    if r["event"] in apart:
        continue
    best = (0, 0, 0, 0)
    for fact in facts[url].values():
        fills = lambda actors, roles: all(any(same(a["actorText"], f) for x in roles for f in fact["roles"][x]) for a in actors or [])
        event = r["event"] in set().union(*(known.get(t, set()) for t in fact["terms"]))
        source, target = fills(r.get("source"), SOURCES), fills(r.get("target"), TARGETS)
        best = max(best, (event and source and target, event, source, target))
    for c in (counts, by[r["event"]]):
        c["n"] += 1
        c.update(dict(zip(("all", "event", "source", "target"), map(int, best))))
    if args.show and not best[0]:
        print(r["event"], best[1:], r["textInfo"]["markup"] if "textInfo" in r else r["text"])

print(f"{'class':<12}{'records':>8}{'event':>8}{'source':>8}{'target':>8}{'all':>8}")
for name, c in [*sorted(by.items()), ("together", counts)]:
    print(f"{name:<12}{c['n']:>8}" + "".join(f"{c[k] / c['n']:>8.2f}" for k in ("event", "source", "target", "all")))
print("without a kind of ours:", ", ".join(f"{k} {n}" for k, n in apart.most_common()))
