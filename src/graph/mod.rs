//! Reports, judgements and the world as RDF, and back.
