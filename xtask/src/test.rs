//! `cargo xtask test`: everything that must hold.

use std::time::Instant;

use crate::Outcome;
use crate::run::{cargo, coffer, command, root, show, works};
use crate::{tidy, tools, web};

/// A step: its name, and what it does.
type Step = (&'static str, fn() -> Outcome);

/// In an order in which the cheap ones fail first. Lints come before tests, because the pages that the tests embed are
/// built by then.
const STEPS: &[Step] = &[
    ("tools", tools::prepare),
    ("fmt", || show(cargo(&["fmt", "--all", "--check"]))),
    ("tidy", tidy::run),
    ("web", web_checks),
    ("clippy", || {
        show(cargo(&[
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ]))
    }),
    ("deny", deny),
    ("rust", || show(cargo(&["test", "--workspace"]))),
    ("demo", demo_once),
    ("e2e", e2e),
];

/// The names of the steps.
pub fn names() -> Vec<&'static str> {
    STEPS.iter().map(|(name, _)| *name).collect()
}

/// Runs every step, or those that are named.
pub fn run(wanted: &[String]) -> Outcome {
    if let Some(unknown) = wanted.iter().find(|name| !names().contains(&name.as_str())) {
        return Err(format!(
            "there is no step {unknown:?}: there are {}",
            names().join(", ")
        ));
    }
    let started = Instant::now();
    let mut took = Vec::new();
    for (name, step) in STEPS
        .iter()
        .filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|w| w == name))
    {
        eprintln!("\n=== {name}");
        let begun = Instant::now();
        step().map_err(|why| format!("{name}: {why}"))?;
        took.push((name, begun.elapsed()));
    }
    eprintln!("\nEverything holds.");
    for (name, took) in took {
        eprintln!("  {name:7} {:>6.1} s", took.as_secs_f64());
    }
    eprintln!(
        "  {:7} {:>6.1} s",
        "in all",
        started.elapsed().as_secs_f64()
    );
    Ok(())
}

fn web_checks() -> Outcome {
    web::build(web::When::Stale)?;
    web::npm(&["run", "check"])?;
    web::npm(&["test"])
}

/// Licences, sources and banned packages. The tool is large to build, so it is used where it is there; `tidy` checks the
/// bans that matter most from the lock file in any case.
fn deny() -> Outcome {
    if works("cargo", &["deny", "--version"]) {
        return show(cargo(&[
            "deny",
            "--all-features",
            "check",
            "bans",
            "licenses",
            "sources",
        ]));
    }
    eprintln!(
        "cargo-deny is not installed: licences and sources were not checked (cargo install cargo-deny)"
    );
    Ok(())
}

/// The main job, end to end, by the program as people get it. It was built for its own tests a moment ago.
fn demo_once() -> Outcome {
    show(command(built()?, &["demo", "--once"]))
}

/// The pages in a real browser against a running demonstration.
fn e2e() -> Outcome {
    web::packages()?;
    let mut command = command("npm", &["run", "e2e"]);
    command
        .current_dir(root().join("web"))
        .env("COFFER_BIN", built()?);
    show(command)
}

/// The program, built if the tests did not build it.
fn built() -> Result<std::path::PathBuf, String> {
    let program = coffer()?;
    if !program.exists() {
        show(cargo(&["build", "--package", "coffer"]))?;
    }
    Ok(program)
}
