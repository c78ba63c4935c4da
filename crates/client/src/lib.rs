//! The library behind the remote commands
