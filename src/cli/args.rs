//! The command line's grammar: commands, options and their help texts; no logic.
//!
//! Input: the process's arguments, parsed by clap. Output: plain structs for the commands.
//! Invariant: every command's `after_help` shows an example.
//! To add a command: a variant of `Command` with its struct here, a file beside this one, a line in the dispatch of `mod.rs`.

use crate::time::When;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Reads news articles and writes what they report as an RDF knowledge graph.
#[derive(Debug, Parser)]
#[command(
    name = "rapporteur",
    version,
    propagate_version = true,
    after_help = "Examples:
  rapporteur ingest articles/
  rapporteur query 'SELECT ?who { ?m a rap:Meeting ; rap:participant/rdfs:label ?who }'
  rapporteur explain 'Ana Moreno'

Exit status: 0 done; 1 done, with inputs skipped or with findings (or ASK answered false); 2 could not be done."
)]
pub struct Arguments {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
pub struct Global {
    /// Folder of the store [default: $RAPPORTEUR_STORE, else ./rapporteur.db]
    #[arg(long, global = true, value_name = "DIR")]
    pub store: Option<PathBuf>,
    /// Base of the IRIs that are made [default: that of the store or file, else https://rapporteur.example/]
    #[arg(long, global = true, value_name = "IRI")]
    pub base: Option<String>,
    /// Names to link to Wikidata as articles are read: RDF with labels, or a table (.tsv) with the columns label, aliases (parted by | or ;), QID,
    /// class (Person, Organization, Place …) and, if there is one, country
    #[arg(long, global = true, value_name = "FILE")]
    pub gazetteer: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Ingest(Ingest),
    Extract(Extract),
    Query(Query),
    Export(Export),
    Merge(Merge),
    Retract(Retract),
    Explain(Explain),
    /// Say that two entities are one; such a judgement outranks the program's own.
    #[command(after_help = "Examples:
  rapporteur same 'Ana Moreno' 'A. Moreno' --reason 'one minister, two forms of her name'
  rapporteur same person/john-smith-k7q2m1xd 'https://rapporteur.example/article/abcdefghijklmnop#entity=john-smith'")]
    Same(Judge),
    /// Say that two entities are not one; such a judgement outranks the program's own, and `same`.
    #[command(after_help = "Example:
  rapporteur distinct 'https://rapporteur.example/article/abcdefghijklmnop#entity=john-smith' 'John Smith' --reason 'father and son'")]
    Distinct(Judge),
    Unsay(Unsay),
    Conflicts(Conflicts),
    Timeline(Timeline),
    Between(Between),
    Check(Check),
    Analyse(Analyse),
    Evaluate(Evaluate),
}

/// Where articles come from and what is known of them.
#[derive(Debug, Args)]
pub struct Inputs {
    /// Files (.txt, .html, .json, .jsonl), folders of such, URLs, or - for standard input
    #[arg(required = true, value_name = "PATH|URL|-")]
    pub inputs: Vec<String>,
    /// Publication date (ISO 8601); wins over what the article tells
    #[arg(long, value_name = "DATE")]
    pub published: Option<String>,
    /// Publisher; wins over what the article tells
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,
    /// URL of the one article that is read; wins over what it tells
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// Largest article that is read, in bytes
    #[arg(long, value_name = "BYTES", default_value_t = 5_000_000)]
    pub max_bytes: u64,
    /// Longest wait for a URL, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..))]
    pub timeout: u64,
}

/// How the work is parted.
#[derive(Debug, Args)]
pub struct Work {
    /// Articles analysed at a time; 0 is one for each processor
    #[arg(long, short, value_name = "N", default_value_t = 0)]
    pub jobs: usize,
}

/// Read articles and add what they report to the store.
///
/// An input that cannot be read is skipped with a message and the others land; an article that is there already is replaced if it is newer.
/// The result depends neither on the order of the inputs nor on the number of jobs.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rapporteur ingest article.txt --published 2021-03-02 --source 'Daily Herald'
  rapporteur ingest articles.jsonl https://news.example/story.html
  rapporteur ingest articles.jsonl --gazetteer people.tsv
  zcat archive.jsonl.gz | rapporteur ingest -

JSON Lines hold one article a line, for example:
  {\"text\": \"Ms Moreno met Mr Orlan.\", \"title\": \"Talks\", \"url\": \"https://…\", \"published\": \"2021-03-02\", \"source\": \"Daily Herald\"}")]
pub struct Ingest {
    #[command(flatten)]
    pub inputs: Inputs,
    #[command(flatten)]
    pub work: Work,
}

/// Read articles and print what they report, without a store.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rapporteur extract article.txt --published 2021-03-02
  rapporteur extract https://news.example/story.html --format nquads > story.nq")]
pub struct Extract {
    #[command(flatten)]
    pub inputs: Inputs,
    #[command(flatten)]
    pub work: Work,
    /// Format of the graph
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = GraphFormat::Turtle)]
    pub format: GraphFormat,
}

/// Ask the store, or RDF files, in SPARQL.
///
/// The prefixes of the vocabulary are known without being typed, and a query sees all graphs at once. Updates and SERVICE are refused.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rapporteur query 'SELECT ?who { ?m a rap:Meeting ; rap:participant/rdfs:label ?who }'
  rapporteur query -f sanctions.rq --format csv > sanctions.csv
  rapporteur query --data graph.ttl 'ASK { ?x a rap:Sanction }'
  echo 'SELECT (COUNT(*) AS ?facts) { ?fact rap:status ?s }' | rapporteur query -")]
pub struct Query {
    /// The query, or - to read it from standard input
    #[arg(value_name = "SPARQL", required_unless_present = "file", conflicts_with = "file")]
    pub sparql: Option<String>,
    /// Read the query from a file
    #[arg(long, short, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Format of the answer [default: table for SELECT and ASK, turtle for graphs]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<AnswerFormat>,
    /// Ask this RDF file in place of the store; may be repeated
    #[arg(long, value_name = "FILE")]
    pub data: Vec<PathBuf>,
    /// Give up after so many seconds
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    pub timeout: Option<u64>,
}

/// Write the graph: all of it, or that of some articles.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rapporteur export -o graph.ttl
  rapporteur export --article https://news.example/story.html
  rapporteur export --format nquads --text > graph.nq")]
pub struct Export {
    /// Only what this article tells (URL or IRI); may be repeated
    #[arg(long, value_name = "URL")]
    pub article: Vec<String>,
    /// Format of the graph [default: by the name of FILE, else turtle]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<GraphFormat>,
    /// Write to a file, which is replaced only when all is written
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Put the articles' texts in
    #[arg(long)]
    pub text: bool,
}

/// Merge graphs: entities and facts that are one become one.
///
/// Prints the merged graph, or adds the files to the store when --store is typed. What became one and why, and what was left apart though it is near,
/// is told on standard error. Exports with another base come below that of the store, or below --base. RDF that is not rapporteur's goes into a graph of
/// its own, named by its content; formats without names of graphs (Turtle, N-Triples, RDF/XML) leave such graphs out.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rapporteur merge monday.ttl tuesday.ttl -o week.ttl
  rapporteur merge colleague.ttl --store archive.db
  rapporteur merge colleague.ttl --store archive.db --dry-run
  rapporteur merge companies.rdf --store archive.db")]
pub struct Merge {
    /// Exported graphs or other RDF, in any RDF format
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Write to a file, which is replaced only when all is written
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Format of the merged graph [default: by the name of the output file, else turtle]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<GraphFormat>,
    /// Only tell what would become one, and change nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// Take an article's claims back: the graph becomes as if it had never been read. Or a foreign graph, by its IRI.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rapporteur retract https://news.example/story.html
  rapporteur retract foreign/k7q2m1xdk7q2m1xdk7q2m1xd")]
pub struct Retract {
    /// URL or IRI of the article, or IRI of the foreign graph
    #[arg(required = true, value_name = "URL|IRI")]
    pub articles: Vec<String>,
}

/// Show why something is in the graph: the words that state it, who says so, and why names were taken for one.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rapporteur explain 'Ana Moreno'
  rapporteur explain person/ana-moreno-6itomkmf
  rapporteur explain 'Ana Moreno' 'A. Moreno'
  rapporteur explain 'https://rapporteur.example/article/abcdefghijklmnop#claim=3'")]
pub struct Explain {
    /// IRI of an entity, fact, article or claim (in full, or below the base), or a name in any case
    #[arg(value_name = "IRI|NAME")]
    pub what: String,
    /// Another entity: show why the two are one, or why they are not
    #[arg(value_name = "IRI|NAME")]
    pub other: Option<String>,
}

/// Two entities and a reason.
#[derive(Debug, Args)]
pub struct Judge {
    /// One side: the IRI of an entity or of an article's entity, or a name that only one entity has
    #[arg(value_name = "A")]
    pub left: String,
    /// The other side
    #[arg(value_name = "B")]
    pub right: String,
    /// Why
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub reason: String,
}

/// Take judgements back: all on two entities, or one by its IRI.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rapporteur unsay 'Ana Moreno' 'A. Moreno'
  rapporteur unsay https://rapporteur.example/judgement/k7q2m1xd")]
pub struct Unsay {
    /// One side, as for `same`; or the IRI of a judgement
    #[arg(value_name = "A")]
    pub left: String,
    /// The other side
    #[arg(value_name = "B")]
    pub right: Option<String>,
}

/// List what sources contradict each other in, a row a claim, with its source, article and quote; and judgements against each other.
///
/// A fact may be affirmed and denied (polarity), told as done and as called off (status), on one day and on another near to it (time), at different
/// places (place); an office that has one holder may be given two at one time (office). The exit status is 1 when there is anything to list.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rapporteur conflicts
  rapporteur conflicts --format csv > conflicts.csv
  rapporteur conflicts --sparql")]
pub struct Conflicts {
    #[command(flatten)]
    pub question: Question,
}

/// List the facts that an entity takes part in, in order of time: when they happened, else when they were first reported.
///
/// A stance on something that is known has a row a day of reports, and tells what the holder's stance was before it changed.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rapporteur timeline 'Ana Moreno'
  rapporteur timeline 'Ana Moreno' --since 2021-03 --until 2021-06-15
  rapporteur timeline person/ana-moreno-6itomkmf --format csv")]
pub struct Timeline {
    /// Name or IRI of the entity
    #[arg(value_name = "NAME|IRI")]
    pub entity: String,
    #[command(flatten)]
    pub window: Window,
    #[command(flatten)]
    pub question: Question,
}

/// List the facts that two entities both take part in, in order of time.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rapporteur between 'Ana Moreno' 'Viktor Orlan'
  rapporteur between 'Ana Moreno' Ruritania --since 2021 --format csv
  rapporteur between 'Ana Moreno' 'Viktor Orlan' --sparql > ours.rq")]
pub struct Between {
    /// Name or IRI of one entity
    #[arg(value_name = "A")]
    pub left: String,
    /// Name or IRI of the other
    #[arg(value_name = "B")]
    pub right: String,
    #[command(flatten)]
    pub window: Window,
    #[command(flatten)]
    pub question: Question,
}

/// A part of time. Facts that may lie in it are listed; those without a time count by their first report.
#[derive(Debug, Args)]
pub struct Window {
    /// Leave out what was over before this day, month or year
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub since: Option<When>,
    /// Leave out what began after this day, month or year
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub until: Option<When>,
}

fn date(text: &str) -> Result<When, String> {
    When::parse(text).ok_or_else(|| "expected a day, month or year, such as 2021-03-02, 2021-03 or 2021".to_owned())
}

/// Options of the ready-made questions.
#[derive(Debug, Args)]
pub struct Question {
    /// Print the query and run nothing
    #[arg(long)]
    pub sparql: bool,
    /// Format of the answer
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = AnswerFormat::Table)]
    pub format: AnswerFormat,
}

/// Re-read all evidence and hold the graph against the ontology's shapes; what is wrong is listed.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rapporteur check
  rapporteur check graph.ttl")]
pub struct Check {
    /// An exported graph, in place of the store
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
}

/// Print the language analysis of articles as CoNLL-U.
///
/// A file whose name ends in .conllu gives its sentences and words, which are kept; all else in it is analysed anew.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rapporteur analyse article.txt --published 2021-03-02
  rapporteur analyse en_ewt-ud-test.conllu > analysed.conllu")]
pub struct Analyse {
    #[command(flatten)]
    pub inputs: Inputs,
}

/// Score the language analysis on a treebank, or on a file of names or roles.
///
/// Layers of a treebank are those of the CoNLL 2018 shared task: relations count without subtypes, features where they are universal.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rapporteur evaluate en_ewt-ud-test.conllu
  rapporteur evaluate en_ewt-ud-test.iob2 --gold-words --json
  rapporteur evaluate roles.jsonl --words en_ewt-ud-test.conllu

With --json, an object with a member a layer:
  {\"UPOS\": {\"precision\": 0.5, \"recall\": 0.5, \"f1\": 0.5, \"gold\": 4, \"system\": 4, \"correct\": 2}, …}")]
pub struct Evaluate {
    /// The right analysis: a treebank (.conllu), names (.iob2) or roles (.jsonl)
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The treebank that has the words which a file of roles counts
    #[arg(long, value_name = "FILE")]
    pub words: Option<PathBuf>,
    /// Analyse the sentences and words that the file gives, not its text alone
    #[arg(long)]
    pub gold_words: bool,
    /// Of a file of roles, give the predicates too, so that their senses and arguments alone are scored; the words are given then
    #[arg(long)]
    pub gold_predicates: bool,
    /// Write the scores as JSON
    #[arg(long)]
    pub json: bool,
}

/// Formats of graphs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum GraphFormat {
    Turtle,
    #[value(name = "ntriples")]
    NTriples,
    #[value(name = "nquads")]
    NQuads,
    #[value(name = "trig")]
    TriG,
    #[value(name = "jsonld")]
    JsonLd,
    #[value(name = "rdfxml")]
    RdfXml,
}

/// Formats of answers: the first five for SELECT and ASK, the others for CONSTRUCT and DESCRIBE.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AnswerFormat {
    Table,
    Json,
    Csv,
    Tsv,
    Xml,
    Turtle,
    #[value(name = "ntriples")]
    NTriples,
    #[value(name = "nquads")]
    NQuads,
    #[value(name = "trig")]
    TriG,
    #[value(name = "jsonld")]
    JsonLd,
    #[value(name = "rdfxml")]
    RdfXml,
}
