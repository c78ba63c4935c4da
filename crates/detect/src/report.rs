//! The written form of findings for programs.

use serde::Serialize;

use crate::{Finding, Rules};

#[derive(Serialize)]
struct Line<'a> {
    path: &'a str,
    detector: &'a str,
    class: &'a str,
    start: u64,
    end: u64,
    line: u64,
    confidence: f64,
}

/// One finding as one line of JSON, without the line end: path, detector, class, place and confidence, never the value.
///
/// `path` is the virtual path, `!/` between archive levels.
#[must_use]
pub fn json_line(rules: &Rules, path: &str, finding: &Finding) -> String {
    let line = Line {
        path,
        detector: rules.name(finding.detector),
        class: finding.class.as_str(),
        start: finding.start,
        end: finding.end,
        line: finding.line,
        // Two places: more would print the noise of a binary fraction.
        confidence: (f64::from(finding.confidence) * 100.0).round() / 100.0,
    };
    // Strings and numbers always have a JSON form.
    serde_json::to_string(&line).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan_all;

    #[test]
    fn the_line_is_the_published_one_and_shows_no_value() {
        let rules = Rules::default_pack();
        let found = scan_all(rules, b"\n\ncard 4111 1111 1111 1111\n");
        assert_eq!(
            json_line(rules, "a.tgz!/b \"c\".log", &found[0]),
            r#"{"path":"a.tgz!/b \"c\".log","detector":"payment_card","class":"financial","start":7,"end":26,"line":3,"confidence":0.99}"#
        );
    }
}
