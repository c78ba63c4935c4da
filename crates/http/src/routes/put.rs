//! Sending a file with nothing but curl: `curl -T file https://host/u/<link>/`.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use coffer_model::{ClientPath, Limits};
use coffer_vault::{Error, NewUpload, Source, Upload, UploadTarget};

use super::{Answer, At, Named};
use crate::app::App;
use crate::auth::by_link;
use crate::body;
use crate::decimal::decimal;
use crate::failure::Failure;
use crate::metrics::Active;
use crate::source;

/// Receives a whole file under a name. The answer is text for a terminal, and comes once the file is durable.
pub(crate) async fn named(
    State(app): At,
    Named((link, name)): Named<(String, String)>,
    request: Request,
) -> Response {
    text(receive(&app, &link, &name, request).await)
}

/// The same without a name.
pub(crate) async fn unnamed() -> Response {
    let failure = Failure::invalid(
        "give the file a name at the end of the address: …/u/<link>/<name>".to_owned(),
    );
    text(Err(failure))
}

async fn receive(app: &App, link: &str, name: &str, request: Request) -> Answer<String> {
    let (parts, body) = request.into_parts();
    let source: Source = source::of(&parts, &app.trusted_proxies);
    let caller = by_link(app, source, link).await?;
    let name = ClientPath::parse(name).map_err(|error| Failure::from(Error::Name(error)))?;
    let length = length(&parts.headers)?;
    let _active = Active::upload(&app.metrics);
    let new = NewUpload {
        name,
        length,
        target: UploadTarget::Request,
    };
    let upload = app
        .vault
        .uploads()
        .put(&caller, new, body::stream(body))
        .await?;
    Ok(confirmation(app, &upload))
}

fn length(headers: &HeaderMap) -> Answer<Option<u64>> {
    let Some(value) = headers.get(header::CONTENT_LENGTH) else {
        return Ok(None);
    };
    let length = value.to_str().ok().and_then(decimal);
    let length = length
        .ok_or_else(|| Failure::invalid("Content-Length is not a number of bytes".to_owned()))?;
    if length > Limits::FILE_BYTES {
        return Err(
            Error::TooLarge(format!("a file may have {} bytes", Limits::FILE_BYTES)).into(),
        );
    }
    Ok(Some(length))
}

fn confirmation(app: &App, upload: &Upload) -> String {
    format!(
        "received {} bytes, safe on the server\nversion {}\nreceipt: curl -H \"Coffer-Link: <link>\" \
         {}/api/v1/versions/{}/receipt\n",
        upload.offset, upload.version, app.origin, upload.version
    )
}

fn text(answer: Answer<String>) -> Response {
    let media_type = (
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    match answer {
        Ok(text) => (StatusCode::CREATED, [media_type], text).into_response(),
        Err(failure) => {
            let text = format!("not received: {}\n", failure.problem().detail);
            failure.into_response_with(([media_type], text))
        }
    }
}
