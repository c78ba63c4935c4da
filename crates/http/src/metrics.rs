//! A few counters, written as Prometheus text.

use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

/// What is counted. Holds no names, ids or addresses.
#[derive(Default)]
pub(crate) struct Metrics {
    by_class: [AtomicU64; 5],
    pub(crate) received_bytes: AtomicU64,
    pub(crate) sent_bytes: AtomicU64,
    pub(crate) refused_handshakes: AtomicU64,
    connections: AtomicI64,
    requests: AtomicI64,
    uploads: AtomicI64,
}

/// A gauge that goes down again when this is dropped.
pub(crate) struct Active(Arc<Metrics>, fn(&Metrics) -> &AtomicI64);

impl Active {
    fn start(metrics: &Arc<Metrics>, gauge: fn(&Metrics) -> &AtomicI64) -> Self {
        gauge(metrics).fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(metrics), gauge)
    }

    /// A connection that is open.
    pub(crate) fn connection(metrics: &Arc<Metrics>) -> Self {
        Self::start(metrics, |metrics| &metrics.connections)
    }

    /// A request that is being answered.
    pub(crate) fn request(metrics: &Arc<Metrics>) -> Self {
        Self::start(metrics, |metrics| &metrics.requests)
    }

    /// An upload body that is arriving.
    pub(crate) fn upload(metrics: &Arc<Metrics>) -> Self {
        Self::start(metrics, |metrics| &metrics.uploads)
    }
}

impl Drop for Active {
    fn drop(&mut self) {
        (self.1)(&self.0).fetch_sub(1, Ordering::Relaxed);
    }
}

impl Metrics {
    /// Counts an answer by the hundreds of its status.
    pub(crate) fn answered(&self, status: u16) {
        let class = usize::from(status / 100).clamp(1, 5) - 1;
        self.by_class[class].fetch_add(1, Ordering::Relaxed);
    }

    /// The exposition (Prometheus text format 0.0.4).
    pub(crate) fn render(&self) -> String {
        let mut out = String::with_capacity(1024);
        out.push_str(
            "# HELP coffer_http_requests_total Answered requests by the class of their status.\n",
        );
        out.push_str("# TYPE coffer_http_requests_total counter\n");
        for (class, count) in self.by_class.iter().enumerate() {
            let count = count.load(Ordering::Relaxed);
            // Writing to a string cannot fail.
            let _ = writeln!(
                out,
                "coffer_http_requests_total{{class=\"{}xx\"}} {count}",
                class + 1
            );
        }
        let counters = [
            (
                "coffer_http_received_bytes_total",
                "Bytes read from connections.",
                &self.received_bytes,
            ),
            (
                "coffer_http_sent_bytes_total",
                "Bytes written to connections.",
                &self.sent_bytes,
            ),
            (
                "coffer_tls_refused_total",
                "TLS handshakes that did not complete.",
                &self.refused_handshakes,
            ),
        ];
        for (name, help, value) in counters {
            let value = value.load(Ordering::Relaxed);
            let _ = writeln!(
                out,
                "# HELP {name} {help}\n# TYPE {name} counter\n{name} {value}"
            );
        }
        let gauges = [
            (
                "coffer_http_connections",
                "Open connections.",
                &self.connections,
            ),
            (
                "coffer_http_requests_active",
                "Requests being answered.",
                &self.requests,
            ),
            (
                "coffer_uploads_active",
                "Upload bodies arriving.",
                &self.uploads,
            ),
        ];
        for (name, help, value) in gauges {
            let value = value.load(Ordering::Relaxed);
            let _ = writeln!(
                out,
                "# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}"
            );
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happened_is_in_the_text() {
        let metrics = Arc::new(Metrics::default());
        metrics.answered(204);
        metrics.answered(460);
        metrics.answered(999);
        let upload = Active::upload(&metrics);
        let text = metrics.render();
        for line in [
            "coffer_http_requests_total{class=\"2xx\"} 1",
            "coffer_http_requests_total{class=\"4xx\"} 1",
            "coffer_http_requests_total{class=\"5xx\"} 1",
            "coffer_uploads_active 1",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}");
        }
        drop(upload);
        assert!(metrics.render().contains("coffer_uploads_active 0\n"));
    }
}
