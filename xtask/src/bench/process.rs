//! Processes that are measured: started, watched through `/proc`, and stopped whatever happens.

use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::run::{command, take, works};

/// How often memory is looked at.
const SAMPLE: Duration = Duration::from_millis(200);
/// How long a process may take to end when asked to.
const GRACE: Duration = Duration::from_secs(20);
/// How long a server may take to become idle.
const PATIENCE: Duration = Duration::from_secs(120);

/// A process that ends when this is dropped.
pub struct Running(Child);

impl Running {
    /// Starts it, without input.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(mut command: Command) -> Result<Self, String> {
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command.stdin(Stdio::null()).spawn();
        Ok(Self(child.map_err(|error| format!("{name}: {error}"))?))
    }

    /// Its id.
    pub fn pid(&self) -> u32 {
        self.0.id()
    }

    /// The child, to take its pipes from.
    pub fn child(&mut self) -> &mut Child {
        &mut self.0
    }

    /// Whether it still runs.
    pub fn alive(&mut self) -> bool {
        matches!(self.0.try_wait(), Ok(None))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.alive() {
            return;
        }
        // Asked first: a server closes its files, and a master takes its workers with it.
        works("sh", &["-c", &format!("kill -TERM {}", self.pid())]);
        let until = Instant::now() + GRACE;
        while self.alive() && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(20));
        }
        if self.alive() {
            let _ = self.0.kill();
        }
        let _ = self.0.wait();
    }
}

/// The name of a process, if there is one with this id.
pub fn name(pid: u32) -> Option<String> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/comm")).ok()?;
    Some(text.trim().to_owned())
}

/// Reads processor time of processes.
pub struct Clock {
    ticks_per_second: f64,
}

impl Clock {
    /// Asks the system how long a tick is.
    ///
    /// # Errors
    /// When it does not say.
    pub fn new() -> Result<Self, String> {
        let text = take(command("getconf", &["CLK_TCK"]))?;
        let ticks_per_second = text
            .trim()
            .parse()
            .map_err(|_| "getconf CLK_TCK says no number")?;
        Ok(Self { ticks_per_second })
    }

    /// Processor time of a process and its children that run now, in seconds.
    pub fn of_tree(&self, pid: u32) -> f64 {
        let children = std::fs::read_dir("/proc").into_iter().flatten().flatten();
        let children = children
            .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
            .filter(|child| stat(*child).is_some_and(|fields| field(&fields, 4) == u64::from(pid)));
        let ticks: u64 = children
            .chain([pid])
            .filter_map(stat)
            .map(|fields| field(&fields, 14) + field(&fields, 15))
            .sum();
        ticks as f64 / self.ticks_per_second
    }

    /// Processor time of all children of this program that ended and were waited for, in seconds.
    pub fn of_ended(&self) -> f64 {
        let fields = stat(std::process::id()).unwrap_or_default();
        (field(&fields, 16) + field(&fields, 17)) as f64 / self.ticks_per_second
    }

    /// Waits until a server and its children do next to nothing.
    ///
    /// # Errors
    /// When it does not come to rest.
    pub fn settle(&self, pid: u32) -> Result<(), String> {
        let until = Instant::now() + PATIENCE;
        let mut calm = 0;
        while calm < 2 {
            let before = self.of_tree(pid);
            std::thread::sleep(Duration::from_millis(250));
            calm = if self.of_tree(pid) - before < 0.035 {
                calm + 1
            } else {
                0
            };
            if Instant::now() > until {
                return Err(format!("process {pid} does not come to rest"));
            }
        }
        Ok(())
    }
}

/// The fields of `/proc/<pid>/stat` after the name, which may itself hold spaces and brackets.
fn stat(pid: u32) -> Option<String> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    Some(text.rsplit_once(')')?.1.to_owned())
}

/// A field by its number in proc(5); the first after the name is 3.
fn field(fields: &str, number: usize) -> u64 {
    let text = fields.split_whitespace().nth(number - 3);
    text.and_then(|text| text.parse().ok()).unwrap_or(0)
}

/// The most memory that a process had in a phase, in KiB.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Peak {
    /// Resident, as sampled.
    pub resident: u64,
    /// Resident and not backed by a file, as sampled.
    pub anonymous: u64,
    /// Resident, as the system remembers it; since the start of the process where it cannot be reset.
    pub high_water: u64,
}

/// Looks at the memory of a process until told to stop.
pub struct Sampler {
    pid: u32,
    stop: Arc<AtomicBool>,
    thread: JoinHandle<Peak>,
    since: Instant,
}

impl Sampler {
    /// Begins. The system's high-water mark is set back where this user may.
    pub fn start(pid: u32) -> Self {
        let _ = std::fs::write(format!("/proc/{pid}/clear_refs"), "5");
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            let mut peak = Peak::default();
            while !stopped.load(Ordering::Relaxed) {
                look(pid, &mut peak);
                std::thread::park_timeout(SAMPLE);
            }
            look(pid, &mut peak);
            peak
        });
        Self {
            pid,
            stop,
            thread,
            since: Instant::now(),
        }
    }

    /// Ends, with the seconds that it took.
    ///
    /// # Errors
    /// When the process has ended meanwhile.
    pub fn finish(self) -> Result<(Peak, f64), String> {
        let seconds = self.since.elapsed().as_secs_f64();
        self.stop.store(true, Ordering::Relaxed);
        self.thread.thread().unpark();
        let peak = self.thread.join().map_err(|_| "the sampler failed")?;
        // What has ended and was not waited for has a name still, and no memory.
        let mut now = Peak::default();
        look(self.pid, &mut now);
        if now.resident == 0 {
            return Err(format!("process {} ended while it was measured", self.pid));
        }
        Ok((peak, seconds))
    }
}

fn look(pid: u32, peak: &mut Peak) {
    let text = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    peak.resident = peak.resident.max(kib(&text, "VmRSS:"));
    peak.anonymous = peak.anonymous.max(kib(&text, "RssAnon:"));
    peak.high_water = peak.high_water.max(kib(&text, "VmHWM:"));
}

fn kib(status: &str, key: &str) -> u64 {
    let line = status.lines().find_map(|line| line.strip_prefix(key));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_counted_from_behind_the_name() {
        let line = "7 (a ) b) S 1 7 7 0 -1 4194560 9 8 7 6 11 22 33 44 20 0 1 0";
        let fields = line.rsplit_once(')').unwrap().1;
        let numbers = [4, 14, 15, 16, 17].map(|number| field(fields, number));
        assert_eq!(numbers, [1, 11, 22, 33, 44]);
        assert_eq!(field(fields, 99), 0);
    }

    #[test]
    fn memory_is_read_in_kib() {
        let status = "Name:\tcoffer\nVmHWM:\t  102400 kB\nVmRSS:\t   90000 kB\nRssAnon:\t 1 kB\n";
        assert_eq!(kib(status, "VmHWM:"), 102_400);
        assert_eq!(kib(status, "VmSwap:"), 0);
    }

    #[test]
    fn a_process_is_measured_and_gone_when_dropped() {
        let mut sleep = Command::new("sleep");
        sleep.arg("60");
        let running = Running::start(sleep).unwrap();
        let pid = running.pid();
        let sampler = Sampler::start(pid);
        Clock::new().unwrap().settle(pid).unwrap();
        let (peak, seconds) = sampler.finish().unwrap();
        assert!(peak.resident > 0 && peak.high_water >= peak.resident && seconds > 0.4);
        drop(running);
        assert_eq!(name(pid), None);
        assert!(Sampler::start(pid).finish().is_err());
    }
}
