//! Wire types and stable problem codes
