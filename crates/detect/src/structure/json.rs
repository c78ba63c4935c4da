//! Values of JSON documents by the names around them: members, lists under a name, pairs of a name and a value.
//!
//! HAR files write a header or a cookie as such a pair; both orders are read.

use super::har::{Har, Name};
use super::tokens::{Run, Tokens, Visit};
use super::{Spot, VALUE_BYTES};
use crate::fields::{classify, judge_structured};
use crate::memo::Memo;
use crate::rules::Builtin;
use crate::shapes;
use crate::values;
use crate::words::lower;

/// How far a value may stand before the name that tells what it is.
const BEFORE_BYTES: u64 = 4 << 10;

/// Names of which is remembered what they say.
const NAMES: usize = 1 << 10;

/// What the names around a value make of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Sense {
    #[default]
    Plain,
    /// A member whose name tells its kind.
    Kind(Builtin),
    /// The value of an `Authorization` header.
    Authorization,
    /// The value of a `Cookie` or `Set-Cookie` header.
    Cookies {
        /// Only the first pair is a cookie, the others are its attributes.
        first_only: bool,
    },
    /// A cookie, whatever its name.
    Cookie,
    /// A list of query or form parameters.
    Parameters,
    /// Something about credentials: what looks random in it is one.
    Secrets,
}

#[derive(Debug, Default)]
struct Frame {
    array: bool,
    /// What the name of this object or array, or of one around it, says.
    sense: Sense,
    /// What the name of the present member says.
    member: Sense,
    /// The role of the present member in a pair of a name and a value.
    role: Role,
    /// What the `name` member said about the `value` member.
    named: Option<Sense>,
    /// A `value` that came before its `name`.
    unnamed: Option<(u64, u64, Vec<u8>)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Role {
    #[default]
    None,
    Name,
    /// What sort of value it is, as `{"type":"phone","value":"…"}` says; names of other members go before it.
    Sort,
    Value,
}

/// A document, and what is made of it.
#[derive(Debug, Default)]
pub(crate) struct Json {
    tokens: Tokens,
    both: Both,
}

impl Json {
    /// Takes the next bytes; false when the stream is no JSON.
    pub(super) fn feed(&mut self, bytes: &[u8], at: u64, out: &mut Vec<Spot>) -> bool {
        let goes_on = self.tokens.feed(Run::plain(bytes, at), &mut self.both, out);
        self.both.har.passed(at + bytes.len() as u64, out);
        goes_on
    }

    pub(super) fn finish(&mut self, out: &mut Vec<Spot>) {
        self.tokens.finish(&mut self.both, out);
        self.both.har.finish(out);
    }
}

/// Senses by name, and what a browser capture withholds.
#[derive(Debug, Default)]
struct Both {
    senses: Senses,
    har: Har,
    known: Memo<Known, NAMES>,
}

/// What a name says.
#[derive(Debug, Clone, Copy)]
struct Known {
    role: Role,
    /// As that of a member.
    sense: Sense,
    /// In a browser capture.
    name: Name,
}

impl Known {
    fn of(text: &[u8]) -> Self {
        Self {
            role: match text {
                b"name" | b"key" | b"Name" | b"Key" | b"secret_name" | b"parameter"
                | b"setting" => Role::Name,
                b"type" | b"field" | b"Field" | b"property" | b"attribute" | b"column"
                | b"label" => Role::Sort,
                b"value" | b"val" | b"Value" | b"old" | b"new" | b"Old" | b"New" | b"oldValue"
                | b"newValue" | b"old_value" | b"new_value" | b"valueString" | b"stringValue"
                | b"plaintext_value" => Role::Value,
                _ => Role::None,
            },
            sense: member(text),
            name: Name::of(text),
        }
    }
}

impl Visit for Both {
    fn open(&mut self, array: bool, deep: bool) {
        self.senses.open(array, deep);
        self.har.open(array, deep);
    }

    fn close(&mut self, deep: bool, out: &mut Vec<Spot>) {
        self.senses.close(deep);
        self.har.close(deep, out);
    }

    fn name(&mut self, text: &[u8], start: u64, end: u64, out: &mut Vec<Spot>) {
        let known = self.known.get(0, text, Known::of);
        self.senses.name(known);
        self.har.name(known.name, text, (start, end), out);
    }

    fn begin(&mut self, string: bool, start: u64) {
        self.senses.begin(string, start);
        self.har.begin(string, start);
    }

    fn part(&mut self, run: Run<'_>, out: &mut Vec<Spot>) {
        self.senses.part(run, out);
        self.har.part(run, out);
    }

    fn end(&mut self, end: u64, out: &mut Vec<Spot>) {
        self.senses.end(end, &mut self.known, out);
        self.har.end(end, out);
    }

    fn whole(&mut self, string: bool, run: Run<'_>, out: &mut Vec<Spot>) {
        let role = self.senses.role();
        let names = matches!(role, Role::Name | Role::Sort) && run.bytes.len() <= VALUE_BYTES;
        let known = names.then(|| self.known.get(0, run.bytes, Known::of));
        self.senses.whole(string, run, known, out);
        let name = known.filter(|_| role == Role::Name);
        self.har
            .whole(string, run, name.map(|known| known.name), out);
    }

    fn cut(&mut self, end: u64, out: &mut Vec<Spot>) {
        self.senses.end(end, &mut self.known, out);
        self.har.cut(end, out);
    }

    fn restart(&mut self) {
        self.senses.restart();
        self.har.restart();
    }

    fn insists(&self) -> bool {
        self.har.insists()
    }

    fn lost(&mut self, run: Run<'_>, out: &mut Vec<Spot>) {
        self.har.lost(run, out);
    }
}

/// What the names around the present value say.
#[derive(Debug, Default)]
struct Senses {
    stack: Vec<Frame>,
    too_deep: u64,
    string: bool,
    /// The bytes of the present value, as written.
    text: Vec<u8>,
    start: u64,
    /// The present value is longer than is judged whole: it is reported as it passes.
    long: Option<Builtin>,
    /// Nobody asks what the present value is.
    idle: bool,
}

impl Senses {
    fn open(&mut self, array: bool, deep: bool) {
        if deep {
            self.too_deep += 1;
            return;
        }
        let sense = self
            .stack
            .last()
            .map_or(Sense::Plain, |frame| match frame.member {
                Sense::Plain => frame.sense,
                member => member,
            });
        self.stack.push(Frame {
            array,
            sense,
            ..Frame::default()
        });
    }

    fn close(&mut self, deep: bool) {
        if deep {
            self.too_deep = self.too_deep.saturating_sub(1);
        } else {
            self.stack.pop();
        }
    }

    fn name(&mut self, known: Known) {
        if let Some(frame) = self.stack.last_mut() {
            frame.role = known.role;
            // The names of a pair say nothing themselves.
            frame.member = match known.role {
                Role::None => known.sense,
                Role::Name | Role::Sort | Role::Value => Sense::Plain,
            };
        }
    }

    fn begin(&mut self, string: bool, start: u64) {
        self.string = string;
        self.start = start;
        self.text.clear();
        self.long = None;
        self.idle = matches!(self.sense(), Sense::Plain | Sense::Parameters) && !self.is_half();
    }

    fn part(&mut self, run: Run<'_>, out: &mut Vec<Spot>) {
        if self.idle {
            return;
        }
        let room = (VALUE_BYTES + 1)
            .saturating_sub(self.text.len())
            .min(run.bytes.len());
        self.text.extend_from_slice(&run.bytes[..room]);
        self.pieces(run.offset(run.bytes.len()), out);
    }

    fn end(&mut self, end: u64, names: &mut Memo<Known, NAMES>, out: &mut Vec<Spot>) {
        if self.idle || self.ends_long(end, out) {
            return;
        }
        let text = std::mem::take(&mut self.text);
        if text.len() <= VALUE_BYTES
            && (self.string || !matches!(text.as_slice(), b"true" | b"false" | b"null"))
        {
            report(self.sense(), &text, self.start, out);
            let told = matches!(self.role(), Role::Name | Role::Sort);
            let known = told.then(|| names.get(0, &text, Known::of));
            self.pair(&text, end, known, out);
        }
        self.text = text;
    }

    /// A value that is at hand from its beginning to its end, and what it says if it is the name of a pair.
    fn whole(&mut self, string: bool, run: Run<'_>, known: Option<Known>, out: &mut Vec<Spot>) {
        self.begin(string, run.start());
        if self.idle {
            return;
        }
        let text = run.bytes;
        if text.len() > VALUE_BYTES {
            self.part(run, out);
            self.ends_long(run.end(), out);
        } else if string || !matches!(text, b"true" | b"false" | b"null") {
            report(self.sense(), text, self.start, out);
            self.pair(text, run.end(), known, out);
        }
    }

    fn restart(&mut self) {
        self.stack.clear();
        self.too_deep = 0;
    }

    /// Reports what passed of a value that is too long to be judged whole.
    fn pieces(&mut self, end: u64, out: &mut Vec<Spot>) {
        if !self.string || self.text.len() <= VALUE_BYTES {
            return;
        }
        if self.long.is_none() {
            self.long = match self.sense() {
                Sense::Kind(
                    kind
                    @ (Builtin::Password | Builtin::Secret | Builtin::Token | Builtin::Session),
                ) => Some(kind),
                Sense::Authorization => Some(Builtin::Authorization),
                Sense::Cookies { .. } | Sense::Cookie => Some(Builtin::Cookie),
                _ => None,
            };
        }
        let Some(kind) = self.long else { return };
        while end - self.start >= VALUE_BYTES as u64 {
            let next = self.start + VALUE_BYTES as u64;
            out.push(Spot::new(kind, self.start, next, 0.85));
            self.start = next;
        }
    }

    /// What the present value is, by everything around it.
    fn sense(&self) -> Sense {
        let Some(frame) = self.stack.last().filter(|_| self.too_deep == 0) else {
            return Sense::Plain;
        };
        let role = if frame.array { Role::None } else { frame.role };
        match (role, frame.named, frame.sense) {
            (Role::Name | Role::Sort, ..) => Sense::Plain,
            (Role::Value, _, Sense::Cookie) => Sense::Cookie,
            (Role::Value, Some(sense), _) if sense != Sense::Plain => sense,
            _ if frame.array => frame.sense,
            _ if frame.member != Sense::Plain => frame.member,
            (_, _, Sense::Secrets) => Sense::Secrets,
            _ => Sense::Plain,
        }
    }

    /// Reports what is left of a value that was reported as it passed; `false` if it was none.
    fn ends_long(&mut self, end: u64, out: &mut Vec<Spot>) -> bool {
        let Some(kind) = self.long.take() else {
            return false;
        };
        if end > self.start {
            out.push(Spot::new(kind, self.start, end, 0.85));
        }
        true
    }

    /// The role of the present value in a pair of a name and a value.
    fn role(&self) -> Role {
        let frame = self.stack.last();
        let frame = frame.filter(|frame| !frame.array && self.too_deep == 0);
        frame.map_or(Role::None, |frame| frame.role)
    }

    /// Whether the present value is a half of a pair that the other half needs.
    fn is_half(&self) -> bool {
        match self.role() {
            Role::Name | Role::Sort => true,
            Role::Value => self.stack.last().is_some_and(|frame| frame.named.is_none()),
            Role::None => false,
        }
    }

    /// Keeps the two halves of a pair together.
    fn pair(&mut self, text: &[u8], end: u64, known: Option<Known>, out: &mut Vec<Spot>) {
        let start = self.start;
        let role = self.role();
        let Some(frame) = self.stack.last_mut() else {
            return;
        };
        if let Some(known) = known {
            let sense = named(known.sense, text, frame.sense);
            let other = frame.named.is_some_and(|sense| sense != Sense::Plain);
            if role == Role::Sort && (sense == Sense::Plain || other) {
                return;
            }
            frame.named = Some(sense);
            if let Some((start, value_end, value)) = frame.unnamed.take()
                && end - value_end.min(end) < BEFORE_BYTES
                && end - start.min(end) < BEFORE_BYTES
            {
                report(sense, &value, start, out);
            }
        } else if role == Role::Value && frame.named.is_none() {
            frame.unnamed = Some((start, end, text.to_vec()));
        }
    }
}

/// What the name of a member says about what it holds.
fn member(name: &[u8]) -> Sense {
    if let Some(kind) = classify(name) {
        return Sense::Kind(kind);
    }
    match lower(name, &mut [0; LISTED_BYTES]) {
        b"cookies" => Sense::Cookie,
        b"cookie" => Sense::Cookies { first_only: false },
        b"set-cookie" | b"setcookie" | b"set_cookie" => Sense::Cookies { first_only: true },
        b"authorization" | b"proxy-authorization" => Sense::Authorization,
        b"querystring" | b"params" | b"formdata" => Sense::Parameters,
        b"auth" => Sense::Secrets,
        _ => Sense::Plain,
    }
}

/// What the name of a pair, which means this as that of a member, says about its value.
fn named(sense: Sense, name: &[u8], around: Sense) -> Sense {
    match (sense, around) {
        (_, Sense::Cookie) => Sense::Cookie,
        (Sense::Plain, Sense::Parameters) => match lower(name, &mut [0; LISTED_BYTES]) {
            b"code" | b"state" | b"key" | b"sig" | b"signature" | b"auth" | b"ticket"
            | b"assertion" | b"hash" | b"nonce" | b"jwt" => Sense::Secrets,
            _ => Sense::Plain,
        },
        (Sense::Parameters, _) => Sense::Plain,
        (sense, _) => sense,
    }
}

/// The longest name that is listed here.
const LISTED_BYTES: usize = "proxy-authorization".len();

fn report(sense: Sense, text: &[u8], start: u64, out: &mut Vec<Spot>) {
    let spot = |kind, from: usize, to: usize, confidence| {
        Spot::new(kind, start + from as u64, start + to as u64, confidence)
    };
    if text.is_empty() {
        return;
    }
    match sense {
        Sense::Plain | Sense::Parameters => {}
        Sense::Kind(kind) => {
            if let Some(confidence) = judge_structured(kind, text) {
                out.push(spot(kind, 0, text.len(), confidence));
            }
        }
        Sense::Secrets => {
            if values::looks_random(text) && !values::placeholder(text) {
                out.push(spot(Builtin::Secret, 0, text.len(), 0.75));
            }
        }
        Sense::Cookie => {
            if !values::placeholder(text) {
                out.push(spot(Builtin::Cookie, 0, text.len(), 0.9));
            }
        }
        Sense::Cookies { first_only } => {
            let mut hits = Vec::new();
            shapes::cookies(text, 0, text.len(), first_only, &mut hits);
            out.extend(
                hits.iter()
                    .map(|hit| spot(hit.kind, hit.start, hit.end, hit.confidence)),
            );
        }
        Sense::Authorization => {
            if let Some(hit) = shapes::authorization(text, 0, text.len()) {
                out.push(spot(hit.kind, hit.start, hit.end, hit.confidence));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tokens::MAX_DEPTH;
    use super::*;

    fn found(text: &str) -> Vec<(Builtin, String)> {
        let mut whole = Vec::new();
        let mut json = Json::default();
        json.feed(text.as_bytes(), 0, &mut whole);
        json.finish(&mut whole);
        for size in [1, 2, 3, 7, 100] {
            let mut parts = Vec::new();
            let mut json = Json::default();
            for (number, chunk) in text.as_bytes().chunks(size).enumerate() {
                json.feed(chunk, (number * size) as u64, &mut parts);
            }
            json.finish(&mut parts);
            assert_eq!(parts, whole, "{size}: {text}");
        }
        whole
            .iter()
            .map(|s| {
                (
                    s.kind,
                    text[usize::try_from(s.start).unwrap()..usize::try_from(s.end).unwrap()]
                        .to_owned(),
                )
            })
            .collect()
    }

    #[test]
    fn members_by_name_list_and_pair() {
        for (text, kind, value) in [
            (
                r#"{"a":{"db_password":"tiger"}}"#,
                Builtin::Password,
                "tiger",
            ),
            (r#"{"passwords":["tiger"]}"#, Builtin::Password, "tiger"),
            (r#"{"ssn": 536227148}"#, Builtin::Ssn, "536227148"),
            (
                r#"{"name":"x-api-key","comment":"y","value":"abcdef123456"}"#,
                Builtin::Secret,
                "abcdef123456",
            ),
            (
                r#"{"value":"abcdef123456","comment":"y","name":"x-api-key"}"#,
                Builtin::Secret,
                "abcdef123456",
            ),
            (
                r#"{"cookies":[{"name":"theme","value":"dark1"}]}"#,
                Builtin::Cookie,
                "dark1",
            ),
            (
                r#"{"headers":[{"value":"a=xyz9; Path=/","name":"Set-Cookie"}]}"#,
                Builtin::Cookie,
                "xyz9",
            ),
            (
                r#"{"headers":{"authorization":"Bearer abcdef"}}"#,
                Builtin::Authorization,
                "abcdef",
            ),
            (
                r#"{"queryString":[{"name":"code","value":"4/0AbCdEf12"}]}"#,
                Builtin::Secret,
                "4/0AbCdEf12",
            ),
            (
                "no json\n{\"password\":\"tiger\"}\n",
                Builtin::Password,
                "tiger",
            ),
            (
                "{\"a\":1}\n{\"password\":\"ti\\\"ger\"}\n",
                Builtin::Password,
                "ti\\\"ger",
            ),
            (r#"{"password":"tiger"#, Builtin::Password, "tiger"),
        ] {
            assert_eq!(found(text), [(kind, value.to_owned())], "{text}");
        }
    }

    #[test]
    fn the_sort_of_a_value_and_both_of_its_states() {
        for (text, kind, value) in [
            (
                r#"{"type":"phone","value":"0113 496 0182"}"#,
                Builtin::Phone,
                "0113 496 0182",
            ),
            (
                r#"{"value":"0113 496 0182","type":"phone"}"#,
                Builtin::Phone,
                "0113 496 0182",
            ),
            (
                r#"{"name":"password","type":"string","value":"tiger"}"#,
                Builtin::Password,
                "tiger",
            ),
            (
                r#"{"field":"last_name","old":"","new":"Quux"}"#,
                Builtin::PersonName,
                "Quux",
            ),
        ] {
            assert_eq!(found(text), [(kind, value.to_owned())], "{text}");
        }
        assert_eq!(
            found(r#"{"type":"status","old":"open","new":"closed"}"#),
            []
        );
    }

    #[test]
    fn the_names_of_a_pair_say_nothing() {
        for name in ["name", "key", "Name", "Key", "value", "val", "Value"] {
            assert_eq!(member(name.as_bytes()), Sense::Plain, "{name}");
        }
    }

    #[test]
    fn what_says_nothing_or_is_no_json() {
        for text in [
            r#"{"password":null,"token":true,"secret":""}"#,
            r#"{"name":"password","type":"string"}"#,
            r#"{"password_policy":{"min":"eight"}}"#,
            "]]]]}}}}",
            "{{{{",
            "[1,2",
            "\"",
            "{\"\\",
            "{\"a\"1}",
            "{\"value\":\"abcdef123456\"}",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn depth_is_bounded_and_survived() {
        let deep =
            "[".repeat(100_000) + "\"x\"" + &"]".repeat(100_000) + "\n{\"password\":\"tiger\"}";
        assert_eq!(found(&deep).len(), 1);
        let mut json = Json::default();
        json.feed(&b"{\"a\":".repeat(50_000), 0, &mut Vec::new());
        assert!(json.both.senses.stack.len() <= MAX_DEPTH);
    }

    #[test]
    fn long_values_are_reported_in_pieces() {
        let text = format!("{{\"access_token\":\"{}\"}}", "a1B2".repeat(5000));
        let pieces = found(&text);
        assert_eq!(pieces.iter().map(|p| p.1.len()).sum::<usize>(), 20_000);
    }
}
