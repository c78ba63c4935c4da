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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::Router;
    use axum::extract::Request;
    use axum::routing::put;
    use futures_util::stream;
    use tower::ServiceExt;
    use tower_http::timeout::RequestBodyTimeoutLayer;

    use super::*;

    /// How many bytes came, and whether the end did.
    async fn count(request: Request) -> String {
        let mut bytes = super::stream(request.into_body());
        let mut arrived = 0;
        while let Some(piece) = bytes.next().await {
            match piece {
                Ok(piece) => arrived += piece.len(),
                Err(BodyCut) => return format!("{arrived} cut"),
            }
        }
        format!("{arrived} whole")
    }

    async fn send(body: Body) -> String {
        let router = Router::new()
            .route("/", put(count))
            .layer(RequestBodyTimeoutLayer::new(Duration::from_millis(100)));
        let request = Request::put("/").body(body).unwrap();
        let response = router.oneshot(request).await.unwrap();
        let bytes = axum::body::to_bytes(response.into_body(), 1000)
            .await
            .unwrap();
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    #[tokio::test]
    async fn a_sender_who_falls_silent_keeps_what_arrived() {
        let first = stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(b"12345"))]);
        assert_eq!(
            send(Body::from_stream(first.chain(stream::pending()))).await,
            "5 cut"
        );
    }

    #[tokio::test]
    async fn a_sender_who_breaks_off_keeps_what_arrived_and_one_who_ends_is_whole() {
        let broken = [
            Ok(Bytes::from_static(b"123")),
            Err(std::io::Error::other("reset")),
        ];
        assert_eq!(send(Body::from_stream(stream::iter(broken))).await, "3 cut");
        assert_eq!(send(Body::from("1234")).await, "4 whole");
        assert_eq!(send(Body::empty()).await, "0 whole");
    }
}
