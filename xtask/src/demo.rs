//! `cargo xtask demo`: from a fresh clone to a running demonstration.

use crate::Outcome;
use crate::run::{cargo, coffer, command, show};
use crate::web;

/// Builds what is missing and runs `coffer demo` with these arguments.
pub fn run(arguments: &[String]) -> Outcome {
    web::build(web::When::Stale)?;
    show(cargo(&["build", "--workspace", "--bins"]))?;
    let program = coffer()?;
    let mut demo = command(program, &["demo"]);
    demo.args(arguments);
    // Paths among the arguments are meant from where the person stands.
    if let Ok(here) = std::env::current_dir() {
        demo.current_dir(here);
    }
    show(demo)
}
