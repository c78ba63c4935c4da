//! Masking of one line that is held whole, for a viewer.

use std::ops::Range;

use crate::rules::DetectorId;
use crate::token::Tag;

/// A span of a line to mask; offsets are those in the line and may reach beyond it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineSpan {
    /// Which bytes.
    pub range: Range<usize>,
    /// What found it.
    pub detector: DetectorId,
    /// The value's token.
    pub tag: Option<Tag>,
}

/// A piece of a line, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Bytes of the line that are shown.
    Plain(Range<usize>),
    /// A masked span.
    Masked {
        /// What found it.
        detector: DetectorId,
        /// The value's token.
        tag: Option<Tag>,
        /// Which of the given spans.
        span: usize,
    },
}

/// Cuts a line of `length` bytes into what is shown and what is masked.
///
/// Spans may come in any order, overlap, or reach beyond the line: a byte in any span is in no plain piece.
#[must_use]
pub fn mask_line(length: usize, spans: &[LineSpan]) -> Vec<Piece> {
    let mut order: Vec<usize> = (0..spans.len()).collect();
    order.sort_by_key(|at| (spans[*at].range.start, *at));
    let mut pieces = Vec::new();
    let mut shown = 0;
    for at in order {
        let span = &spans[at];
        let (start, end) = (span.range.start.min(length), span.range.end.min(length));
        if end <= start || end <= shown {
            continue;
        }
        if start > shown {
            pieces.push(Piece::Plain(shown..start));
        }
        pieces.push(Piece::Masked {
            detector: span.detector,
            tag: span.tag,
            span: at,
        });
        shown = end;
    }
    if shown < length {
        pieces.push(Piece::Plain(shown..length));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(range: Range<usize>) -> LineSpan {
        LineSpan {
            range,
            detector: DetectorId(0),
            tag: None,
        }
    }

    #[test]
    fn pieces_in_order() {
        let spans = [span(8..10), span(2..4)];
        let masked = |span| Piece::Masked {
            detector: DetectorId(0),
            tag: None,
            span,
        };
        assert_eq!(
            mask_line(12, &spans),
            [
                Piece::Plain(0..2),
                masked(1),
                Piece::Plain(4..8),
                masked(0),
                Piece::Plain(10..12)
            ]
        );
        assert_eq!(mask_line(3, &[]), [Piece::Plain(0..3)]);
        assert!(mask_line(0, &[span(0..1)]).is_empty());
    }

    #[test]
    fn no_byte_of_any_span_is_shown() {
        for spans in [
            vec![span(0..5), span(3..8)],
            vec![span(3..8), span(0..100)],
            vec![span(5..5)],
            vec![span(usize::MAX - 1..usize::MAX)],
            vec![span(2..3), span(2..9), span(4..5)],
        ] {
            for piece in mask_line(10, &spans) {
                if let Piece::Plain(shown) = piece {
                    for byte in shown {
                        assert!(
                            !spans.iter().any(|s| s.range.contains(&byte)),
                            "{spans:?} {byte}"
                        );
                    }
                }
            }
        }
    }
}
