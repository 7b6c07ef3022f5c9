//! The `rapporteur` command: hands its arguments to `cli` and returns the exit code.

fn main() -> std::process::ExitCode {
    rapporteur::cli::main()
}
