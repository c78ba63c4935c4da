//! Rule files: TOML in the gitleaks format and more keys.

use coffer_model::Class;
use serde::Deserialize;

use super::{Detector, RulesError};
use crate::canonical::Canon;
use crate::token::LABEL_CHARS;

/// The largest rule file, in bytes.
const MAX_FILE: usize = 4 << 20;
/// The longest match of a rule when it does not say.
const DEFAULT_MAX_LEN: usize = 512;
/// The longest match a rule may ask for: the scanner looks no further ahead.
pub(crate) const MAX_LEN: usize = 4096;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Of the gitleaks format; not used.
    #[serde(default, rename = "title")]
    _title: Option<String>,
    #[serde(default, rename = "minVersion")]
    _min_version: Option<String>,
    #[serde(default)]
    rules: Vec<Rule>,
    #[serde(default, rename = "allowlist")]
    _allowlist: Option<toml::Value>,
    #[serde(default, rename = "allowlists")]
    _allowlists: Option<toml::Value>,
}

/// One rule as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rule {
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) description: String,
    #[serde(default)]
    label: Option<String>,
    #[serde(default = "custom")]
    class: Class,
    pub(crate) regex: String,
    #[serde(default)]
    pub(crate) keywords: Vec<String>,
    #[serde(default, rename = "secretGroup")]
    pub(crate) secret_group: usize,
    #[serde(default)]
    pub(crate) entropy: f32,
    #[serde(default)]
    pub(crate) validators: Vec<String>,
    #[serde(default)]
    pub(crate) context: Option<Context>,
    #[serde(default = "default_score")]
    pub(crate) score: f32,
    #[serde(default = "default_max_len")]
    pub(crate) max_len: usize,
    /// Every match begins at a keyword: the search is one look instead of a walk.
    #[serde(default)]
    pub(crate) prefix: bool,
    /// A match begins at or after the keyword: a name, then its value.
    #[serde(default)]
    pub(crate) after: bool,
    /// With `prefix`: a letter or digit right before the keyword rules a match out.
    #[serde(default = "yes")]
    pub(crate) boundary: bool,
    #[serde(default)]
    canonical: Canon,
    #[serde(default)]
    pub(crate) examples: Vec<String>,
    #[serde(default)]
    pub(crate) negative_examples: Vec<String>,
    #[serde(default)]
    pub(crate) allowlists: Vec<Allowlist>,
    #[serde(default)]
    pub(crate) allowlist: Option<Allowlist>,
    #[serde(default, rename = "tags")]
    _tags: Vec<String>,
    #[serde(default)]
    path: Option<String>,
}

/// Words near a match that make it likelier.
#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub(crate) struct Context {
    pub(crate) include: Vec<String>,
    #[serde(default = "default_distance")]
    pub(crate) distance: usize,
}

/// Matches that are none, after the gitleaks format. Conditions on paths and commits are read and not used.
#[derive(Deserialize, Default, Clone)]
#[serde(deny_unknown_fields)]
pub(crate) struct Allowlist {
    #[serde(default)]
    pub(crate) regexes: Vec<String>,
    #[serde(default)]
    pub(crate) stopwords: Vec<String>,
    #[serde(default, rename = "description")]
    _description: Option<String>,
    #[serde(default, rename = "regexTarget")]
    pub(crate) regex_target: Option<String>,
    #[serde(default, rename = "condition")]
    _condition: Option<String>,
    #[serde(default)]
    paths: Vec<String>,
    #[serde(default, rename = "commits")]
    _commits: Vec<String>,
}

impl Allowlist {
    /// Whether it speaks of values alone. One that also asks for a path cannot be judged here and is not applied,
    /// so that doubt ends in a finding.
    pub(crate) fn applies(&self) -> bool {
        self.paths.is_empty()
    }
}

fn custom() -> Class {
    Class::Custom
}

fn yes() -> bool {
    true
}

fn default_score() -> f32 {
    0.9
}

fn default_max_len() -> usize {
    DEFAULT_MAX_LEN
}

fn default_distance() -> usize {
    30
}

impl Rule {
    pub(crate) fn detector(&self) -> Detector {
        let label = self
            .label
            .clone()
            .unwrap_or_else(|| default_label(&self.id));
        Detector {
            id: self.id.clone(),
            label,
            class: self.class,
            description: self.description.clone(),
            masked_by_default: self.class != Class::Network,
            priority: if self.class == Class::Network { 22 } else { 70 },
            canon: self.canonical,
        }
    }

    fn check(&self) -> Result<(), String> {
        let id = !self.id.is_empty() && self.id.len() <= 64;
        if !id
            || !self
                .id
                .bytes()
                .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'.'))
        {
            return Err("the id must be 1 to 64 of a-z, 0-9, '_', '-' and '.'".to_owned());
        }
        let fits = |label: &String| {
            (2..=LABEL_CHARS).contains(&label.len())
                && label.bytes().all(crate::token::is_label_byte)
        };
        if !self.label.iter().all(fits) {
            return Err(format!(
                "the label must be 2 to {LABEL_CHARS} of A-Z, 0-9 and '_'"
            ));
        }
        if self.keywords.is_empty() {
            return Err("no keywords: a rule without one would be tried at every byte; add the text every match contains".to_owned());
        }
        if let Some(short) = self
            .keywords
            .iter()
            .find(|keyword| keyword.len() < 3 || keyword.len() > 64)
        {
            return Err(format!("the keyword {short:?} must have 3 to 64 bytes"));
        }
        if self.max_len == 0 || self.max_len > MAX_LEN {
            return Err(format!("max_len must be 1 to {MAX_LEN} bytes"));
        }
        if !(0.0..=1.0).contains(&self.score) {
            return Err("score must be between 0 and 1".to_owned());
        }
        if self
            .context
            .as_ref()
            .is_some_and(|context| context.distance > 200)
        {
            return Err("context.distance must be at most 200 bytes".to_owned());
        }
        Ok(())
    }
}

/// The label of a rule that names none: its id in upper case, cut.
fn default_label(id: &str) -> String {
    let mut label: String = id
        .bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() {
                char::from(b.to_ascii_uppercase())
            } else {
                '_'
            }
        })
        .take(LABEL_CHARS)
        .collect();
    while label.len() < 2 {
        label.push('_');
    }
    label
}

/// Reads a file and checks what can be checked without running it. Rules that only name paths are left out: they say
/// nothing about content.
pub(super) fn read(text: &str) -> Result<Vec<Rule>, RulesError> {
    if text.len() > MAX_FILE {
        return Err(RulesError::TooMany);
    }
    let mut rules = Vec::new();
    let file: toml::Table = toml::from_str(text)?;
    let File { rules: list, .. } = without_path_rules(file).try_into()?;
    for rule in list {
        rule.check().map_err(|why| RulesError::Rule {
            rule: rule.id.clone(),
            why,
        })?;
        let _ = &rule.path;
        rules.push(rule);
    }
    Ok(rules)
}

fn without_path_rules(mut file: toml::Table) -> toml::Table {
    if let Some(toml::Value::Array(rules)) = file.get_mut("rules") {
        rules.retain(|rule| rule.get("regex").is_some() || rule.get("path").is_none());
    }
    file
}
