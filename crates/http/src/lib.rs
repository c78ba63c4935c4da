//! The HTTP edge: REST, resumable uploads, sign-in ceremonies, customer pages and the console.
//!
//! Every handler does the same few things: authenticate, read the input, make one call of the vault, render. What may be
//! done is decided behind that call and nowhere here.
//!
//! Start reading at [`router`], which lists every route.

mod app;
mod assets;
mod auth;
mod body;
mod content;
mod decimal;
mod failure;
mod headers;
mod input;
mod io;
mod limiter;
mod metrics;
mod observe;
mod openapi;
mod options;
mod pages;
mod range;
mod router;
mod routes;
mod server;
mod source;
mod tls;
mod tus;

pub use app::App;
pub use openapi::openapi;
pub use options::{Network, Options, Rate, TlsFiles};
pub use router::router;
pub use server::{ServeError, Server};
pub use tls::{CertificateError, Certificates};
