//! Which configuration a command means.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Config;
use crate::environment::variable;
use crate::failure::{Failure, Outcome};

/// The name of the file in a data folder.
pub const FILE: &str = "coffer.toml";
/// Where it is looked for when nothing is said.
const PLACES: &[&str] = &[
    "coffer.toml",
    "coffer-data/coffer.toml",
    "/etc/coffer/coffer.toml",
];

/// The deployment that a console command is about.
#[derive(Debug, Clone, Default, Args)]
pub struct Site {
    /// Configuration file
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        conflicts_with = "data",
        help_heading = "Deployment"
    )]
    pub config: Option<PathBuf>,
    /// Data folder with a coffer.toml in it
    #[arg(long, global = true, value_name = "DIR", help_heading = "Deployment")]
    pub data: Option<PathBuf>,
}

impl Site {
    /// The configuration file.
    pub fn file(&self) -> Outcome<PathBuf> {
        if let Some(file) = &self.config {
            return Ok(file.clone());
        }
        if let Some(data) = &self.data {
            return Ok(data.join(FILE));
        }
        if let Some(file) = variable("COFFER_CONFIG") {
            return Ok(file.into());
        }
        PLACES.iter().map(Path::new).find(|path| path.exists()).map(Path::to_owned).ok_or_else(|| {
            Failure::Usage(format!(
                "no configuration in {}: run `coffer init`, or name one with --config FILE or --data DIR",
                PLACES.join(", ")
            ))
        })
    }

    /// Reads and resolves it.
    pub fn load(&self) -> Outcome<Config> {
        Config::load(&self.file()?, &variable)
    }
}
