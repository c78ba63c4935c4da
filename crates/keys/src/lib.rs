//! Providers of the key-encryption key
