//! Upload bodies: passed on as they arrive, never collected.

use axum::body::Body;
use bytes::Bytes;
use coffer_vault::BodyCut;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};

/// The body as a stream. It ends with an error when the sender left or was silent for too long; what came before is
/// still worth keeping.
pub(crate) fn stream(body: Body) -> BoxStream<'static, Result<Bytes, BodyCut>> {
    body.into_data_stream().map_err(|_| BodyCut).boxed()
}

/// The body of a request that brings none.
pub(crate) fn has_bytes(body: &Body) -> bool {
    use hyper::body::Body as _;
    !body.is_end_stream()
}
