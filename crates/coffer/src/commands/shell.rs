//! `coffer completions` and `coffer man`.

use std::path::PathBuf;

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use crate::cli::Cli;
use crate::failure::{Failure, Outcome};

/// Print shell completions
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  coffer completions bash > /etc/bash_completion.d/coffer\n  coffer completions zsh > ~/.zfunc/_coffer"
)]
pub struct Completions {
    /// Shell
    shell: Shell,
}

/// Write manual pages
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  coffer man | man -l -\n  coffer man --directory /usr/local/share/man/man1"
)]
pub struct Man {
    /// Write one page per command into this folder
    #[arg(long, value_name = "DIR")]
    directory: Option<PathBuf>,
}

impl Completions {
    /// Does it.
    pub fn run(self) -> Outcome {
        clap_complete::generate(
            self.shell,
            &mut Cli::command(),
            "coffer",
            &mut std::io::stdout(),
        );
        Ok(())
    }
}

impl Man {
    /// Does it.
    pub fn run(self) -> Outcome {
        match self.directory {
            Some(folder) => {
                std::fs::create_dir_all(&folder).map_err(Failure::at(&folder))?;
                clap_mangen::generate_to(Cli::command(), &folder).map_err(Failure::at(&folder))
            }
            None => clap_mangen::Man::new(Cli::command())
                .render(&mut std::io::stdout())
                .map_err(|error| Failure::Failed(format!("standard output: {error}"))),
        }
    }
}
