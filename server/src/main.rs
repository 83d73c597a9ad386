//! The program `locum`.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::main()
}
