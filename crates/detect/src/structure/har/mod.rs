//! Browser captures (HAR 1.2): every value is withheld unless it is known to be harmless.
//!
//! What a capture holds is the session of a person: cookies, tokens, answers of servers. Which header of which product
//! carries one cannot be known, so the list is of what may stay. Findings of other detectors name what they know.

mod allow;
mod body;
mod leaves;
mod markup;
mod parts;
mod url;
mod veil;

use super::Spot;
use super::tokens::{Run, Visit};
use allow::{Form, Rule};
use body::{Body, Mime};
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
    member: Vec<u8>,
    waiting: Option<Waiting>,
    act: Act,
    string: bool,
    start: u64,
    text: Vec<u8>,
    veil: Veil,
    url: Url,
    body: Body,
}

impl Visit for Har {
    fn open(&mut self, array: bool, deep: bool) {
        if deep {
            self.too_deep += 1;
            return;
        }
        let kind = match self.stack.last() {
            None if self.lost => Kind::Custom,
            None => Kind::None,
            Some(frame) if frame.array => frame.kind,
            Some(frame) => child(frame.kind, &self.member, array),
        };
        self.stack.push(Frame {
            kind,
            array,
            ..Frame::default()
        });
    }

    fn close(&mut self, deep: bool, out: &mut Vec<Spot>) {
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

    fn name(&mut self, text: &[u8], start: u64, end: u64, out: &mut Vec<Spot>) {
        self.member.clear();
        self.member.extend_from_slice(text);
        let Some(frame) = self.stack.last_mut() else {
            return;
        };
        if frame.kind == Kind::None && of_entry(text) {
            frame.kind = Kind::Entry;
        }
        let told = |kind| match kind {
            Kind::Log => matches!(text, b"creator" | b"browser" | b"pages"),
            Kind::Entry => {
                of_entry(text) || matches!(text, b"request" | b"response" | b"timings" | b"cache")
            }
            // An entry of its own, without the document around it.
            Kind::Request | Kind::Response => matches!(
                text,
                b"queryString" | b"headersSize" | b"postData" | b"redirectURL" | b"bodySize"
            ),
            Kind::Header | Kind::Cookie | Kind::Pair => matches!(text, b"name" | b"value"),
            _ => false,
        };
        if !self.sure && told(frame.kind) {
            self.sure = true;
            self.adopt_entry();
            let late = end.saturating_sub(WAIT_BYTES);
            out.extend(self.unsure.drain(..).filter(|spot| spot.start >= late));
        }
        if self.kind() == Kind::Custom && !allow::name_like(text) {
            self.tell(withheld(start, end), out);
        }
    }

    fn begin(&mut self, string: bool, start: u64) {
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
            rule(frame, &self.member)
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

    fn part(&mut self, run: Run<'_>, out: &mut Vec<Spot>) {
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

    fn end(&mut self, end: u64, out: &mut Vec<Spot>) {
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
            Act::Keep(rule) => self.judge(rule, &text, end, out),
        }
        self.text = text;
    }

    fn whole(&mut self, string: bool, run: Run<'_>, out: &mut Vec<Spot>) {
        self.begin(string, run.start());
        match self.act {
            Act::Nothing => {}
            // What is judged at its end need not be kept until then.
            Act::Keep(rule) if self.waiting.is_none() && run.bytes.len() <= KEPT_BYTES => {
                self.act = Act::Nothing;
                self.judge(rule, run.bytes, run.end(), out);
            }
            _ => {
                if !run.bytes.is_empty() {
                    self.part(run, out);
                }
                self.end(run.end(), out);
            }
        }
    }

    fn cut(&mut self, end: u64, out: &mut Vec<Spot>) {
        self.url.cut_off();
        self.end(end, out);
    }

    fn restart(&mut self) {
        self.stack.clear();
        self.too_deep = 0;
        self.sure = self.lost;
        self.unsure.clear();
        self.waiting = None;
    }

    fn insists(&self) -> bool {
        self.sure && (self.lost || self.kind() != Kind::None)
    }

    fn lost(&mut self, run: Run<'_>, out: &mut Vec<Spot>) {
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
    fn judge(&mut self, rule: Rule, text: &[u8], end: u64, out: &mut Vec<Spot>) {
        let shown = if self.string {
            match rule {
                Rule::Show(form) => form.holds(text),
                Rule::Name => {
                    self.named(text, end, out);
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
            Kind::Entry if self.member.starts_with(b"_") => text.contains(&b'.') || text.len() <= 9,
            _ => rule != Rule::Body,
        }
    }

    /// The name of a pair is known.
    fn named(&mut self, name: &[u8], end: u64, out: &mut Vec<Spot>) {
        let kind = self.kind();
        let rule = value_of(kind, name);
        let waiting = self.waiting.take();
        if let Some(frame) = self.stack.last_mut() {
            frame.named = Some(rule);
        }
        if let Some(waiting) = waiting
            && !matches!(rule, Rule::Show(form) if form.holds(&waiting.text))
        {
            self.tell(withheld(waiting.start, waiting.end), out);
        }
        if !allow::name_like(name) {
            self.tell(withheld(self.start, end), out);
        }
    }
}

/// What the value of a pair is, by its name.
fn value_of(kind: Kind, name: &[u8]) -> Rule {
    match kind {
        Kind::Header => allow::header(name),
        Kind::Pair => allow::parameter(name),
        _ => Rule::Withhold,
    }
}

/// What a member of a capture is, when it is an object or a list.
fn child(kind: Kind, member: &[u8], array: bool) -> Kind {
    match (kind, member) {
        (Kind::None, b"log") if !array => Kind::Log,
        (Kind::None, b"request") if !array => Kind::Request,
        (Kind::None, b"response") if !array => Kind::Response,
        (Kind::None, _) => Kind::None,
        (Kind::Log, b"creator" | b"browser") => Kind::Creator,
        (Kind::Log, b"pages") => Kind::Page,
        (Kind::Log, b"entries") => Kind::Entry,
        (Kind::Page, b"pageTimings") | (Kind::Entry, b"timings") => Kind::Timings,
        (Kind::Entry, b"request") => Kind::Request,
        (Kind::Entry, b"response") => Kind::Response,
        (Kind::Entry, b"cache") => Kind::Cache,
        (Kind::Entry, b"_webSocketMessages") => Kind::Socket,
        (Kind::Request | Kind::Response, b"headers") => Kind::Header,
        (Kind::Request | Kind::Response, b"cookies") => Kind::Cookie,
        (Kind::Request, b"queryString") | (Kind::Post, b"params") => Kind::Pair,
        (Kind::Request, b"postData") => Kind::Post,
        (Kind::Response, b"content") => Kind::Content,
        (Kind::Cache, b"beforeRequest" | b"afterRequest") => Kind::Cache,
        _ => Kind::Custom,
    }
}

/// Members that only an entry of a capture has.
fn of_entry(member: &[u8]) -> bool {
    matches!(
        member,
        b"startedDateTime" | b"_initiator" | b"_resourceType" | b"pageref" | b"_webSocketMessages"
    )
}

/// What is done with a simple value; `None` when its name is not known yet.
fn rule(frame: &Frame, member: &[u8]) -> Option<Rule> {
    use Rule::{Body, Custom, Encoding, Name, Show, Type, Url, Withhold};
    Some(match (frame.kind, member) {
        (Kind::Header | Kind::Cookie | Kind::Pair, b"name") => Name,
        (Kind::Header | Kind::Cookie | Kind::Pair, b"value") => return frame.named,
        (Kind::Cookie, b"path") => Url,
        (Kind::Cookie, b"domain") => Url,
        (Kind::Cookie, b"expires") => Show(Form::Time),
        (Kind::Pair, b"contentType") => Show(Form::Text),
        (Kind::Header | Kind::Cookie | Kind::Pair, b"comment" | b"fileName") => Withhold,
        (Kind::Cookie, b"sameSite" | b"httpOnly" | b"secure") => Custom,
        // Pairs written as members of one object.
        (Kind::Header, name) => allow::header(name),
        (Kind::Pair, name) => allow::parameter(name),
        (_, b"comment") => Withhold,
        (Kind::Log, b"version") | (Kind::Creator, b"name" | b"version") => Show(Form::Text),
        (Kind::Page | Kind::Entry, b"id" | b"pageref" | b"_id") => Show(Form::Id),
        (Kind::Page | Kind::Entry, b"startedDateTime")
        | (Kind::Cache, b"expires" | b"lastAccess") => Show(Form::Time),
        (Kind::Page, _) => Custom,
        (Kind::Entry, b"serverIPAddress" | b"connection") => Show(Form::Address),
        (Kind::Request, b"method") => Show(Form::Words),
        (Kind::Request, b"url") | (Kind::Response, b"redirectURL") => Url,
        (Kind::Request | Kind::Response, b"httpVersion") => Custom,
        (Kind::Response, b"statusText") => Show(Form::Words),
        (Kind::Post | Kind::Content, b"mimeType") => Type,
        (Kind::Post | Kind::Content, b"encoding" | b"_encoding") => Encoding,
        (Kind::Post | Kind::Content, b"text") | (Kind::Socket, b"data") => Body,
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
