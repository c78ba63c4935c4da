//! Makes a release build notice a new build of the web interface. Debug builds read the folder when they run, and a
//! missing folder is fine in both.

use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let dist = Path::new("../../web/dist");
    let release = std::env::var_os("PROFILE").is_some_and(|profile| profile == "release");
    if release && dist.exists() {
        println!("cargo:rerun-if-changed={}", dist.display());
    }
}
