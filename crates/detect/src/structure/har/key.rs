//! The names of members, told once: a capture has some forty, over and over.

use super::allow::{self, Rule};

/// What the name of a member says in a capture, wherever it stands.
#[derive(Debug, Clone, Copy)]
pub(in crate::structure) struct Name {
    pub(super) key: Key,
    /// What is done with the value of a header of this name.
    pub(super) header: Rule,
    /// It is written as names are.
    pub(super) plain: bool,
}

impl Name {
    pub(in crate::structure) fn of(text: &[u8]) -> Self {
        Self {
            key: Key::of(text),
            header: allow::header(text),
            plain: allow::name_like(text),
        }
    }
}

/// The names that the format knows (HAR 1.2), and those that browsers add.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Key {
    /// None of them.
    #[default]
    Other,
    /// None of them, with the sign in front by which additions are known.
    Added,
    AfterRequest,
    BeforeRequest,
    BodySize,
    Browser,
    Cache,
    Comment,
    Connection,
    Content,
    ContentType,
    Cookies,
    Creator,
    Data,
    Domain,
    Encoding,
    Entries,
    Expires,
    FileName,
    Headers,
    HeadersSize,
    HttpOnly,
    HttpVersion,
    Id,
    LastAccess,
    Log,
    Method,
    MimeType,
    Name,
    PageTimings,
    PageRef,
    Pages,
    Params,
    Path,
    PostData,
    QueryString,
    RedirectUrl,
    Request,
    Response,
    SameSite,
    Secure,
    ServerIpAddress,
    StartedDateTime,
    StatusText,
    Text,
    Timings,
    Url,
    Value,
    Version,
    /// `_encoding`
    AddedEncoding,
    /// `_id`
    AddedId,
    /// `_initiator`
    Initiator,
    /// `_resourceType`
    ResourceType,
    /// `_webSocketMessages`
    WebSocketMessages,
}

impl Key {
    fn of(text: &[u8]) -> Self {
        match text {
            b"afterRequest" => Self::AfterRequest,
            b"beforeRequest" => Self::BeforeRequest,
            b"bodySize" => Self::BodySize,
            b"browser" => Self::Browser,
            b"cache" => Self::Cache,
            b"comment" => Self::Comment,
            b"connection" => Self::Connection,
            b"content" => Self::Content,
            b"contentType" => Self::ContentType,
            b"cookies" => Self::Cookies,
            b"creator" => Self::Creator,
            b"data" => Self::Data,
            b"domain" => Self::Domain,
            b"encoding" => Self::Encoding,
            b"entries" => Self::Entries,
            b"expires" => Self::Expires,
            b"fileName" => Self::FileName,
            b"headers" => Self::Headers,
            b"headersSize" => Self::HeadersSize,
            b"httpOnly" => Self::HttpOnly,
            b"httpVersion" => Self::HttpVersion,
            b"id" => Self::Id,
            b"lastAccess" => Self::LastAccess,
            b"log" => Self::Log,
            b"method" => Self::Method,
            b"mimeType" => Self::MimeType,
            b"name" => Self::Name,
            b"pageTimings" => Self::PageTimings,
            b"pageref" => Self::PageRef,
            b"pages" => Self::Pages,
            b"params" => Self::Params,
            b"path" => Self::Path,
            b"postData" => Self::PostData,
            b"queryString" => Self::QueryString,
            b"redirectURL" => Self::RedirectUrl,
            b"request" => Self::Request,
            b"response" => Self::Response,
            b"sameSite" => Self::SameSite,
            b"secure" => Self::Secure,
            b"serverIPAddress" => Self::ServerIpAddress,
            b"startedDateTime" => Self::StartedDateTime,
            b"statusText" => Self::StatusText,
            b"text" => Self::Text,
            b"timings" => Self::Timings,
            b"url" => Self::Url,
            b"value" => Self::Value,
            b"version" => Self::Version,
            b"_encoding" => Self::AddedEncoding,
            b"_id" => Self::AddedId,
            b"_initiator" => Self::Initiator,
            b"_resourceType" => Self::ResourceType,
            b"_webSocketMessages" => Self::WebSocketMessages,
            [b'_', ..] => Self::Added,
            _ => Self::Other,
        }
    }

    /// Whether a program added it to the format.
    pub(super) const fn is_added(self) -> bool {
        matches!(
            self,
            Self::Added
                | Self::AddedEncoding
                | Self::AddedId
                | Self::Initiator
                | Self::ResourceType
                | Self::WebSocketMessages
        )
    }

    /// Members of a pair in a list of pairs.
    pub(super) const fn of_pair(self) -> bool {
        matches!(
            self,
            Self::Name | Self::Value | Self::ContentType | Self::Comment | Self::FileName
        )
    }

    /// Members that only an entry of a capture has.
    pub(super) const fn of_entry(self) -> bool {
        matches!(
            self,
            Self::StartedDateTime
                | Self::Initiator
                | Self::ResourceType
                | Self::PageRef
                | Self::WebSocketMessages
        )
    }
}
