//! Detectors: those built in and those that rule files add.

mod ahead;
mod allow;
mod builtin;
mod example;
mod expression;
mod file;
mod go;
mod groups;
mod literal;
mod pattern;
mod select;
mod shared;

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::{Arc, LazyLock};

use aws_lc_rs::digest;
use coffer_model::Class;
use serde::Serialize;

pub(crate) use builtin::Builtin;
pub(crate) use expression::Scratch;
pub(crate) use pattern::{Match, Pattern};
pub use select::Selection;

use allow::Harmless;

use crate::canonical::Canon;
use crate::dictionary::Dictionary;
use crate::grams::{Grams, Keyword, Target};
use crate::values;

/// The rules that come with this crate.
const DEFAULT_PACK: [&str; 2] = [include_str!("default.toml"), include_str!("services.toml")];
/// Raised when code changes what is found, so that results of two engines are told apart.
const ENGINE: &str = "coffer-detect 10";
/// The most rules in one set.
const MAX_RULES: usize = 4096;
/// The most rules in one set that are tried everywhere.
const MAX_SLOW: usize = 64;

/// A detector by its place in its rule set. The written name is [`Rules::name`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DetectorId(pub u16);

/// What is known of a detector.
#[derive(Debug, Clone, Serialize)]
pub struct Detector {
    /// The stable name, such as `payment_card`.
    pub id: String,
    /// The type in front of a token, such as `CARD`.
    pub label: String,
    /// What its findings say about a file.
    pub class: Class,
    /// One line for people.
    pub description: String,
    /// Whether masking replaces its findings unless told otherwise; false for network addresses, which engineers need.
    pub masked_by_default: bool,
    /// Which detector names a span that two of them found: the higher one.
    #[serde(skip)]
    pub(crate) priority: u8,
    #[serde(skip)]
    pub(crate) canon: Canon,
}

/// The SHA-256 of the engine's version and of all rules: results with equal hashes are comparable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RulesetHash(pub [u8; 32]);

impl fmt::Display for RulesetHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

/// Why a rule file is refused. The rule is named, so that it can be found in the file.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    /// Not TOML, or a key that no rule has.
    #[error("the rule file cannot be read: {0}")]
    Syntax(#[from] toml::de::Error),
    /// Two rules with one name, or the name of a built-in detector.
    #[error("rule {rule:?}: the id is taken: choose another")]
    Duplicate {
        /// The rule's id.
        rule: String,
    },
    /// A rule that breaks one of the conditions in `docs/adr/0004-detection-engine.md`.
    #[error("rule {rule:?}: {why}")]
    Rule {
        /// The rule's id.
        rule: String,
        /// What is wrong and what to do.
        why: String,
    },
    /// An expression of a list of harmless values.
    #[error("harmless values: {why}")]
    Harmless {
        /// What is wrong with it.
        why: String,
    },
    /// Too many rules or keywords.
    #[error("the rule file has too many rules or keywords: at most {MAX_RULES} rules")]
    TooMany,
}

/// A rule set, ready to use. Building one costs milliseconds; share it.
///
/// A clone shares everything that was built.
#[derive(Clone)]
pub struct Rules {
    detectors: Arc<Vec<Detector>>,
    pub(crate) patterns: Arc<Vec<Pattern>>,
    pub(crate) grams: Arc<Grams>,
    pub(crate) labels: Arc<HashSet<String>>,
    /// Rules that have no keyword to be found by.
    pub(crate) slow: Arc<Vec<u16>>,
    pub(crate) harmless: Arc<Harmless>,
    pub(crate) dictionaries: Arc<Vec<(DetectorId, Arc<Dictionary>)>>,
    remarks: Arc<Vec<String>>,
    /// Which detectors are switched off; none when empty.
    off: Arc<[bool]>,
    hash: RulesetHash,
}

impl Rules {
    /// The built-in detectors and the rules that come with them.
    ///
    /// # Panics
    /// Never: a test reads the rules that are compiled in.
    #[must_use]
    pub fn default_pack() -> &'static Self {
        static PACK: LazyLock<Rules> = LazyLock::new(|| {
            Rules::build(&DEFAULT_PACK).expect("the compiled-in rules were read by a test")
        });
        &PACK
    }

    /// The default pack and a deployment's own rules (TOML, a superset of the gitleaks format).
    ///
    /// # Errors
    /// When the text is not such a file, a rule breaks a condition, or one of its examples does not hold.
    pub fn parse(custom: &str) -> Result<Self, RulesError> {
        let rules = Self::build(&[DEFAULT_PACK[0], DEFAULT_PACK[1], custom])?;
        // Those that are compiled in were built and tried by a test.
        for pattern in rules.patterns.iter().filter(|pattern| pattern.is_own()) {
            pattern.compile().map_err(|why| rules.error(pattern, why))?;
        }
        rules.check_examples()?;
        Ok(rules)
    }

    fn build(files: &[&str]) -> Result<Self, RulesError> {
        let mut hash = digest::Context::new(&digest::SHA256);
        hash.update(ENGINE.as_bytes());
        let mut remarks = Vec::new();
        let mut rules: Vec<file::Rule> = Vec::new();
        let mut harmless = Harmless::default();
        for text in files {
            hash.update(&(text.len() as u64).to_be_bytes());
            hash.update(text.as_bytes());
            let contents = file::read(text)?;
            remarks.extend(contents.remarks);
            let mut above = contents.rules;
            for rule in &mut above {
                rule.own = !DEFAULT_PACK.contains(text);
            }
            merge(&mut rules, above, &contents.disabled, &mut remarks)?;
            harmless.add(&contents.harmless.0, &contents.harmless.1)?;
        }
        let mut detectors = Builtin::detectors();
        let mut patterns = Vec::new();
        let mut keywords = builtin::keywords();
        let mut slow = Vec::new();
        for mut rule in rules {
            let index = u16::try_from(detectors.len())
                .ok()
                .filter(|n| usize::from(*n) < MAX_RULES);
            let detector = DetectorId(index.ok_or(RulesError::TooMany)?);
            let place = u16::try_from(patterns.len()).map_err(|_| RulesError::TooMany)?;
            let findable = rule.silent || findable(&mut rule);
            if !findable {
                remarks.push(format!(
                    "rule {:?} has no keyword of three bytes: it is tried everywhere, which is slow",
                    rule.id
                ));
                slow.push(place);
            }
            let silent = rule.silent;
            detectors.push(rule.detector());
            let pattern = Pattern::new(detector, rule);
            if findable && !silent {
                let begins = pattern.start();
                let words = pattern.rule().keywords.iter();
                let keyword = |word: &String| Keyword::new(word, Target::Rule(place), begins);
                keywords.extend(words.map(keyword));
            }
            patterns.push(pattern);
        }
        require(&mut patterns)?;
        let grams = Grams::new(&keywords);
        let mut digest = [0; 32];
        digest.copy_from_slice(hash.finish().as_ref());
        if slow.len() > MAX_SLOW {
            return Err(RulesError::TooMany);
        }
        let labels = detectors.iter().map(|detector| detector.label.clone());
        Ok(Self {
            labels: Arc::new(labels.collect()),
            detectors: Arc::new(detectors),
            patterns: Arc::new(patterns),
            slow: Arc::new(slow),
            harmless: Arc::new(harmless),
            dictionaries: Arc::default(),
            remarks: Arc::new(remarks),
            grams: Arc::new(grams.ok_or(RulesError::TooMany)?),
            off: Arc::default(),
            hash: RulesetHash(digest),
        })
    }

    /// The set with a dictionary. Its terms are found by a detector named `dictionary.` and its name, of the class custom.
    ///
    /// # Errors
    /// When the set has a dictionary of this name, or too many detectors.
    pub fn with_dictionary(mut self, dictionary: Dictionary) -> Result<Self, RulesError> {
        let id = format!("dictionary.{}", dictionary.name());
        if self.find(&id).is_some() {
            return Err(RulesError::Duplicate { rule: id });
        }
        let place = u16::try_from(self.detectors.len())
            .ok()
            .filter(|n| usize::from(*n) < MAX_RULES);
        let place = DetectorId(place.ok_or(RulesError::TooMany)?);
        let label = "DICTIONARY".to_owned();
        Arc::make_mut(&mut self.labels).insert(label.clone());
        Arc::make_mut(&mut self.detectors).push(Detector {
            id,
            label,
            class: Class::Custom,
            description: format!("Term of the dictionary {}", dictionary.name()),
            masked_by_default: true,
            priority: 58,
            canon: Canon::Term,
        });
        let mut hash = digest::Context::new(&digest::SHA256);
        hash.update(&self.hash.0);
        hash.update(dictionary.digest());
        self.hash.0.copy_from_slice(hash.finish().as_ref());
        Arc::make_mut(&mut self.dictionaries).push((place, Arc::new(dictionary)));
        Ok(self)
    }

    /// The set with values that are known to be harmless and that no detector reports: exact ones, and expressions that
    /// a whole value must match.
    ///
    /// # Errors
    /// When an expression is not valid, or there are more than 100,000 values or 1,000 expressions.
    pub fn with_harmless(
        mut self,
        values: &[String],
        expressions: &[String],
    ) -> Result<Self, RulesError> {
        Arc::make_mut(&mut self.harmless).add(values, expressions)?;
        let mut hash = digest::Context::new(&digest::SHA256);
        hash.update(&self.hash.0);
        for (kind, text) in values
            .iter()
            .map(|text| (b'v', text))
            .chain(expressions.iter().map(|text| (b'e', text)))
        {
            hash.update(&[kind]);
            hash.update(&(text.len() as u64).to_be_bytes());
            hash.update(text.as_bytes());
        }
        self.hash.0.copy_from_slice(hash.finish().as_ref());
        Ok(self)
    }

    /// What was read in a rule file and is not used, or costs more than it should; one sentence each, for people.
    #[must_use]
    pub fn remarks(&self) -> &[String] {
        &self.remarks
    }

    fn error(&self, pattern: &Pattern, why: String) -> RulesError {
        RulesError::Rule {
            rule: self.name(pattern.detector).to_owned(),
            why,
        }
    }

    /// Runs the examples of a deployment's own rules. Each is judged by itself: where several find the same value, one of them names it.
    ///
    /// # Errors
    /// The first rule that misses one of its examples or finds one of its negative examples.
    pub fn check_examples(&self) -> Result<(), RulesError> {
        for pattern in self.patterns.iter().filter(|pattern| pattern.is_own()) {
            for (text, wanted) in pattern.examples() {
                if pattern.finds(text.as_bytes(), &self.patterns) != wanted {
                    let why = if wanted {
                        format!(
                            "the example {text:?} is not found: correct the expression or the example"
                        )
                    } else {
                        format!(
                            "the negative example {text:?} is found: make the expression narrower"
                        )
                    };
                    return Err(self.error(pattern, why));
                }
            }
        }
        Ok(())
    }

    /// Every detector, in the order of their ids.
    #[must_use]
    pub fn list(&self) -> &[Detector] {
        &self.detectors
    }

    /// What is known of a detector of this set; of one of another set, the last of this one.
    ///
    /// # Panics
    /// Never: a set has at least the built-in detectors.
    #[must_use]
    pub fn detector(&self, id: DetectorId) -> &Detector {
        self.detectors
            .get(usize::from(id.0))
            .or(self.detectors.last())
            .expect("built-in detectors are always there")
    }

    /// The stable name of a detector.
    #[must_use]
    pub fn name(&self, id: DetectorId) -> &str {
        &self.detector(id).id
    }

    /// The detector with this name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<DetectorId> {
        let at = self
            .detectors
            .iter()
            .position(|detector| detector.id == name)?;
        u16::try_from(at).ok().map(DetectorId)
    }

    /// The rules that are expressions: name and expression, in the syntax of the `regex` crate with Unicode classes off.
    pub fn expressions(&self) -> impl Iterator<Item = (&str, &str)> {
        let patterns = self.patterns.iter();
        patterns.map(|pattern| (self.name(pattern.detector), pattern.expression()))
    }

    /// Texts that belong to the rules that are expressions: some hold what a rule finds, others what it leaves alone.
    pub fn examples(&self) -> impl Iterator<Item = String> {
        let all = self.patterns.iter().flat_map(Pattern::examples);
        all.map(|(text, _)| text)
    }

    /// What identifies this set.
    #[must_use]
    pub fn hash(&self) -> RulesetHash {
        self.hash
    }
}

/// Puts the rules of a file on top of those below it: one with an id that is taken there takes its place.
fn merge(
    below: &mut Vec<file::Rule>,
    mut above: Vec<file::Rule>,
    disabled: &[String],
    remarks: &mut Vec<String>,
) -> Result<(), RulesError> {
    for id in disabled {
        let count = below.len() + above.len();
        below.retain(|rule| rule.id != *id);
        above.retain(|rule| rule.id != *id);
        if below.len() + above.len() == count {
            remarks.push(format!("there is no rule {id:?} to disable"));
        }
    }
    let built_in: HashSet<String> = Builtin::detectors().into_iter().map(|d| d.id).collect();
    let mut seen = HashSet::new();
    for rule in &mut above {
        if built_in.contains(&rule.id) {
            let id = format!("custom.{}", rule.id);
            remarks.push(format!(
                "rule {:?} is named {id:?}: a detector has its id",
                rule.id
            ));
            rule.id = id;
        }
        if !seen.insert(rule.id.clone()) {
            return Err(RulesError::Duplicate {
                rule: rule.id.clone(),
            });
        }
    }
    below.retain(|rule| {
        let replaced = seen.contains(&rule.id);
        if replaced {
            remarks.push(format!(
                "rule {:?} takes the place of one that came before",
                rule.id
            ));
        }
        !replaced
    });
    below.append(&mut above);
    Ok(())
}

/// Whether a rule has keywords that the scanner can look for; where it names none, those of its expression.
fn findable(rule: &mut file::Rule) -> bool {
    if rule.keywords.iter().any(|word| word.len() < 3) || rule.keywords.is_empty() {
        let Some(words) = pattern::words_of(&rule.regex) else {
            return false;
        };
        let implied = |text: &String| {
            let holds = |word: &String| values::contains_word(text.as_bytes(), word.as_bytes());
            rule.keywords.iter().any(holds)
        };
        if !rule.keywords.is_empty() && !words.iter().all(implied) {
            return false;
        }
        rule.keywords = words;
    }
    true
}

/// Finds the rules that others require.
fn require(patterns: &mut [Pattern]) -> Result<(), RulesError> {
    let places: HashMap<String, usize> = patterns
        .iter()
        .enumerate()
        .map(|(place, pattern)| (pattern.rule().id.clone(), place))
        .collect();
    for pattern in patterns {
        for required in pattern.rule().required.clone() {
            let Some(place) = places.get(&required.id) else {
                return Err(RulesError::Rule {
                    rule: pattern.rule().id.clone(),
                    why: format!("requires {:?}, and there is no such rule", required.id),
                });
            };
            pattern.require(pattern::Near {
                place: *place,
                lines: required.lines,
                columns: required.columns,
            });
        }
    }
    Ok(())
}

impl fmt::Debug for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rules")
            .field("detectors", &self.detectors.len())
            .field("hash", &self.hash.to_string())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_text_that_brings_every_rule_into_use_takes_little_memory() {
        // Not those that other tests use.
        let rules = &Rules::parse("").unwrap();
        let patterns = &rules.patterns;
        for text in rules.examples() {
            let _ = crate::scan_all(rules, format!("{text}\n{text}").as_bytes());
        }
        let bytes: Vec<usize> = patterns.iter().map(Pattern::expression_bytes).collect();
        // A bound of thousands in an expression is that many states in it, and in the room that its searches take.
        let (all, most) = (bytes.iter().sum::<usize>(), bytes.iter().max());
        assert!(all < 24 << 20, "{all} bytes in all");
        assert!(
            most.is_some_and(|most| *most < 768 << 10),
            "{most:?} bytes in one"
        );
    }

    #[test]
    fn every_place_that_is_asked_is_paid_for() {
        let rule = "[[rules]]\nid = \"far\"\nregex = '''zqa[a-z ]{0,400}=([a-z]{5})'''\nkeywords = [\"zqa\"]";
        let rules = Rules::parse(rule).unwrap();
        let pattern = rules.patterns.last().unwrap();
        let spent = |text: &str| {
            let (mut cost, mut found) = (0, 0);
            let (text, scratch) = (text.as_bytes(), &mut Scratch::default());
            let mut find = |_| found += 1;
            pattern.matches(text, 0, &rules.patterns, scratch, &mut cost, &mut find);
            assert_eq!(found, 1);
            cost
        };
        let few = spent(&format!("zqa=house {}", "xyz ".repeat(80)));
        let many = spent(&format!("zqa=house {}", "zqa ".repeat(80)));
        // Each of the eighty is read on from to the end.
        assert!(many > few + 80 * 150, "{many} and {few}");
    }

    #[test]
    fn every_rule_of_the_default_pack_holds_its_examples() {
        let rules = Rules::default_pack();
        for pattern in rules.patterns.iter() {
            let name = rules.name(pattern.detector);
            pattern
                .compile()
                .unwrap_or_else(|why| panic!("{name}: {why}"));
            assert!(
                pattern.examples().any(|(_, good)| good),
                "{name} has no example"
            );
            assert!(
                pattern.examples().any(|(_, good)| !good),
                "{name} has no negative example"
            );
        }
        let mut wrong = Vec::new();
        for pattern in rules.patterns.iter() {
            for (text, wanted) in pattern.examples() {
                let found = crate::scan_all(rules, text.as_bytes());
                let own = found.iter().any(|f| f.detector == pattern.detector);
                // Of a general rule it is enough that it found the value: another may name it.
                let named = pattern.rule().generic
                    && !found.is_empty()
                    && pattern.finds(text.as_bytes(), &rules.patterns);
                if (own || wanted && named) != wanted {
                    let found: Vec<_> = found.iter().map(|f| rules.name(f.detector)).collect();
                    wrong.push(format!(
                        "{} {wanted}: {text} {found:?}",
                        rules.name(pattern.detector)
                    ));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn names_and_labels_are_well_formed_and_names_unique() {
        let rules = Rules::default_pack();
        let names: HashSet<_> = rules.list().iter().map(|d| &d.id).collect();
        assert_eq!(names.len(), rules.list().len());
        for detector in rules.list() {
            assert!(
                detector
                    .id
                    .bytes()
                    .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_')),
                "{}",
                detector.id
            );
            assert!(
                crate::looks_like_token(format!("{}~ABCDEFGHIJKLMN", detector.label).as_bytes()),
                "{}",
                detector.label
            );
            assert!(!detector.description.is_empty());
        }
        assert!(rules.list().len() > 120);
    }

    #[test]
    fn a_deployment_adds_rules_in_the_gitleaks_format() {
        let rules = Rules::parse(
            r#"
            title = "ours"
            [[rules]]
            id = "acme-badge"
            description = "Badge number"
            regex = "ACME-([0-9]{6})"
            keywords = ["acme-"]
            tags = ["x"]
            examples = ["badge ACME-123456"]
            negative_examples = ["ACME-12"]
            [[rules.allowlists]]
            stopwords = ["000000"]
            "#,
        )
        .unwrap();
        let badge = rules.find("acme-badge").unwrap();
        assert_eq!(rules.detector(badge).class, Class::Custom);
        let found = crate::scan_all(&rules, b"ACME-654321 ACME-000000");
        assert_eq!(
            found
                .iter()
                .map(|f| (f.detector, f.start, f.end))
                .collect::<Vec<_>>(),
            [(badge, 5, 11)]
        );
        assert_ne!(rules.hash(), Rules::default_pack().hash());
    }

    #[test]
    fn rules_that_cannot_work_are_refused_with_the_reason() {
        let rule = |rest: &str| format!("[[rules]]\nid = \"x\"\n{rest}");
        for (text, reason) in [
            ("not toml [".to_owned(), "cannot be read"),
            (rule("regex = 'a'\nentropy = 'high'"), "cannot be read"),
            (rule("keywords = ['abc']"), "no regex"),
            (rule("regex = '(abc'\nkeywords = ['abc']"), "not valid"),
            (
                rule("regex = '(?:abc)?'\nkeywords = ['abc']"),
                "nothing at all",
            ),
            (
                rule("regex = 'a{1000}{1000}{1000}'\nkeywords = ['abc']"),
                "too large",
            ),
            // Small enough to be read forwards, and not to be searched for.
            (rule(r"regex = '\p{L}{120}'"), "too large"),
            (
                rule("regex = 'abc'\n[[rules.required]]\nid = 'other'"),
                "no such rule",
            ),
            (
                rule("regex = 'abc'\n[[rules.allowlists]]\nregexTarget = 'page'"),
                "regexTarget",
            ),
            (
                rule("regex = 'abc'\n[[rules]]\nid = \"x\"\nregex = 'abc'"),
                "taken",
            ),
            (
                rule("regex = 'abc'\nkeywords = ['abc']\nvalidators = ['magic']"),
                "unknown validator",
            ),
            (
                rule("regex = 'abc'\nkeywords = ['abc']\nsecretGroup = 2"),
                "secretGroup",
            ),
            (
                rule("regex = 'abc'\nkeywords = ['abc']\nmax_len = 100000"),
                "max_len",
            ),
            (
                rule("regex = 'abc'\nkeywords = ['abc']\nlabel = 'low'"),
                "label",
            ),
            (
                rule("regex = 'abc'\nkeywords = ['abc']\nexamples = ['xyz']"),
                "not found",
            ),
            (
                rule("regex = 'abc'\nkeywords = ['abc']\nnegative_examples = ['abc']"),
                "is found",
            ),
            (
                "[[rules]]\nid = \"\"\nregex = 'abc'".to_owned(),
                "the id must",
            ),
        ] {
            let error = Rules::parse(&text).unwrap_err().to_string();
            assert!(error.contains(reason), "{reason}: {error}");
        }
    }
}
