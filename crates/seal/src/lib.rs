//! The sealed-stream format: chunked AEAD, wrapped keys, sealed fields
