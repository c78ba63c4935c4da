//! Medians, percentiles and tables.

use std::fmt::Write as _;

/// Measures of one thing, in any unit.
#[derive(Debug, Clone, Default)]
pub struct Figures(Vec<f64>);

impl Figures {
    /// Adds a measure.
    pub fn push(&mut self, measure: f64) {
        self.0.push(measure);
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The measure below or at which this share (0 to 1) of them lies; the nearest rank. 0 where there is none.
    pub fn quantile(&self, share: f64) -> f64 {
        let sorted = sorted(&self.0);
        // The first measure that has at least this share at or before it.
        let at = (1..=sorted.len()).position(|rank| rank as f64 >= share * sorted.len() as f64);
        at.and_then(|at| sorted.get(at)).copied().unwrap_or(0.0)
    }

    /// The middle one, or the mean of the two in the middle. 0 where there is none.
    pub fn median(&self) -> f64 {
        median(&self.0)
    }

    /// The smallest.
    pub fn least(&self) -> f64 {
        sorted(&self.0).first().copied().unwrap_or(0.0)
    }

    /// The largest.
    pub fn most(&self) -> f64 {
        sorted(&self.0).last().copied().unwrap_or(0.0)
    }

    /// Each measure turned into another.
    pub fn map(&self, turn: impl Fn(f64) -> f64) -> Self {
        Self(self.0.iter().map(|measure| turn(*measure)).collect())
    }

    /// Measures divided by those of the same rounds.
    pub fn over(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(a, b)| a / b).collect())
    }

    /// How far the median of the second half lies from that of the first, as a share of it. The round in the middle
    /// of an odd number belongs to neither.
    pub fn drift(&self) -> f64 {
        let half = self.0.len() / 2;
        let (first, second) = (&self.0[..half], &self.0[self.0.len() - half..]);
        (median(second) / median(first) - 1.0).abs()
    }

    /// `median (least–most)` with these decimals.
    pub fn spread(&self, decimals: usize) -> String {
        let (median, least, most) = (self.median(), self.least(), self.most());
        format!("{median:.decimals$} ({least:.decimals$}–{most:.decimals$})")
    }
}

fn sorted(measures: &[f64]) -> Vec<f64> {
    let mut sorted = measures.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

fn median(measures: &[f64]) -> f64 {
    let sorted = sorted(measures);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => 0.0,
        odd if odd % 2 == 1 => sorted[middle],
        _ => f64::midpoint(sorted[middle - 1], sorted[middle]),
    }
}

/// Whether a measure stays below a limit, in words.
pub fn held(measure: f64, limit: f64) -> String {
    let word = if measure < limit {
        "held"
    } else {
        "**not held**"
    };
    word.to_owned()
}

/// A Markdown table. A first column of text, all others to the right.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let mut out = format!("| {} |\n|", head.join(" | "));
    for column in 0..head.len() {
        out.push_str(if column == 0 { "---|" } else { "---:|" });
    }
    out.push('\n');
    for row in rows {
        let _ = writeln!(out, "| {} |", row.join(" | "));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_and_quantiles_are_measures() {
        let figures = Figures(vec![5.0, 1.0, 4.0, 2.0]);
        assert_eq!(figures.spread(1), "3.0 (1.0–5.0)");
        assert_eq!(figures.quantile(0.5), 2.0);
        assert_eq!(figures.quantile(0.95), 5.0);
        let hundred = Figures((1..=100).map(f64::from).collect());
        assert_eq!(hundred.quantile(0.95), 95.0);
        assert_eq!(Figures::default().median(), 0.0);
        assert_eq!(Figures::default().quantile(0.95), 0.0);
    }

    #[test]
    fn drift_compares_the_halves() {
        assert_eq!(Figures(vec![10.0, 99.0, 10.0]).drift(), 0.0);
        assert_eq!(Figures(vec![10.0, 10.0, 1.0, 15.0, 15.0]).drift(), 0.5);
        assert_eq!(Figures(vec![10.0, 10.0, 5.0, 5.0]).drift(), 0.5);
    }

    #[test]
    fn a_table_is_markdown() {
        let text = table(&["what", "MB/s"], &[vec!["a".to_owned(), "1".to_owned()]]);
        assert_eq!(text, "| what | MB/s |\n|---|---:|\n| a | 1 |\n");
    }

    #[test]
    fn a_limit_is_held_below_it_only() {
        assert_eq!(held(199.9, 200.0), "held");
        assert_eq!(held(200.0, 200.0), "**not held**");
    }
}
