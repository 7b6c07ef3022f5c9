//! Terms that the code names.
