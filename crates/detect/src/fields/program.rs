//! Source text: what a program computes is told from what somebody wrote down, and literals inside calls are found.

use super::parse::{Found, Sign};
use crate::bytes::Bytes;
use crate::values;
use crate::words::Words;

/// How far a literal may stand behind its name, in bytes.
const CALL_BYTES: usize = 96;
/// The longest literal, in bytes.
const LITERAL_BYTES: usize = 512;

/// Whether an unquoted value is an expression of a program: a call, a path of names, an index, a type, a variable.
pub(super) fn program_text(view: &[u8], name: &[u8], value: &[u8], found: &Found) -> bool {
    let core = core(value);
    let Some(&first) = core.first() else {
        return true;
    };
    let opens = matches!(first, b'(' | b'{' | b'[')
        || matches!(first, b'&' | b'*' | b'|' | b'>') && !found.tight;
    opens
        || keyword(core)
        || called(value)
        || path(core, found)
        || dotted(core)
        || identifier(view, name, value, core, found)
}

/// The value without what ends a statement or a list.
fn core(value: &[u8]) -> &[u8] {
    let mut value = value;
    while let [rest @ .., b';' | b',' | b')' | b']' | b'}'] = value {
        value = rest;
    }
    value
}

/// Words that stand where a value would, and names of types.
fn keyword(word: &[u8]) -> bool {
    static WORDS: Words = Words::new(
        "str String string &str Option bytes Text CharField char &string String? string? []byte SecretStr \
        boolean password new await async function lambda typeof void return not self this super cls nil None True False null \
        undefined bool int int32 int64 uint8 uint32 uint64 i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 usize isize size_t float \
        double byte any object unknown never Vec Buffer my sub ref mut pub const static final",
    );
    static STARTS: Words = Words::new(
        "Option< self. this. process.env import.meta os.environ qr/ varchar( VARCHAR( char( CHAR( nvarchar( \
        NVARCHAR( VARCHAR2( varbinary( VARBINARY( binary( BINARY( string( STRING(",
    );
    WORDS.holds(word) || STARTS.begin(word) || cmdlet(word)
}

/// `Verb-Noun`, as PowerShell names its commands. The verbs are those it approves of: two words that somebody chose are joined like this too.
fn cmdlet(word: &[u8]) -> bool {
    static VERBS: Words = Words::new(
        "Add Clear Close Copy Enter Exit Find Format Get Hide Join Lock Move New Open Optimize Pop Push Redo Remove Rename Reset \
        Resize Search Select Set Show Skip Split Step Switch Undo Unlock Watch Backup Checkpoint Compare Compress Convert ConvertFrom \
        ConvertTo Dismount Edit Expand Export Group Import Initialize Limit Merge Mount Out Publish Restore Save Sync Unpublish Update \
        Approve Assert Build Complete Confirm Deny Deploy Disable Enable Install Invoke Register Request Restart Resume Start Stop \
        Submit Suspend Uninstall Unregister Wait Debug Measure Ping Repair Resolve Test Trace Connect Disconnect Read Receive Send \
        Write Block Grant Protect Revoke Unblock Unprotect Use ForEach Where Sort Tee",
    );
    let noun = |part: &[u8]| {
        part.len() >= 3
            && part[0].is_ascii_uppercase()
            && part[1].is_ascii_lowercase()
            && part.iter().all(u8::is_ascii_alphabetic)
    };
    let mut parts = word.split(|b| *b == b'-');
    matches!((parts.next(), parts.next(), parts.next()), (Some(verb), Some(rest), None) if VERBS.holds(verb) && noun(rest))
}

fn name_byte(byte: u8) -> bool {
    static NAME: Bytes = Bytes::alphanumeric_and(b"_$");
    NAME.has(byte)
}

/// `name(…`, `name[…`, `name!(…`, `module.name(…`, `Class{…`.
fn called(value: &[u8]) -> bool {
    static OPENS: Bytes = Bytes::of(b"([{<");
    let Some(at) = OPENS.first_in(value) else {
        return false;
    };
    let head = value[..at].strip_suffix(b"!").unwrap_or(&value[..at]);
    let letters = head.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let plain = |b: &u8| name_byte(*b) || matches!(b, b'.' | b':' | b'-' | b'>');
    let simple = values::identifier(head) || head.contains(&b':');
    let nested = value[at + 1..].iter().any(|b| matches!(b, b'(' | b'['));
    head.first()
        .is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'$'))
        && head.iter().all(plain)
        && (simple || nested || letters >= 4 && worded(head))
        && value[at] != b'<'
        || value[at.min(value.len())] == b'<' && simple && head.len() >= 3 && worded(head)
}

/// `Type::name`, `object->member`, `::crate::Type`, a variable with its sigil, `s:name` of an editor's script.
fn path(core: &[u8], found: &Found) -> bool {
    let plain = |b: &u8| name_byte(*b) || matches!(b, b'.' | b':' | b'-' | b'>' | b'{' | b'[');
    let joined = core.windows(2).any(|pair| pair == b"::" || pair == b"->") || core.ends_with(b"-");
    let starts = joined
        && matches!(core.first(), Some(b) if name_byte(*b) || *b == b':')
        && values::spoken(core);
    if starts && core.iter().all(plain) && !(core.ends_with(b"-") && found.tight) {
        return core[0] == b'$' || core.windows(2).any(|pair| pair == b"::" || pair == b"->");
    }
    let bare = core
        .iter()
        .position(|b| !matches!(b, b'*' | b'&' | b'!' | b'$' | b'%'))
        .unwrap_or(core.len());
    let rest = &core[bare..];
    let variable = bare > 0
        && rest
            .first()
            .is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_')
        && rest
            .iter()
            .take_while(|b| !matches!(b, b'[' | b'{' | b'(' | b'-' | b'.' | b':'))
            .all(|b| name_byte(*b));
    let digits = rest.iter().filter(|b| b.is_ascii_digit()).count();
    let script = core.len() > 2
        && core[0].is_ascii_lowercase()
        && core[1] == b':'
        && !found.tight
        && core[2..].iter().all(|b| name_byte(*b) || *b == b'.');
    script || variable && digits <= 2 && (!found.tight || core[0] == b'$' && worded(rest))
}

/// `config.password`, `hm1.get_last_session_id`: names with points between them.
fn dotted(core: &[u8]) -> bool {
    let parts = core.split(|b| *b == b'.');
    core.contains(&b'.')
        && !core.ends_with(b".")
        && (values::identifier(core)
            || parts.clone().all(|part| {
                part.first()
                    .is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_')
                    && part.iter().all(|b| name_byte(*b))
                    && worded(part)
            }) && parts.count() >= 2)
}

/// Words, joined by underscores or by capitals, with few digits: nothing a machine drew.
fn worded(text: &[u8]) -> bool {
    let digits = text.iter().filter(|b| b.is_ascii_digit()).count();
    let letters = text.iter().filter(|b| b.is_ascii_alphabetic()).count();
    digits <= 3 && digits * 3 <= letters && values::spoken(text)
}

/// One name: a variable, a constant, a type.
fn identifier(view: &[u8], name: &[u8], value: &[u8], core: &[u8], found: &Found) -> bool {
    static PARTS: Words = Words::new(
        "pass secret token pwd key cred auth session salt value param input buf phrase args",
    );
    let starts = core
        .first()
        .is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_');
    if !starts || !core.iter().all(|b| name_byte(*b)) {
        return false;
    }
    let digits = core.iter().filter(|b| b.is_ascii_digit()).count();
    let joined = || {
        core.contains(&b'_')
            || core
                .windows(2)
                .any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())
    };
    let about = || PARTS.stand_in(&core.to_ascii_lowercase());
    let ended = value.len() > core.len();
    let repeats = core.len() >= 4
        && name.len() >= core.len()
        && name[name.len() - core.len()..].eq_ignore_ascii_case(core);
    // The rest of the expression: `a ? b : c`, `a || b`, `a or b`.
    let rest = &view[found.end.min(view.len())..(found.end + 5).min(view.len())];
    let goes_on = || {
        [&b" ? "[..], b" || ", b" && ", b" + ", b" or ", b" = "]
            .iter()
            .any(|sign| rest.starts_with(sign))
    };
    if super::secrets::unspeakable(core) {
        return false;
    }
    repeats && (ended || !found.tight)
        || digits <= 2 && (ended || !found.tight) && joined() && about() && worded(core)
        || digits == 0 && !found.tight && (ended && found.sign != Sign::Blank || goes_on())
}

/// The literal in `new String("…")`, `decode("…")`, `["…"`, `new [] { "…"`: where it stands, and whether it is certain that the
/// value is made of it and not found by it.
pub(super) fn literal(view: &[u8], from: usize) -> Option<(usize, usize, bool)> {
    static MARKS: Bytes = Bytes::of(b"\"'\n;#+$");
    let end = (from + CALL_BYTES).min(view.len());
    let text = view.get(from..end)?;
    if text.starts_with(b"${") {
        return fallback(view, from);
    }
    let quote = MARKS
        .first_in(text)
        .filter(|at| matches!(text[*at], b'"' | b'\''))?;
    let escapes = text[..quote]
        .iter()
        .rev()
        .take_while(|b| **b == b'\\')
        .count();
    let head = text[..quote - escapes].trim_ascii_end();
    let opens = head.iter().rposition(|b| matches!(b, b'(' | b'[' | b'{'))?;
    // A name of the argument, and the letters that Python and C++ put before a literal.
    let argument = head[opens + 1..].trim_ascii();
    let named = argument.strip_suffix(b"=").unwrap_or(argument);
    if named.len() > 12 || !named.iter().all(|b| name_byte(*b)) {
        return None;
    }
    // `data["password1"]` is a place in something.
    let place =
        head[opens] == b'[' && opens > 0 && (name_byte(head[opens - 1]) || head[opens - 1] == b']');
    let head = head[..opens].trim_ascii();
    if place {
        return None;
    }
    let call = |b: &u8| {
        name_byte(*b)
            || matches!(
                b,
                b'.' | b':' | b'[' | b']' | b'(' | b'{' | b' ' | b'-' | b'>'
            )
    };
    if !head.iter().all(call) {
        return None;
    }
    let start = from + quote + 1;
    let mark = text[quote];
    let close = view
        .get(start..(start + LITERAL_BYTES).min(view.len()))?
        .iter()
        .position(|b| *b == mark || *b == b'\n' || *b == b'\\' && escapes > 0)
        .map(|at| start + at)
        .filter(|at| *at > start && view[*at] != b'\n')?;
    let made = head.starts_with(b"new ") || head.starts_with(b"new[") || head == b"new";
    (made || !getter(head)).then_some((start, close, made))
}

/// `${NAME:value}`, `${NAME:-value}`: what stands in when the variable is not set.
fn fallback(view: &[u8], from: usize) -> Option<(usize, usize, bool)> {
    let rest = view.get(from + 2..(from + LITERAL_BYTES).min(view.len()))?;
    let colon = rest
        .iter()
        .position(|b| !(name_byte(*b) || matches!(b, b'.' | b'-')))
        .filter(|at| *at > 0 && rest[*at] == b':')?;
    let mut start = colon + 1;
    start += usize::from(matches!(rest.get(start), Some(b'-' | b'=')));
    let length = rest
        .get(start..)?
        .iter()
        .position(|b| matches!(b, b'}' | b'$' | b'{' | b'\n' | b' ' | b'"' | b'\''))?;
    let closed = rest.get(start + length) == Some(&b'}') && rest.get(start) != Some(&b'?');
    (closed && length > 0).then_some((from + 2 + start, from + 2 + start + length, false))
}

/// Whether a call looks something up: its argument names what is looked for.
fn getter(call: &[u8]) -> bool {
    static WORDS: Words = Words::new(
        "get env read prompt input ask find load fetch look select query config ref resolve require import \
        open format printf field column param attr translate setting option argv form header cookie request session describe \
        label help error exception log print match replace regex split join test expect assert element byid trim vault",
    );
    let last = call
        .rsplit(|b| matches!(b, b'(' | b'{' | b' '))
        .find(|part| !part.is_empty())
        .unwrap_or(call);
    let lower = last.to_ascii_lowercase();
    WORDS.stand_in(&lower)
}

#[cfg(test)]
mod tests {
    use super::super::{Names, check};
    use super::*;

    /// The value that the name at the beginning of `line` leads to.
    fn value<'l>(line: &'l str, name: &str) -> Option<&'l str> {
        let at = line.find(name).unwrap();
        check(line.as_bytes(), at, &mut Names::default(), &mut 0)
            .map(|field| &line[field.start..field.end])
    }

    #[test]
    fn what_a_program_computes_is_no_value() {
        for line in [
            "        pass     => $password,",
            "    my $pass = $self->is_passing();",
            "  let s:netrw_passwd = g:netrw_passwd",
            "    username, password = url_user_password",
            "            private_key=private_key,",
            "        password: bool,",
            "        key_password=None,",
            "    passwd: HTTPPasswordMgr",
            "  Token *pName;    /* Unqualified name */",
            "  token = client_hello_outer->token;",
            "    pub const E_Token: ::windows_sys::core::HRESULT = 5;",
            "  nToken = sqlite3Strlen30(p->u.zToken) + 1;",
            "const newpassword = await readUserInfo.password('New password: ')",
            "password = self.cleaned_data['password1']",
            "    password = getpass.getpass(\"Password: \")",
            "token = request.headers.get(\"X-Auth-Token\")",
            "password VARCHAR(255) NOT NULL,",
            "$password = $input;",
        ] {
            let name = [
                "password",
                "passwd",
                "token",
                "Token",
                "pass",
                "private_key",
            ]
            .into_iter()
            .find(|name| line.contains(name))
            .unwrap();
            assert_eq!(value(line, name), None, "{line}");
        }
    }

    #[test]
    fn literals_inside_calls_are_values() {
        for (line, expected) in [
            ("private String password = new String(\"tulip\");", "tulip"),
            ("$password = Hash::make('Tulpe-99');", "Tulpe-99"),
            ("password = new[] {\"Tulpe-99\"}", "Tulpe-99"),
            ("passwords: [\"1Tulpe\", \"2Tulpe\"]", "1Tulpe"),
            ("password: ${DB_PASSWORD:Tulpe-99}", "Tulpe-99"),
            ("password = obfuscate(arg=\"Tulpe99\")", "Tulpe99"),
        ] {
            assert_eq!(value(line, "password"), Some(expected), "{line}");
        }
        assert_eq!(literal(b"os.getenv(\"DB_PASS1\")", 0), None);
        assert_eq!(literal(b"form[\"password1\"]", 0), None);
        assert_eq!(literal(b"new X(", 0), None);
        assert_eq!(literal(b"${NAME:?not set}", 0), None);
        assert_eq!(literal(b"${", 0), None);
    }
}
