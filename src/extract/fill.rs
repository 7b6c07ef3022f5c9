//! What fills a role: the entities or the words at a place in the syntax.
//!
//! Input: the head token of a phrase. Output: entities of the article (coordination expanded, pronouns resolved) or the phrase's words.
//! Invariant: words are a stretch of the text itself, at most twelve words long.

use super::frame::Syntax;
use crate::document::{Document, Mention, MentionKind, NameKind, TokenId, TokenRange, Upos};
use crate::entity::EntityClass;
use crate::lang::{self, NounKind, WordList};
use crate::time::{TimeExpression, When};
use std::collections::BTreeMap;

/// Longest text filler, in tokens.
const WORDS: u32 = 12;
/// More entities than this behind one phrase are a crowd that coreference guessed.
const CROWD: usize = 8;

/// Looks up fillers in one document.
pub struct Fill<'d> {
    doc: &'d Document,
    by_head: BTreeMap<TokenId, Vec<usize>>,
}

impl<'d> Fill<'d> {
    /// Indexes the mentions by head.
    pub fn new(doc: &'d Document) -> Self {
        let mut by_head: BTreeMap<TokenId, Vec<usize>> = BTreeMap::new();
        for (i, mention) in doc.mentions.iter().enumerate() {
            by_head.entry(mention.head).or_default().push(i);
        }
        Fill { doc, by_head }
    }

    /// The entities behind one head word, without those coordinated with it.
    pub fn at(&self, head: TokenId) -> Vec<u32> {
        match self.mention(head) {
            Some(mention) => mention.entities.iter().copied().take(CROWD).collect(),
            None => self.part_of(head).map_or_else(|| self.owner(head), |whole| self.at(whole)),
        }
    }

    /// Whether a word stands for nothing but whose it is: "the request of France".
    pub fn owned(&self, head: TokenId) -> bool {
        self.mention(head).is_none() && self.part_of(head).is_none()
    }

    /// The mention behind one head word.
    fn mention(&self, head: TokenId) -> Option<&Mention> {
        let own = self.by_head.get(&head).into_iter().flatten().map(|m| &self.doc.mentions[*m]);
        let best = own.filter(|m| !m.entities.is_empty()).max_by_key(|m| (m.kind == MentionKind::Name, m.tokens.len()));
        // "Ana Moreno, a member of the party, spoke": who is described is who is named before.
        let token = self.doc.token(head);
        let described = token.rel == "appos" && token.xpos == "NN" && best.is_none_or(|m| m.kind != MentionKind::Name);
        let new = |c: TokenId| WordList::Indefinite.has(&self.doc.form(c).to_lowercase());
        let person = || lang::is_person(&token.lemma.to_lowercase());
        if let Some(named) =
            token.head.filter(|n| described && *n < head && person() && self.doc.children(head).any(new))
        {
            return self.mention(named);
        }
        let around = |m: &&Mention| m.kind == MentionKind::Name && m.tokens.contains(&head) && !m.entities.is_empty();
        let mention = best.or_else(|| {
            (self.doc.token(head).upos == Upos::Propn || self.doc.token(head).upos == Upos::Adj)
                .then(|| self.doc.mentions.iter().filter(around).min_by_key(|m| m.tokens.len()))
                .flatten()
        });
        // "North Korean leader Kim Jong Un", where the name hangs below the title.
        let mention = mention.or_else(|| {
            let below = self.doc.children(head).flat_map(|c| self.by_head.get(&c).into_iter().flatten());
            below.map(|m| &self.doc.mentions[*m]).find(around)
        });
        let person = |m: &&Mention| self.doc.entities[m.entities[0] as usize].class == EntityClass::Person;
        match mention {
            None => self.apposed(head).or_else(|| self.second(head)),
            // "The governor of the bank, Ana Moreno, resigned": the name stands for its description.
            Some(m) if m.kind == MentionKind::Nominal && self.doc.token(head).xpos == "NN" => {
                self.apposed(head).filter(person).or(mention)
            }
            told => told,
        }
    }

    /// The name that a word is the head of.
    fn named(&self, head: TokenId) -> Option<&Mention> {
        let mut mentions = self.by_head.get(&head).into_iter().flatten().map(|m| &self.doc.mentions[*m]);
        mentions.find(|m| m.kind == MentionKind::Name && !m.entities.is_empty())
    }

    /// The name set beside a noun: "the largest exporter, Saudi Arabia".
    fn apposed(&self, head: TokenId) -> Option<&Mention> {
        // "one of its members, Peru"
        let noun = matches!(self.doc.token(head).upos, Upos::Noun | Upos::Propn | Upos::Num);
        let mut beside = self.doc.children(head).filter(|c| *c > head && self.doc.token(*c).rel == "appos");
        // "a judge named Ana Moreno"
        let called = || {
            let mut clauses = self.doc.children(head).filter(|c| *c > head && self.doc.token(*c).xpos == "VBN");
            clauses.find_map(|v| self.named(v + 1).filter(|_| self.doc.token(v + 1).head == Some(v)))
        };
        beside.find_map(|c| self.named(c)).or_else(called).filter(|_| noun)
    }

    /// The name right after a noun, where both hang on one word in one way: "the pop star Tiwa Savage".
    fn second(&self, head: TokenId) -> Option<&Mention> {
        let token = self.doc.token(head);
        let noun = matches!(token.upos, Upos::Noun | Upos::Propn);
        let alike = token.head.into_iter().flat_map(|verb| self.doc.children(verb));
        let mut alike = alike.filter(|t| noun && *t > head && self.doc.token(*t).rel == token.rel);
        alike.find_map(|t| self.named(t)).filter(|m| m.tokens.start == head + 1 || m.tokens.contains(&head))
    }

    /// Of what a quantity is told: "dozens of senators", "three of his men".
    fn part_of(&self, head: TokenId) -> Option<TokenId> {
        let token = self.doc.token(head);
        let quantity = token.upos == Upos::Num || WordList::Quantity.has(&token.lemma.to_lowercase());
        self.doc.children(head).filter(|_| quantity).find(|c| self.is_of(*c))
    }

    /// Whether a phrase begins with "of".
    fn is_of(&self, phrase: TokenId) -> bool {
        self.doc.children(phrase).any(|c| self.doc.form(c) == "of")
    }

    /// Whether a phrase is unnamed and neither people nor a body: "the withdrawal".
    pub fn is_thing(&self, head: TokenId) -> bool {
        let token = self.doc.token(head);
        let told = self.by_head.get(&head).into_iter().flatten().any(|m| !self.doc.mentions[*m].entities.is_empty());
        let acts = |kind| !matches!(kind, NounKind::Place | NounKind::Document);
        let agent = lang::noun(&token.lemma.to_lowercase()).is_some_and(|(kind, _)| acts(kind));
        let beside = || self.apposed(head).is_some() || self.second(head).is_some() || self.part_of(head).is_some();
        token.upos == Upos::Noun && !told && !agent && !beside()
    }

    /// The country or body that an unnamed phrase belongs to: "the government of South Korea".
    pub fn owner(&self, head: TokenId) -> Vec<u32> {
        // "the Oslo summit" stands for nobody.
        let noun = self.doc.token(head);
        if noun.upos != Upos::Noun || WordList::Gathering.has(&noun.lemma.to_lowercase()) {
            return vec![];
        }
        let owns = |c: &TokenId| match self.doc.token(*c).rel {
            "nmod" => self.is_of(*c),
            rel => matches!(rel, "nmod:poss" | "compound" | "amod"),
        };
        let state =
            |e: &u32| matches!(self.doc.entities[*e as usize].class, EntityClass::Country | EntityClass::Organization);
        let owner = self.doc.children(head).filter(owns).filter(|c| self.doc.token(*c).upos != Upos::Noun);
        owner.flat_map(|c| self.at(c)).find(state).into_iter().collect()
    }

    /// The entities behind a phrase, coordination included, without doubles.
    pub fn entities(&self, head: TokenId) -> Vec<u32> {
        let mut found = Vec::new();
        let mut queue = vec![head];
        queue.extend(self.second_subject(head));
        while let Some(at) = queue.pop() {
            for entity in self.at(at) {
                if !found.contains(&entity) {
                    found.push(entity);
                }
            }
            queue.extend(self.doc.children(at).filter(|c| self.doc.token(*c).rel == "conj" && !self.titles_on(at, *c)));
            // "mediators Qatar and Egypt"
            let many = self.doc.token(at).xpos.ends_with('S');
            let beside = self.doc.children(at).filter(|c| many && self.doc.token(*c).rel == "appos");
            let row = beside.flat_map(|c| self.doc.children(c)).filter(|c| self.doc.token(*c).rel == "conj");
            queue.extend(row.filter(|c| self.named(*c).is_some()));
            // "Prime Minister Ana Moreno and President Olaf Braun", where the second hangs on the first one's title.
            let titles = self.doc.children(at).filter(|c| self.doc.token(*c).rel == "nmod:desc");
            let joined = titles.flat_map(|title| self.doc.children(title));
            queue.extend(joined.filter(|c| *c > at && self.doc.token(*c).rel == "conj" && self.named(*c).is_some()));
            // Or where it hangs on the first as if it were part of that name.
            let and = |c: TokenId| self.doc.children(c).any(|w| self.doc.token(w).rel == "cc");
            let and_below = |c: TokenId| self.doc.children(c).any(|w| self.doc.token(w).rel == "conj" && and(w));
            queue.extend(self.doc.children(at).filter(|c| self.doc.token(*c).rel == "flat" && and(*c)));
            // "North and South Korea", where the first hangs on the word that both share; not "U.S. and NATO officers".
            let shared = self.doc.token(at).upos == Upos::Propn;
            let state = |c: &TokenId| {
                shared && self.doc.name_over(*c).is_some_and(|n| n.tokens.len() == 1 && n.kind == NameKind::Country)
            };
            queue.extend(
                self.doc.children(at).filter(|c| self.doc.token(*c).rel == "compound" && and_below(*c) && state(c)),
            );
            queue.extend(self.doc.children(at).filter(|c| self.is_named_of(*c)));
            queue.extend(self.leader(at));
        }
        found
    }

    /// Those named in a row after "between", whatever the tree makes of the row: "a pact between Peru, Chile and the miners".
    pub fn listed(&self, noun: TokenId) -> Vec<u32> {
        let mut found: Vec<u32> = Vec::new();
        let run = self.doc.subtree(noun);
        // "talks on a pact between Peru and Chile": the row is of the nearest noun.
        let near = |t: &TokenId| self.doc.token(*t).upos != Upos::Noun;
        let pairs = |t: &TokenId| WordList::Pairing.has(&self.doc.form(*t).to_lowercase());
        let pairing = (noun + 1..run.end).take_while(near).find(pairs);
        let Some(mut at) = pairing.map(|t| t + 1) else { return found };
        while at < run.end {
            let determined = u32::from(self.doc.token(at).upos == Upos::Det);
            let here = |m: &&Mention| (at..=at + determined).contains(&m.tokens.start) && !m.entities.is_empty();
            let Some(mention) = self.doc.mentions.iter().filter(here).max_by_key(|m| m.tokens.end) else { break };
            found.extend(mention.entities.iter().copied().take(CROWD));
            at = mention.tokens.end;
            let joins = |t: TokenId| self.doc.form(t) == "," || self.doc.token(t).upos == Upos::Cconj;
            let next = (at..run.end).find(|t| !joins(*t)).unwrap_or(run.end);
            if next == at {
                break;
            }
            at = next;
        }
        found.dedup();
        found
    }

    /// "A delegation led by Ana Moreno": who leads people goes with them.
    fn leader(&self, people: TokenId) -> Option<TokenId> {
        let led = |c: &TokenId| {
            let token = self.doc.token(*c);
            token.xpos == "VBN" && token.rel == "acl" && WordList::Heading.has(&token.lemma.to_lowercase())
        };
        let clause = self.doc.children(people).find(led)?;
        // The tree hangs the name on the people now and then.
        let next = |c: &TokenId| self.doc.subtree(*c).start == clause + 1 && self.named_person(*c);
        self.doc.children(clause).chain(self.doc.children(people)).find(next)
    }

    /// Whether a phrase stands for a person.
    fn named_person(&self, head: TokenId) -> bool {
        let entities = self.at(head);
        !entities.is_empty() && entities.iter().all(|e| self.doc.entities[*e as usize].class == EntityClass::Person)
    }

    /// "Several ministers, including Ana Moreno": who is named of a group fills its place, too.
    fn is_named_of(&self, phrase: TokenId) -> bool {
        let joins =
            |c: TokenId| self.doc.token(c).rel == "case" && WordList::Naming.has(&self.doc.form(c).to_lowercase());
        self.doc.token(phrase).rel == "nmod" && self.doc.children(phrase).any(joins)
    }

    /// "Ana Moreno, the foreign secretary and former prime minister, flew": the second title is hers, not another person.
    fn titles_on(&self, name: TokenId, title: TokenId) -> bool {
        let doc = self.doc;
        let between = |c: TokenId| c > name && c < title && doc.token(c).rel == "appos" && self.named(c).is_none();
        let bare = doc.token(title).xpos == "NN" && !doc.children(title).any(|c| doc.token(c).upos == Upos::Det);
        bare && self.named(title).is_none() && doc.children(name).any(between)
    }

    /// "Mr Kim and President Moon held talks", where both hang on the verb: the second, after a conjunction.
    fn second_subject(&self, first: TokenId) -> Option<TokenId> {
        let rel = self.doc.token(first).rel;
        let verb = self.doc.token(first).head.filter(|_| rel.starts_with("nsubj"))?;
        let joins = |t: TokenId| self.doc.token(t).upos == Upos::Cconj || self.doc.token(t).rel == "cc";
        let joined = |s: &TokenId| (first + 1..*s).any(joins);
        self.doc.children(verb).find(|s| *s > first && *s < verb && self.doc.token(*s).rel == rel && joined(s))
    }

    /// The words of a clause, subject included: "the deal is a mistake" of "said the deal is a mistake"; of a quotation, its words in that sentence.
    pub fn clause(&self, head: TokenId) -> Option<String> {
        let sentence = &self.doc.sentences[self.doc.sentence_of(head)];
        // "“She has said that it must go,” Berg said": of what she has said, the clause.
        let inner = |q: &&TokenRange| self.doc.token(head).head.is_some_and(|says| q.contains(&says));
        let quote = self.doc.quotes.iter().find(|q| q.contains(&head)).filter(|q| !inner(q));
        let whole = |q: &TokenRange| q.start.max(sentence.start)..q.end.min(sentence.end);
        // "told the judge in a filing that he left"
        let subtree = || {
            let marks = |c: &TokenId| self.doc.token(*c).rel == "mark" && self.doc.token(*c).upos == Upos::Sconj;
            let (run, mark) = (self.doc.subtree(head), self.doc.children(head).find(marks));
            // "prices, which he said have fallen"
            let says = self.doc.token(head).head.filter(|says| run.contains(says)).map(|says| says + 1);
            mark.or(says).unwrap_or(run.start)..run.end
        };
        let run = (self.doc.token(head).rel == "ccomp").then(|| quote.map_or_else(subtree, whole));
        let run = run.map_or_else(|| self.phrase(head), |run| self.cut(run));
        run.map(|run| self.told(&run))
    }

    /// The phrase of a head: its subtree without what stands before a subordinator, cut to a readable length.
    pub fn phrase(&self, head: TokenId) -> Option<TokenRange> {
        let mut run = self.predicate(head).unwrap_or_else(|| self.doc.subtree(head));
        // "the sanctions that the union imposed": the clause tells what the roles tell.
        let bare = self.doc.token(head).xpos.starts_with('W');
        // "the deal, signed by Peru"
        let comma = |t: TokenId| self.doc.form(t) == ",";
        let opens = |t: TokenId| comma(t) || t.checked_sub(1).is_some_and(comma);
        let apart = |c: TokenId| self.doc.token(c).rel == "acl" && opens(self.doc.subtree(c).start);
        // "the tax although it brings money"
        let noun = matches!(self.doc.token(head).upos, Upos::Noun | Upos::Propn);
        let concedes =
            |m: TokenId| self.doc.token(m).rel == "mark" && WordList::Conceding.has(&self.doc.form(m).to_lowercase());
        let although = |c: TokenId| noun && self.doc.token(c).rel == "advcl" && self.doc.children(c).any(concedes);
        let clause = self
            .doc
            .children(head)
            .find(|c| !bare && *c > head && (self.doc.token(*c).rel == "acl:relcl" || apart(*c) || although(*c)));
        // "slammed former minister Ana Moreno"
        run.end = self.second(head).map_or(run.end, |name| run.end.max(name.tokens.end));
        run.end = clause.map_or(run.end, |c| run.end.min(self.doc.subtree(c).start).max(head + 1));
        run.end = self.aside(&run).max(head + 1);
        self.cut(run)
    }

    fn cut(&self, mut run: TokenRange) -> Option<TokenRange> {
        // "of the ban", "that it left" begin with a word that joins the whole of it; "In March, it left" does not.
        let above = |t: TokenId| self.doc.token(t).head.filter(|h| run.contains(h));
        let joins = |t: TokenId| above(t).is_none_or(|h| above(h).is_none());
        let skip = |t: TokenId| {
            let token = self.doc.token(t);
            // "in order to avoid it"
            let fixed = self.doc.children(t).any(|c| self.doc.token(c).rel == "fixed");
            let joint = (token.rel == "case" || (token.rel == "mark" && token.upos != Upos::Part)) && !fixed;
            token.upos == Upos::Punct || token.rel == "cc" || joint && joins(t)
        };
        let start = run.clone().find(|t| !skip(*t)).unwrap_or(run.end);
        let whole = run.end;
        run = start..whole.min(start + WORDS);
        // Where it is cut, no word stays that only leads to the next.
        let leads = |t: TokenId| {
            let token = self.doc.token(t);
            let next = token.head.is_some_and(|h| h >= run.end);
            run.end < whole && next && matches!(token.rel, "case" | "det" | "cc" | "mark" | "nmod:poss" | "aux" | "cop")
        };
        let bare = |t: TokenId| leads(t) || self.doc.token(t).upos == Upos::Punct && !self.closes(&(start..t + 1));
        let end = run.clone().rev().find(|t| !bare(*t)).map_or(start, |t| t + 1);
        (start < end).then_some(start..end)
    }

    /// The words of a run on one line, without who says them in between: "the ban, Moreno said, must go".
    pub fn told(&self, run: &TokenRange) -> String {
        let comma = |t: TokenId| self.doc.form(t) == ",";
        let says = |t: TokenId| {
            let token = self.doc.token(t);
            matches!(token.xpos, "VBD" | "VBZ" | "VBP") && WordList::Speech.has(&token.lemma.to_lowercase())
        };
        let name = |t: TokenId| !matches!(self.doc.token(t).upos, Upos::Verb | Upos::Aux | Upos::Cconj | Upos::Punct);
        let said = (run.start + 1..run.end.saturating_sub(1)).filter(|t| says(*t) && comma(t + 1)).find_map(|t| {
            let start = (run.start..t).rfind(|c| comma(*c))?;
            (start + 1 < t && (start + 1..t).all(name)).then_some(start..t + 2)
        });
        let words = match said.filter(|s| s.end < run.end) {
            Some(said) => {
                let parts = [run.start..said.start, said.end..run.end];
                parts.map(|part| self.doc.line(&part)).join(" ")
            }
            None => self.doc.line(run),
        };
        // Marks that do not close in it go, and brackets.
        let words = match words.find(')') {
            Some(end) if !words[..end].contains('(') => words.replacen(')', "", 1),
            None => words.replace('(', ""),
            _ => words,
        };
        let marks = |open: char, close: char| words.matches(open).count() == words.matches(close).count();
        let even = words.matches('"').count() % 2 == 0;
        match even && marks('“', '”') {
            true => words,
            false => words.replace(['"', '“', '”'], ""),
        }
    }

    /// Where a comma leads to something said by the way: "arming militias, which it denies", "…, a charge that it denies".
    fn aside(&self, run: &TokenRange) -> TokenId {
        let told = |t: TokenId| {
            let clause = self.doc.children(t).any(|c| self.doc.token(c).rel.starts_with("acl"));
            self.doc.token(t).rel == "appos" && clause
        };
        let opens = |comma: &TokenId| {
            let next = comma + 1;
            let relative = next < run.end && matches!(self.doc.token(next).xpos, "WDT" | "WP" | "WP$");
            let apposed = |t: TokenId| told(t) && (*comma..=next).contains(&self.doc.subtree(t).start);
            // "as minister, Ana Moreno as envoy"
            let name = self.doc.names.iter().find(|n| n.tokens.start == next && n.kind == NameKind::Person);
            let cast = name.is_some_and(|n| {
                n.tokens.end < run.end && WordList::Casting.has(&self.doc.form(n.tokens.end).to_lowercase())
            });
            self.doc.form(*comma) == "," && (relative || cast || (next..run.end).any(apposed))
        };
        (run.start + 1..run.end).find(opens).unwrap_or(run.end)
    }

    /// Where what a verb says ends: its last dependent, or as much as is readable.
    pub fn end(&self, verb: TokenId) -> TokenId {
        let end = self.doc.subtree(verb).end.min(verb + WORDS).max(verb + 1);
        let mut end = self.aside(&(verb..end)).max(verb + 1);
        while end > verb + 1 && self.doc.token(end - 1).upos == Upos::Punct {
            end -= 1;
        }
        end
    }

    /// The phrase of a noun that is said of a subject, without subject and copula: "president" of "was elected president".
    fn predicate(&self, head: TokenId) -> Option<TokenRange> {
        let rel = |t: TokenId| self.doc.token(t).rel;
        // "was re-elected speaker"
        let verb = |t: TokenId| {
            self.doc.token(t).xpos == "VBN" && t > 0 && t < head && self.doc.token(t - 1).upos == Upos::Aux
        };
        let outside = |t: &TokenId| {
            let part = rel(*t).starts_with("nsubj") || matches!(rel(*t), "cop" | "aux" | "punct" | "mark");
            part || verb(*t) || self.is_time(*t)
        };
        let noun = matches!(self.doc.token(head).upos, Upos::Noun | Upos::Propn);
        let said = noun && self.doc.children(head).any(|t| rel(t).starts_with("nsubj") || verb(t));
        // "In Oslo's view, Peru is a threat"
        let subject = self.doc.children(head).filter(|t| rel(*t).starts_with("nsubj")).min();
        let behind = |t: &TokenId| subject.is_none_or(|s| *t > s);
        let own = || self.doc.children(head).filter(|t| behind(t) && !outside(t)).map(|t| self.doc.subtree(t));
        said.then(|| own().fold(head..head + 1, |run, part| run.start.min(part.start)..run.end.max(part.end)))
    }

    /// Whether the last word of a run closes a bracket that opens within it.
    fn closes(&self, run: &TokenRange) -> bool {
        matches!(self.doc.form(run.end - 1), ")" | "]") && run.clone().any(|t| matches!(self.doc.form(t), "(" | "["))
    }

    /// Whether a word belongs to a time expression.
    pub fn is_time(&self, token: TokenId) -> bool {
        self.doc.times.iter().any(|t| t.tokens.contains(&token))
    }

    /// The words of `phrase`, on one line.
    pub fn words(&self, head: TokenId) -> Option<String> {
        self.phrase(head).map(|run| self.told(&run))
    }

    /// The time that tells when the event of a trigger happens: the nearest below the trigger or the verbs that carry it, else below a clause that
    /// goes on from it, or that it goes on from: "crossed the border and met the rebels on Monday". A time of saying is none of what is said.
    pub fn time(
        &self,
        syntax: &Syntax,
        anchors: &[TokenId],
        reports: &dyn Fn(TokenId) -> bool,
    ) -> Option<&'d TimeExpression> {
        let trigger = *anchors.first()?;
        let sentence = &self.doc.sentences[self.doc.sentence_of(trigger)];
        let rank = |time: &TimeExpression| {
            let hosts = self.hosts(syntax, time);
            let host = *hosts.last()?;
            // "left the 2015 accord", "a meeting to follow last year's": a time before a noun is that of the noun.
            let year = matches!(time.value, Some(When::Year(..)));
            let own = |h: &TokenId| {
                let rel = syntax.rel(*h);
                // "welcoming Monday's offer, she said", "welcoming the offer Monday, she said"
                let other = |v: TokenId| syntax.rel(v) == "advcl" && !anchors.contains(&v);
                let apart =
                    rel == "obj" && self.doc.token(*h).upos == Upos::Noun && self.doc.token(*h).head.is_some_and(other);
                apart
                    || time.tokens.end <= *h
                        && (matches!(rel, "obj" | "nsubj" | "nmod" | "appos") || year && rel == "obl")
            };
            if let Some(at) = hosts.iter().position(|h| anchors.contains(h)) {
                // "hacked the party ahead of the 2016 election"
                let bound = |h: &TokenId| syntax.preposition(*h).is_some_and(|p| WordList::Bound.has(&p));
                let apart = hosts[..at].iter().any(|h| bound(h) || own(h));
                return (!apart).then(|| (0, time.tokens.start.abs_diff(trigger)));
            }
            let goes_on = |from, to: &[TokenId]| {
                let above = self.clauses(syntax, from, trigger);
                to.iter().any(|t| above.contains(t))
            };
            if reports(host) || hosts.iter().any(own) {
                return None;
            }
            // "landed in Oslo on Monday and met the rebels": what comes next in a row, as long as it is told as done.
            let done = |t: TokenId| self.doc.token(t).xpos == "VBD";
            let row = |a: TokenId| match self.doc.token(a).rel {
                "conj" => a > host && done(a) && done(host),
                // "came to a halt on Monday when rebels shot the envoy", "flew to Oslo on Monday, meeting the king"
                // "will fly to Oslo on Monday to meet the king"
                rel => {
                    rel == "advcl"
                        && (self.simultaneous(syntax, a)
                            || syntax.infinitive(a)
                            || done(host) && self.beside(syntax, a))
                }
            };
            // "landed in Oslo on Monday, where she met the king"
            let there = |a: &TokenId| {
                let place = self.doc.token(*a).head.filter(|_| self.doc.token(*a).rel == "acl:relcl" && done(*a));
                let at = |p: TokenId| self.doc.token(p).head == Some(host) && syntax.rel(p) == "obl";
                place.is_some_and(at)
                    && done(host)
                    && syntax.with_rel(*a, &["advmod"]).any(|w| self.doc.token(w).xpos == "WRB")
            };
            let rank = if goes_on(host, anchors) || anchors.iter().any(there) { Some(1) } else { None };
            let rank = rank.or_else(|| anchors.iter().any(|a| row(*a) && goes_on(*a, &[host])).then_some(2));
            rank.map(|r| (r, time.tokens.start.abs_diff(trigger)))
        };
        let told = self.doc.times.iter().filter(|t| t.value.is_some() && !t.duration);
        let bound = |t: &&TimeExpression| {
            t.tokens
                .clone()
                .any(|w| self.doc.children(w).any(|c| WordList::Bound.has(&self.doc.form(c).to_lowercase())))
        };
        let told = told.filter(|t| sentence.contains(&t.tokens.start) && !bound(t));
        told.filter_map(|t| Some((rank(t)?, t))).min_by_key(|(rank, _)| *rank).map(|(_, time)| time)
    }

    /// The words above a time up to the first verb.
    fn hosts(&self, syntax: &Syntax, time: &TimeExpression) -> Vec<TokenId> {
        let mut hosts = Vec::new();
        let mut at = time.tokens.start;
        while let Some(head) = self.doc.token(at).head {
            at = head;
            if time.tokens.contains(&at) {
                continue;
            }
            hosts.push(at);
            if self.doc.token(at).upos == Upos::Verb || !matches!(syntax.rel(at), "nmod" | "obl" | "conj") {
                break;
            }
        }
        hosts
    }

    /// Whether a clause is a participle that nothing joins: "…, meeting the king".
    fn beside(&self, syntax: &Syntax, clause: TokenId) -> bool {
        self.doc.token(clause).xpos == "VBG" && syntax.preposition(clause).is_none()
    }

    /// Whether a clause is joined by "when", "while".
    fn simultaneous(&self, syntax: &Syntax, clause: TokenId) -> bool {
        syntax.with_rel(clause, &["mark", "advmod"]).any(|c| WordList::Simultaneous.has(&syntax.lemma(c)))
    }

    /// The words above a word that tell of the same time: not above what one says, and not above "after", "who" and the like.
    fn clauses(&self, syntax: &Syntax, token: TokenId, event: TokenId) -> Vec<TokenId> {
        let apart = |t: TokenId| match syntax.rel(t) {
            "ccomp" | "parataxis" => true,
            // "flew to a congress, to be held on Monday"
            "advcl" if syntax.infinitive(t) && syntax.passive(t) => true,
            // "is on a visit and leaves on Monday"
            "conj" if self.doc.token(t).upos == Upos::Verb => {
                self.doc.token(t).head.is_some_and(|h| self.doc.token(h).upos != Upos::Verb)
            }
            "advcl" => syntax.preposition(t).is_some_and(|p| p != "to") && !self.simultaneous(syntax, t),
            // "began on Sunday after talks"
            "obl" | "nmod" if t != event => syntax.preposition(t).is_some_and(|p| WordList::Bound.has(&p)),
            // "talks on the accord signed in June", "a visit that was planned for June"
            "acl" if self.doc.token(t).xpos != "VB" => self.doc.token(t).head != Some(event),
            _ => self.doc.token(t).rel == "acl:relcl" && self.doc.token(t).head != Some(event),
        };
        let mut above = Vec::new();
        let mut at = token;
        while let Some(head) = self.doc.token(at).head.filter(|_| !apart(at)) {
            above.push(head);
            at = head;
        }
        above
    }
}
