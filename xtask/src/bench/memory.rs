//! The server's memory while a file passes through it that is much larger.

use std::io::Write as _;

use super::Ground;
use super::curl::{Body, Http};
use super::deployment::{Deployment, Who, version};
use super::figures::table;
use super::process::{Peak, Sampler};
use super::text::{Log, Written};
use super::viewer::View;

/// What the server may have resident, in KiB.
const LIMIT_KIB: u64 = 200 << 10;

/// A phase, measured.
struct Phase {
    name: &'static str,
    peak: Peak,
    seconds: f64,
}

/// Measures and prints.
///
/// # Errors
/// When a phase fails or the server ends.
pub fn run(ground: &Ground) -> Result<String, String> {
    let size = ground.size(10_000_000_000, 1_000_000_000);
    // Once sealed; the source is never a file.
    ground.room(size + size / 10)?;
    let coffer = Deployment::start(ground)?;
    let link = coffer.link()?;
    let pid = coffer.pid();
    let mut phases = Vec::new();
    let mut measure = |name, work: &mut dyn FnMut() -> Result<(), String>| {
        eprintln!("  {name}");
        let sampler = Sampler::start(pid);
        let outcome = work();
        let (peak, seconds) = sampler.finish()?;
        phases.push(Phase {
            name,
            peak,
            seconds,
        });
        outcome
    };
    measure("at rest", &mut || {
        std::thread::sleep(std::time::Duration::from_secs(2));
        Ok(())
    })?;
    let (mut id, mut written) = (String::new(), Written { bytes: 0, lines: 0 });
    measure("upload of unknown length", &mut || {
        (id, written) = stream(&coffer, &link, size)?;
        Ok(())
    })?;
    measure("inspection", &mut || coffer.inspected(&id).map(drop))?;
    let view = View {
        coffer: &coffer,
        version: &id,
        lines: written.lines,
    };
    measure(
        "view: 200 jumps, overview, a search through all of it",
        &mut || view.look_around(),
    )?;
    measure("download", &mut || {
        let request = coffer.request(Who::Agent, &format!("/versions/{id}/content"));
        let received = coffer.curl.one(request)?.received;
        if received == written.bytes {
            Ok(())
        } else {
            Err(format!(
                "{received} bytes came instead of {}",
                written.bytes
            ))
        }
    })?;
    Ok(report(written, &phases))
}

/// Sends a log as it is generated. Returns its version.
fn stream(
    coffer: &Deployment,
    link: &super::deployment::Link,
    bytes: u64,
) -> Result<(String, Written), String> {
    let request = coffer.upload(link, "memory.log", Body::Input, Http::Two);
    let mut child = coffer.curl.start(&request)?;
    let mut input = child.stdin.take().ok_or("curl has no input")?;
    let written = Log::new()
        .write(&mut input, bytes)
        .and_then(|written| input.flush().map(|()| written));
    drop(input);
    // Where it broke, curl says why.
    let answer = coffer.curl.finish(&request, child)?;
    let written = written.map_err(|error| format!("curl took no more: {error}"))?;
    Ok((version(&answer)?, written))
}

fn report(written: Written, phases: &[Phase]) -> String {
    let mib = |kib: u64| format!("{:.1}", kib as f64 / 1024.0);
    let row = |name: &str, seconds: String, peak: Peak| {
        let most = peak.high_water.max(peak.resident);
        let verdict = if most <= LIMIT_KIB {
            "held"
        } else {
            "**not held**"
        };
        let cells = [
            name.to_owned(),
            seconds,
            mib(peak.resident),
            mib(peak.anonymous),
            mib(peak.high_water),
            verdict.to_owned(),
        ];
        cells.to_vec()
    };
    let mut whole = Peak::default();
    let mut rows = Vec::new();
    for phase in phases {
        rows.push(row(phase.name, format!("{:.1}", phase.seconds), phase.peak));
        whole.resident = whole.resident.max(phase.peak.resident);
        whole.anonymous = whole.anonymous.max(phase.peak.anonymous);
        whole.high_water = whole.high_water.max(phase.peak.high_water);
    }
    rows.push(row("all of it", String::new(), whole));
    let head = [
        "phase",
        "s",
        "resident, MiB, sampled",
        "of it anonymous",
        "high-water mark, MiB",
        "≤ 200 MiB",
    ];
    format!(
        "### Memory\n\nThe server's process while a log of {:.0} MB and {} lines passes through it, looked at every 200 ms; the \
         high-water mark is the system's own.\nUpload and inspection wait for the generator and share the machine with it, so \
         that their times say nothing.\n\n{}",
        written.bytes as f64 / 1e6,
        written.lines,
        table(&head, &rows)
    )
}
