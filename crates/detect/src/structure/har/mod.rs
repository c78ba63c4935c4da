//! Browser captures (HAR 1.2): every value is withheld unless it is known to be harmless.
//!
//! What a capture holds is the session of a person: cookies, tokens, answers of servers. Which header of which product
//! carries one cannot be known, so the list is of what may stay. Findings of other detectors name what they know.

mod allow;
mod body;
mod key;
mod leaves;
mod markup;
mod parts;
mod url;
mod veil;

use super::Spot;
use super::tokens::Run;
use allow::{Form, Rule};
use body::{Body, Mime};
use key::Key;
pub(super) use key::Name;
use url::Url;
use veil::{Veil, withheld};

/// What is kept of a value to judge it.
const KEPT_BYTES: usize = 640;
/// How long a value waits for the name that tells what it is, in bytes.
const WAIT_BYTES: u64 = 3 << 10;

/// What an object or a list of a capture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Kind {
    /// No part of a capture.
    #[default]
    None,
    Log,
    Creator,
    Page,
    Timings,
    Entry,
    Request,
    Response,
    /// Headers, or one of them.
    Header,
    /// Cookies, or one of them.
    Cookie,
    /// Parameters of a query or a form, or one of them.
    Pair,
    Post,
    Content,
    Cache,
    Socket,
    /// What a program added.
    Custom,
}

#[derive(Debug, Default)]
struct Frame {
    kind: Kind,
    array: bool,
    /// What the name of a pair says about its value.
    named: Option<Rule>,
    mime: Mime,
    base64: bool,
}

/// A value that came before the name that tells what it is.
#[derive(Debug)]
struct Waiting {
    start: u64,
    end: u64,
    text: Vec<u8>,
}

/// What is being done with the present value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Act {
    #[default]
    Nothing,
    /// Withheld as it passes.
    Veil,
    /// Kept, to be judged at its end.
    Keep(Rule),
    /// Kept until its name is known.
    Wait,
    Url,
    Body,
}

/// What is withheld of a document, if it is a capture.
#[derive(Debug, Default)]
pub(super) struct Har {
    stack: Vec<Frame>,
    too_deep: u64,
    /// What is open has turned out to be a capture.
    sure: bool,
    /// Structure was lost: what comes is withheld, whatever it is.
    lost: bool,
    /// Findings of what may turn out to be one.
    unsure: Vec<Spot>,
    /// The name of the present member, and what is done with its value where members are pairs.
    member: Key,
    given: Rule,
    waiting: Option<Waiting>,
    act: Act,
    string: bool,
    start: u64,
    text: Vec<u8>,
    veil: Veil,
    url: Url,
    body: Body,
}

impl Har {
    pub(super) fn open(&mut self, array: bool, deep: bool) {
        if deep {
            self.too_deep += 1;
            return;
        }
        let kind = match self.stack.last() {
            None if self.lost => Kind::Custom,
            None => Kind::None,
            Some(frame) if frame.array => frame.kind,
            Some(frame) => child(frame.kind, self.member, array),
        };
        self.stack.push(Frame {
            kind,
            array,
            ..Frame::default()
        });
    }

    pub(super) fn close(&mut self, deep: bool, out: &mut Vec<Spot>) {
        if deep {
            self.too_deep = self.too_deep.saturating_sub(1);
            return;
        }
        self.give_up_waiting(out);
        self.stack.pop();
        if self.kind() == Kind::None {
            self.sure = self.lost;
            self.unsure.clear();
        }
    }

    pub(super) fn name(
        &mut self,
        name: Name,
        text: &[u8],
        (start, end): (u64, u64),
        out: &mut Vec<Spot>,
    ) {
        self.member = name.key;
        let Some(frame) = self.stack.last_mut() else {
            return;
        };
        if frame.kind == Kind::None && name.key.of_entry() {
            frame.kind = Kind::Entry;
        }
        self.given = match frame.kind {
            Kind::Pair if !name.key.of_pair() => allow::parameter(text),
            _ => name.header,
        };
        if !self.sure && told(frame.kind, name.key) {
            self.sure = true;
            self.adopt_entry();
            let late = end.saturating_sub(WAIT_BYTES);
            out.extend(self.unsure.drain(..).filter(|spot| spot.start >= late));
        }
        if self.kind() == Kind::Custom && !name.plain {
            self.tell(withheld(start, end), out);
        }
    }

    pub(super) fn begin(&mut self, string: bool, start: u64) {
        self.string = string;
        self.start = start;
        self.act = Act::Nothing;
        let Some(frame) = self.stack.last().filter(|frame| frame.kind != Kind::None) else {
            return;
        };
        self.text.clear();
        let rule = if self.too_deep > 0 || frame.array {
            Some(Rule::Custom)
        } else {
            rule(frame, self.member, self.given)
        };
        self.act = match rule {
            _ if !string => Act::Keep(rule.unwrap_or_default()),
            None => Act::Wait,
            Some(Rule::Withhold) => Act::Veil,
            Some(Rule::Url | Rule::Custom) => {
                self.url.begin(start, rule == Some(Rule::Custom));
                Act::Url
            }
            Some(Rule::Body) => {
                self.body.begin(frame.mime, frame.base64, start);
                Act::Body
            }
            Some(rule) => Act::Keep(rule),
        };
        self.veil.begin(start);
    }

    pub(super) fn part(&mut self, run: Run<'_>, out: &mut Vec<Spot>) {
        if self.act == Act::Nothing {
            return;
        }
        let end = run.offset(run.bytes.len());
        if self
            .waiting
            .as_ref()
            .is_some_and(|waiting| end - waiting.start > WAIT_BYTES)
        {
            self.give_up_waiting(out);
        }
        let out = if self.sure { out } else { &mut self.unsure };
        match self.act {
            Act::Nothing => {}
            Act::Veil => self.veil.pass(end, out),
            Act::Keep(_) | Act::Wait => {
                if self.text.len() + run.bytes.len() > KEPT_BYTES {
                    self.act = Act::Veil;
                    self.veil.pass(end, out);
                } else {
                    self.text.extend_from_slice(run.bytes);
                }
            }
            Act::Url => self.url.feed_string(run, out),
            Act::Body => self.body.feed(run, out),
        }
    }

    pub(super) fn end(&mut self, end: u64, out: &mut Vec<Spot>) {
        let act = std::mem::take(&mut self.act);
        let text = std::mem::take(&mut self.text);
        let told = if self.sure {
            &mut *out
        } else {
            &mut self.unsure
        };
        match act {
            Act::Nothing => {}
            Act::Veil => self.veil.end(end, told),
            Act::Url => self.url.end(end, told),
            Act::Body => self.body.end(end, told),
            Act::Wait => {
                self.give_up_waiting(out);
                self.waiting = Some(Waiting {
                    start: self.start,
                    end,
                    text: text.clone(),
                });
            }
            Act::Keep(rule) => self.judge(rule, &text, end, None, out),
        }
        self.text = text;
    }

    /// A value that is at hand from its beginning to its end, and what it says if it is a name itself, where that is known.
    pub(super) fn whole(
        &mut self,
        string: bool,
        run: Run<'_>,
        name: Option<Name>,
        out: &mut Vec<Spot>,
    ) {
        self.begin(string, run.start());
        match self.act {
            Act::Nothing => {}
            // What is judged at its end need not be kept until then.
            Act::Keep(rule) if self.waiting.is_none() && run.bytes.len() <= KEPT_BYTES => {
                self.act = Act::Nothing;
                self.judge(rule, run.bytes, run.end(), name, out);
            }
            _ => {
                if !run.bytes.is_empty() {
                    self.part(run, out);
                }
                self.end(run.end(), out);
            }
        }
    }

    pub(super) fn cut(&mut self, end: u64, out: &mut Vec<Spot>) {
        self.url.cut_off();
        self.end(end, out);
    }

    pub(super) fn restart(&mut self) {
        self.stack.clear();
        self.too_deep = 0;
        self.sure = self.lost;
        self.unsure.clear();
        self.waiting = None;
    }

    pub(super) fn insists(&self) -> bool {
        self.sure && (self.lost || self.kind() != Kind::None)
    }

    pub(super) fn lost(&mut self, run: Run<'_>, out: &mut Vec<Spot>) {
        self.give_up_waiting(out);
        self.lost = true;
        let blank = run
            .bytes
            .iter()
            .take_while(|b| b.is_ascii_whitespace())
            .count();
        self.veil.begin(run.offset(blank));
        self.veil.end(run.offset(run.bytes.len()), out);
    }
}

impl Har {
    fn kind(&self) -> Kind {
        self.stack.last().map_or(Kind::None, |frame| frame.kind)
    }

    /// What surrounds a request is an entry, though nothing said so.
    fn adopt_entry(&mut self) {
        let first = self
            .stack
            .iter()
            .position(|frame| frame.kind != Kind::None)
            .unwrap_or(0);
        let request = self
            .stack
            .get(first)
            .is_some_and(|frame| matches!(frame.kind, Kind::Request | Kind::Response));
        if let Some(around) = first.checked_sub(1).and_then(|at| self.stack.get_mut(at))
            && request
            && !around.array
        {
            around.kind = Kind::Entry;
        }
    }

    /// The text was gone through up to `end`: what waits for its name too long is withheld.
    pub(super) fn passed(&mut self, end: u64, out: &mut Vec<Spot>) {
        if self
            .waiting
            .as_ref()
            .is_some_and(|waiting| end - waiting.start > WAIT_BYTES)
        {
            self.give_up_waiting(out);
        }
    }

    pub(super) fn finish(&mut self, out: &mut Vec<Spot>) {
        self.give_up_waiting(out);
    }

    fn give_up_waiting(&mut self, out: &mut Vec<Spot>) {
        if let Some(waiting) = self.waiting.take() {
            self.tell(withheld(waiting.start, waiting.end), out);
        }
    }

    fn tell(&mut self, spot: Spot, out: &mut Vec<Spot>) {
        if spot.end > spot.start {
            if self.sure { out } else { &mut self.unsure }.push(spot);
        }
    }

    /// Judges a value that was kept whole.
    fn judge(
        &mut self,
        rule: Rule,
        text: &[u8],
        end: u64,
        name: Option<Name>,
        out: &mut Vec<Spot>,
    ) {
        let shown = if self.string {
            match rule {
                Rule::Show(form) => form.holds(text),
                Rule::Name => {
                    self.named(name.unwrap_or_else(|| Name::of(text)), text, end, out);
                    return;
                }
                Rule::Type => {
                    if let Some(frame) = self.stack.last_mut() {
                        frame.mime = Mime::of(text);
                    }
                    Form::Text.holds(text) && text.len() <= 120
                }
                Rule::Encoding => {
                    if let Some(frame) = self.stack.last_mut() {
                        frame.base64 = !text.is_empty();
                    }
                    // The body that it was said of is withheld, and what stands for it is in no encoding: a browser
                    // would decode the token and show what comes of that.
                    text.is_empty()
                }
                _ => text.is_empty(),
            }
        } else {
            matches!(text, b"true" | b"false" | b"null")
                || is_number(text) && self.number_stays(rule, text)
        };
        if !shown {
            self.tell(withheld(self.start, end), out);
        }
    }

    /// Numbers are what the format asks for: sizes, times, states. In pairs and as identities they are values.
    fn number_stays(&self, rule: Rule, text: &[u8]) -> bool {
        match self.kind() {
            Kind::Header | Kind::Cookie | Kind::Pair => match rule {
                Rule::Show(form) => form.holds(text),
                _ => false,
            },
            Kind::Custom | Kind::Socket => text.contains(&b'.') || text.len() <= 9,
            Kind::Entry if self.member.is_added() => text.contains(&b'.') || text.len() <= 9,
            _ => rule != Rule::Body,
        }
    }

    /// The name of a pair is known.
    fn named(&mut self, name: Name, text: &[u8], end: u64, out: &mut Vec<Spot>) {
        let rule = match self.kind() {
            Kind::Header => name.header,
            Kind::Pair => allow::parameter(text),
            _ => Rule::Withhold,
        };
        let waiting = self.waiting.take();
        if let Some(frame) = self.stack.last_mut() {
            frame.named = Some(rule);
        }
        if let Some(waiting) = waiting
            && !matches!(rule, Rule::Show(form) if form.holds(&waiting.text))
        {
            self.tell(withheld(waiting.start, waiting.end), out);
        }
        if !name.plain {
            self.tell(withheld(self.start, end), out);
        }
    }
}

/// Whether a name shows that what has it is a part of a capture of this kind.
fn told(kind: Kind, key: Key) -> bool {
    match kind {
        Kind::Log => matches!(key, Key::Creator | Key::Browser | Key::Pages),
        Kind::Entry => {
            key.of_entry()
                || matches!(
                    key,
                    Key::Request | Key::Response | Key::Timings | Key::Cache
                )
        }
        // An entry of its own, without the document around it.
        Kind::Request | Kind::Response => matches!(
            key,
            Key::QueryString | Key::HeadersSize | Key::PostData | Key::RedirectUrl | Key::BodySize
        ),
        Kind::Header | Kind::Cookie | Kind::Pair => matches!(key, Key::Name | Key::Value),
        _ => false,
    }
}

/// What a member of a capture is, when it is an object or a list.
fn child(kind: Kind, member: Key, array: bool) -> Kind {
    match (kind, member) {
        (Kind::None, Key::Log) if !array => Kind::Log,
        (Kind::None, Key::Request) if !array => Kind::Request,
        (Kind::None, Key::Response) if !array => Kind::Response,
        (Kind::None, _) => Kind::None,
        (Kind::Log, Key::Creator | Key::Browser) => Kind::Creator,
        (Kind::Log, Key::Pages) => Kind::Page,
        (Kind::Log, Key::Entries) => Kind::Entry,
        (Kind::Page, Key::PageTimings) | (Kind::Entry, Key::Timings) => Kind::Timings,
        (Kind::Entry, Key::Request) => Kind::Request,
        (Kind::Entry, Key::Response) => Kind::Response,
        (Kind::Entry, Key::Cache) => Kind::Cache,
        (Kind::Entry, Key::WebSocketMessages) => Kind::Socket,
        (Kind::Request | Kind::Response, Key::Headers) => Kind::Header,
        (Kind::Request | Kind::Response, Key::Cookies) => Kind::Cookie,
        (Kind::Request, Key::QueryString) | (Kind::Post, Key::Params) => Kind::Pair,
        (Kind::Request, Key::PostData) => Kind::Post,
        (Kind::Response, Key::Content) => Kind::Content,
        (Kind::Cache, Key::BeforeRequest | Key::AfterRequest) => Kind::Cache,
        _ => Kind::Custom,
    }
}

/// What is done with a simple value, by its name and by what that says where members are pairs; `None` when its name is not known yet.
fn rule(frame: &Frame, member: Key, given: Rule) -> Option<Rule> {
    use Rule::{Body, Custom, Encoding, Name, Show, Type, Url, Withhold};
    Some(match (frame.kind, member) {
        (Kind::Header | Kind::Cookie | Kind::Pair, Key::Name) => Name,
        (Kind::Header | Kind::Cookie | Kind::Pair, Key::Value) => return frame.named,
        (Kind::Cookie, Key::Path) => Url,
        (Kind::Cookie, Key::Domain) => Url,
        (Kind::Cookie, Key::Expires) => Show(Form::Time),
        (Kind::Pair, Key::ContentType) => Show(Form::Text),
        (Kind::Header | Kind::Cookie | Kind::Pair, Key::Comment | Key::FileName) => Withhold,
        (Kind::Cookie, Key::SameSite | Key::HttpOnly | Key::Secure) => Custom,
        // Pairs written as members of one object.
        (Kind::Header | Kind::Pair, _) => given,
        (_, Key::Comment) => Withhold,
        (Kind::Log, Key::Version) | (Kind::Creator, Key::Name | Key::Version) => Show(Form::Text),
        (Kind::Page | Kind::Entry, Key::Id | Key::PageRef | Key::AddedId) => Show(Form::Id),
        (Kind::Page | Kind::Entry, Key::StartedDateTime)
        | (Kind::Cache, Key::Expires | Key::LastAccess) => Show(Form::Time),
        (Kind::Page, _) => Custom,
        (Kind::Entry, Key::ServerIpAddress | Key::Connection) => Show(Form::Address),
        (Kind::Request, Key::Method) => Show(Form::Words),
        (Kind::Request, Key::Url) | (Kind::Response, Key::RedirectUrl) => Url,
        (Kind::Request | Kind::Response, Key::HttpVersion) => Custom,
        (Kind::Response, Key::StatusText) => Show(Form::Words),
        (Kind::Post | Kind::Content, Key::MimeType) => Type,
        (Kind::Post | Kind::Content, Key::Encoding | Key::AddedEncoding) => Encoding,
        (Kind::Post | Kind::Content, Key::Text) | (Kind::Socket, Key::Data) => Body,
        (Kind::Cookie | Kind::Cache, _) => Withhold,
        _ => Custom,
    })
}

/// A number of RFC 8259.
fn is_number(text: &[u8]) -> bool {
    text.len() <= 24
        && text
            .first()
            .is_some_and(|b| b.is_ascii_digit() || *b == b'-')
        && text
            .iter()
            .all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'+' | b'.' | b'e' | b'E'))
}
