//! Streaming detection and masking of sensitive values
