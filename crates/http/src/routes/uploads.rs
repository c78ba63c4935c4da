//! Resumable uploads: tus 1.0.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use coffer_model::{ActorId, CaseId, ClientPath, FileId, Limits, UploadId};
use coffer_vault::{Caller, NewUpload, Upload, UploadTarget};

use super::{Answer, At, Auth, Named, State};
use crate::app::App;
use crate::body;
use crate::failure::Failure;
use crate::metrics::Active;
use crate::tus;

/// The name of a file whose sender gave none.
const UNNAMED: &str = "unnamed";

/// What this server speaks.
#[utoipa::path(options, path = "/api/v1/uploads", tag = "uploads",
    responses((status = 204, description = "Tus-Version, Tus-Extension, Tus-Max-Size, Tus-Checksum-Algorithm")))]
pub(crate) async fn options() -> Response {
    let fixed = HeaderValue::from_static;
    let headers = [
        (tus::TUS_VERSION.clone(), fixed(tus::VERSION)),
        (tus::TUS_EXTENSION.clone(), fixed(tus::EXTENSIONS)),
        (tus::TUS_ALGORITHMS.clone(), fixed(tus::ALGORITHMS)),
        (
            tus::TUS_MAX_SIZE.clone(),
            HeaderValue::from(Limits::FILE_BYTES),
        ),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

/// Begin an upload, with its first bytes or without. `Location` says where to continue.
#[utoipa::path(post, path = "/api/v1/uploads", tag = "uploads",
    params(("Tus-Resumable" = String, Header, description = "1.0.0"),
        ("Upload-Length" = Option<u64>, Header, description = "Size in bytes"),
        ("Upload-Defer-Length" = Option<String>, Header, description = "1, when the size is not known yet"),
        ("Upload-Metadata" = Option<String>, Header, description = "filename, and for staff case or file; values in base64")),
    responses((status = 201, description = "Begun; Location and Upload-Offset")))]
pub(crate) async fn create(
    State(app): At,
    Auth(caller): Auth,
    request: Request,
) -> Answer<Response> {
    let headers = request.headers();
    tus::check_version(headers)?;
    let new = new_upload(&caller, headers)?;
    let checksum = tus::checksum(headers)?;
    let brings_body = tus::brings_body(headers)? && body::has_bytes(request.body());
    let mut upload = app.vault.uploads().create(&caller, new).await?;
    if brings_body {
        let _active = Active::upload(&app.metrics);
        let bytes = body::stream(request.into_body());
        upload = match app
            .vault
            .uploads()
            .append(&caller, upload.id, 0, None, checksum, bytes)
            .await
        {
            Ok(upload) => upload,
            // The upload exists, and its place must reach the client: it continues from what is kept.
            Err(_) => app.vault.uploads().status(&caller, upload.id).await?,
        };
    }
    let location = format!("/api/v1/uploads/{}", upload.id);
    let mut response = standing(StatusCode::CREATED, &upload);
    if let Ok(location) = HeaderValue::try_from(location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

/// How far an upload is.
#[utoipa::path(head, path = "/api/v1/uploads/{id}", tag = "uploads",
    params(("id" = String, Path, description = "Upload id"), ("Tus-Resumable" = String, Header, description = "1.0.0")),
    responses((status = 200, description = "Upload-Offset and Upload-Length")))]
pub(crate) async fn status(
    State(app): At,
    Auth(caller): Auth,
    Named(id): Named<UploadId>,
    headers: HeaderMap,
) -> Answer<Response> {
    look(&app, &caller, id, &headers).await
}

/// Continue an upload from `Upload-Offset`.
#[utoipa::path(patch, path = "/api/v1/uploads/{id}", tag = "uploads",
    params(("id" = String, Path, description = "Upload id"), ("Tus-Resumable" = String, Header, description = "1.0.0"),
        ("Upload-Offset" = u64, Header, description = "Byte to continue from"),
        ("Upload-Length" = Option<u64>, Header, description = "Size in bytes, when it was deferred"),
        ("Upload-Checksum" = Option<String>, Header, description = "sha256 and the digest of this part in base64")),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    responses((status = 204, description = "Durable; Upload-Offset")))]
pub(crate) async fn append(
    State(app): At,
    Auth(caller): Auth,
    Named(id): Named<UploadId>,
    request: Request,
) -> Answer<Response> {
    continue_with(&app, &caller, id, request).await
}

/// Give an unfinished upload up. What arrived is destroyed.
#[utoipa::path(delete, path = "/api/v1/uploads/{id}", tag = "uploads",
    params(("id" = String, Path, description = "Upload id"), ("Tus-Resumable" = String, Header, description = "1.0.0")),
    responses((status = 204, description = "Destroyed")))]
pub(crate) async fn discard(
    State(app): At,
    Auth(caller): Auth,
    Named(id): Named<UploadId>,
    headers: HeaderMap,
) -> Answer<Response> {
    give_up(&app, &caller, id, &headers).await
}

/// The same acts for clients behind proxies that know only GET and POST: `X-HTTP-Method-Override` names the one meant.
#[utoipa::path(post, path = "/api/v1/uploads/{id}", tag = "uploads",
    params(("id" = String, Path, description = "Upload id"), ("Tus-Resumable" = String, Header, description = "1.0.0"),
        ("X-HTTP-Method-Override" = String, Header, description = "PATCH, HEAD or DELETE")),
    responses((status = 200, description = "As for HEAD"), (status = 204, description = "As for the method named")))]
pub(crate) async fn overridden(
    State(app): At,
    Auth(caller): Auth,
    Named(id): Named<UploadId>,
    request: Request,
) -> Answer<Response> {
    match tus::single(request.headers(), &tus::METHOD_OVERRIDE)? {
        Some("PATCH") => continue_with(&app, &caller, id, request).await,
        Some("HEAD") => look(&app, &caller, id, request.headers()).await,
        Some("DELETE") => give_up(&app, &caller, id, request.headers()).await,
        _ => {
            let allow = HeaderValue::from_static("HEAD, PATCH, DELETE, OPTIONS");
            Err(Failure::method_not_allowed().with(header::ALLOW, allow))
        }
    }
}

async fn look(app: &App, caller: &Caller, id: UploadId, headers: &HeaderMap) -> Answer<Response> {
    tus::check_version(headers)?;
    Ok(standing(
        StatusCode::OK,
        &app.vault.uploads().status(caller, id).await?,
    ))
}

async fn continue_with(
    app: &App,
    caller: &Caller,
    id: UploadId,
    request: Request,
) -> Answer<Response> {
    let headers = request.headers();
    tus::check_version(headers)?;
    tus::check_media_type(headers)?;
    let (offset, length, checksum) = (
        tus::offset(headers)?,
        tus::length(headers)?,
        tus::checksum(headers)?,
    );
    let _active = Active::upload(&app.metrics);
    let bytes = body::stream(request.into_body());
    let upload = app
        .vault
        .uploads()
        .append(caller, id, offset, length, checksum, bytes)
        .await?;
    Ok(standing(StatusCode::NO_CONTENT, &upload))
}

async fn give_up(
    app: &App,
    caller: &Caller,
    id: UploadId,
    headers: &HeaderMap,
) -> Answer<Response> {
    tus::check_version(headers)?;
    app.vault.uploads().discard(caller, id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// What the headers of a creation ask for.
fn new_upload(caller: &Caller, headers: &HeaderMap) -> Answer<NewUpload> {
    let metadata = tus::metadata(headers)?;
    let length = tus::creation_length(headers)?;
    let name = match &metadata.filename {
        Some(bytes) if !bytes.is_empty() => ClientPath::from_utf8(bytes),
        _ => ClientPath::parse(UNNAMED),
    };
    let name = name.map_err(|error| Failure::from(coffer_vault::Error::Name(error)))?;
    let by_link = matches!(caller.actor(), ActorId::Request(_) | ActorId::SendLink(_));
    let target = match (&metadata.case, &metadata.file) {
        (None, None) => UploadTarget::Request,
        // A link says where its files go, and nothing in a request changes that.
        _ if by_link => {
            return Err(Failure::invalid(
                "a link sends to its own case: leave case and file out".to_owned(),
            ));
        }
        (Some(case), None) => UploadTarget::Case(id::<CaseId>(case, "case")?),
        (None, Some(file)) => UploadTarget::File(id::<FileId>(file, "file")?),
        (Some(_), Some(_)) => {
            return Err(Failure::invalid(
                "Upload-Metadata names a case and a file: name one of them".to_owned(),
            ));
        }
    };
    Ok(NewUpload {
        name,
        length,
        target,
    })
}

fn id<T: std::str::FromStr>(bytes: &[u8], key: &str) -> Answer<T> {
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    text.parse()
        .map_err(|_| Failure::invalid(format!("Upload-Metadata has no id under {key}")))
}

/// Where an upload stands, as headers.
fn standing(status: StatusCode, upload: &Upload) -> Response {
    let mut response = (status, Body::empty()).into_response();
    let headers = response.headers_mut();
    headers.insert(tus::OFFSET.clone(), HeaderValue::from(upload.offset));
    match upload.length {
        Some(length) => headers.insert(tus::LENGTH.clone(), HeaderValue::from(length)),
        None => headers.insert(tus::DEFER_LENGTH.clone(), HeaderValue::from_static("1")),
    };
    if !upload.complete {
        headers.insert(tus::EXPIRES.clone(), tus::http_date(upload.expires_at));
    }
    if let Ok(version) = HeaderValue::try_from(upload.version.to_string()) {
        headers.insert("coffer-version", version);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
