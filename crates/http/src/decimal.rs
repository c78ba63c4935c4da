//! Numbers in headers: plain decimal digits and nothing else.

/// An unsigned number of one to twenty digits without sign, spaces or leading zeros.
///
/// `str::parse` would take `+5` and `007`; two writings of one offset are one too many.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let digits = (1..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let leading_zero = text.len() > 1 && text.starts_with('0');
    (digits && !leading_zero)
        .then(|| text.parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn digits_are_a_number() {
        assert_eq!(decimal("0"), Some(0));
        assert_eq!(decimal("9007199254740993"), Some(9_007_199_254_740_993));
        assert_eq!(decimal("18446744073709551615"), Some(u64::MAX));
    }

    #[test]
    fn nothing_else_is() {
        for hostile in [
            "",
            " ",
            "+1",
            "-1",
            " 1",
            "1 ",
            "01",
            "00",
            "1_000",
            "0x10",
            "1e3",
            "1.0",
            "18446744073709551616",
            "999999999999999999999",
            "١",
            "1\0",
            "1,2",
            "NaN",
        ] {
            assert_eq!(decimal(hostile), None, "{hostile:?}");
        }
    }
}
