//! Progress of long work: a bar where there is a terminal, nothing in a pipe.

use std::io::IsTerminal as _;
use std::sync::Arc;

use coffer_client::{Event, Progress};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::output::{Output, harmless};

/// A bar for `total` bytes of something with a name.
pub fn bar(output: Output, name: &str, total: u64) -> ProgressBar {
    let visible = !output.is_quiet() && !output.is_json() && std::io::stderr().is_terminal();
    let target = if visible {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let bar = ProgressBar::with_draw_target(Some(total), target);
    let template = "{prefix} {wide_bar} {binary_bytes}/{binary_total_bytes} {binary_bytes_per_sec} {eta} {msg}";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.set_prefix(harmless(name));
    bar
}

/// Moves the bar as a transfer goes on.
pub fn follow(bar: &ProgressBar) -> Progress {
    let bar = bar.clone();
    Arc::new(move |event| match event {
        Event::Preparing => bar.set_message("preparing…"),
        Event::Sent { bytes, of } => {
            bar.set_length(of);
            bar.set_position(bytes);
            bar.set_message("");
        }
        Event::Resumed { at } => {
            bar.set_position(at);
            bar.set_message("resumed");
        }
        Event::Waiting { pause_millis } => {
            bar.set_message(format!(
                "no connection, next attempt in {} s",
                pause_millis.div_ceil(1000)
            ));
        }
    })
}
