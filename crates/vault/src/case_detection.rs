//! What inspection of a single case looks for: switches that a lead sets, with a reason, within what the deployment allows.

use std::collections::HashMap;
use std::sync::PoisonError;

use coffer_api as api;
use coffer_detect::{Detector, Rules, Selection};
use coffer_gate::{self as gate, Caller, Outcome};
use coffer_model::{CaseId, Class, Limits};
use coffer_store::CaseDetectionRow;

use crate::cases::Cases;
use crate::core::Vault;
use crate::detection::Detection;
use crate::error::{Error, Result};
use crate::fields::checked_text;
use crate::uploads::journal_error;

/// What no case is without, whatever the deployment says: credentials, and the data of payment cards.
const CLASSES_ALWAYS: [Class; 1] = [Class::Credential];
const DETECTORS_ALWAYS: [&str; 3] = ["payment_card", "card_track", "card_security_code"];
/// Switches that one case may have.
const SWITCHES: usize = 1000;
/// The longest value of a ledger entry's detail, in bytes, and how many of its 32 details names may take.
const DETAIL_BYTES: usize = 256;
const DETAILS: usize = 16;

/// The rules that follow from the switches of a case, and their hash, hex.
#[derive(Debug, Clone)]
pub(crate) struct Selected {
    rules: Detection,
    ruleset: String,
}

impl Vault {
    /// Reads the switches of all cases, and works out which rules follow now.
    pub(crate) async fn load_selections(&self) -> Result<()> {
        let mut all = HashMap::new();
        let mut after = None;
        loop {
            let rows = self.store.case_detections(after, 200).await?;
            for row in &rows {
                after = Some(row.case_id);
                let selection: Selection = serde_json::from_str(&row.selection)?;
                let selected = self.in_force(&selection);
                if selected.ruleset != row.ruleset {
                    let mut tx = self.store.begin().await?;
                    tx.set_case_ruleset(row.case_id, &selected.ruleset).await?;
                    tx.commit().await?;
                }
                all.insert(row.case_id, selected);
            }
            if rows.len() < 200 {
                break;
            }
        }
        *self
            .selections
            .write()
            .unwrap_or_else(PoisonError::into_inner) = all;
        Ok(())
    }

    /// What follows from switches under the settings of today. What is always on by now is on, whatever a lead was allowed
    /// to switch off before.
    fn in_force(&self, selection: &Selection) -> Selected {
        let rules: &Rules = &self.settings.detection;
        let mut selection = selection.clone();
        for detector in rules.list().iter().filter(|one| self.is_always_on(one)) {
            selection.off.retain(|id| *id != detector.id);
            selection.on.push(detector.id.clone());
        }
        let rules = Detection::with(rules.select(&selection));
        Selected {
            ruleset: rules.version(),
            rules,
        }
    }

    fn selected(&self, case: CaseId) -> Option<Selected> {
        let selections = self
            .selections
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        selections.get(&case).cloned()
    }

    /// The rules that files of a case are inspected with.
    pub(crate) fn detection_of(&self, case: CaseId) -> Detection {
        self.selected(case)
            .map_or_else(|| self.settings.detection.clone(), |one| one.rules)
    }

    /// Their hash, hex.
    pub(crate) fn ruleset_of(&self, case: CaseId) -> String {
        self.selected(case)
            .map_or_else(|| self.ruleset.clone(), |selected| selected.ruleset)
    }

    /// What a case is not inspected for, in few words.
    pub(crate) fn switched_off(&self, case: CaseId) -> Vec<String> {
        let rules = self.detection_of(case);
        words(&rules, |one| is_off(&rules, one))
    }

    /// Whether no case is without a detector.
    fn is_always_on(&self, detector: &Detector) -> bool {
        CLASSES_ALWAYS.contains(&detector.class)
            || DETECTORS_ALWAYS.contains(&detector.id.as_str())
            || self
                .settings
                .always_on
                .iter()
                .any(|name| *name == detector.id || name == detector.class.as_str())
    }

    /// The switches that somebody asked for, if rules and deployment know and allow them.
    fn checked_selection(&self, new: &api::NewDetection) -> Result<Selection> {
        let rules: &Rules = &self.settings.detection;
        if new.classes_off.len() + new.off.len() + new.on.len() > SWITCHES {
            return Err(Error::Invalid(format!("at most {SWITCHES} switches")));
        }
        let classes = new.classes_off.iter().map(|class| {
            class.parse().map_err(|_| {
                Error::Invalid("classes_off names a class that there is not".to_owned())
            })
        });
        let selection = Selection {
            classes_off: classes.collect::<Result<_>>()?,
            off: new.off.clone(),
            on: new.on.clone(),
        };
        if !selection.unknown(rules).is_empty() {
            return Err(Error::Invalid(
                "off or on names a detector that there is not".to_owned(),
            ));
        }
        let asked = rules.select(&selection);
        let kept = asked
            .switched_off()
            .find(|detector| self.is_always_on(detector));
        match kept {
            Some(detector) => Err(Error::Invalid(format!(
                "{} is looked for in every case; switch other detectors off by their ids",
                detector.id
            ))),
            None => Ok(selection),
        }
    }
}

fn is_off(rules: &Rules, detector: &Detector) -> bool {
    rules.switched_off().any(|one| one.id == detector.id)
}

/// Names for some of the detectors of a rule set: of a class where they are all that it has, and else their own.
fn words(rules: &Rules, some: impl Fn(&Detector) -> bool) -> Vec<String> {
    let (named, rest): (Vec<&Detector>, Vec<&Detector>) =
        rules.list().iter().partition(|detector| some(detector));
    let whole = |class: Class| {
        named.iter().any(|one| one.class == class) && !rest.iter().any(|one| one.class == class)
    };
    let classes = Class::ALL.into_iter().filter(|class| whole(*class));
    let single = named.iter().filter(|one| !whole(one.class));
    classes
        .map(|class| class.as_str().to_owned())
        .chain(single.map(|one| one.id.clone()))
        .collect()
}

/// An outcome with the names of what is off: as the detail `off`, and `off.2` and so on where they are more than one detail
/// holds. What is too much for an entry is counted as `off.left`; the hash of the rules covers it.
fn recorded(off: &[String]) -> Outcome {
    let mut details: Vec<String> = Vec::new();
    let mut left = 0;
    for name in off {
        let full = details.len() == DETAILS;
        match details.last_mut() {
            Some(last) if last.len() + 1 + name.len() <= DETAIL_BYTES => {
                last.push(',');
                last.push_str(name);
            }
            _ if full => left += 1,
            _ => details.push(name.clone()),
        }
    }
    let outcome = match details.first() {
        Some(first) => Outcome::done().detail("off", first),
        None => Outcome::done().detail("off", "none"),
    };
    let more = details.iter().enumerate().skip(1);
    let outcome = more.fold(outcome, |outcome, (n, names)| {
        outcome.detail(&format!("off.{}", n + 1), names)
    });
    match left {
        0 => outcome,
        left => outcome.detail("off.left", left),
    }
}

impl Cases<'_> {
    /// What inspection of a case looks for.
    ///
    /// # Errors
    /// [`Error::Denied`], or [`Error::NotFound`] for those who may not know of the case.
    pub async fn detection(&self, caller: &Caller, id: CaseId) -> Result<api::CaseDetection> {
        let (_, permit) = self.authorize::<gate::ViewCase>(caller, id).await?;
        let view = self.detection_view(id).await?;
        permit
            .finish(Outcome::done())
            .await
            .map_err(journal_error)?;
        Ok(view)
    }

    /// Says what inspection of a case does not look for. Its files are inspected again; what was found before stays
    /// masked until then.
    ///
    /// # Errors
    /// [`Error::Denied`]; [`Error::Invalid`] without a reason, for what there is not, and for what is always looked for.
    pub async fn set_detection(
        &self,
        caller: &Caller,
        id: CaseId,
        new: api::NewDetection,
    ) -> Result<api::CaseDetection> {
        let vault = self.vault();
        let reason = checked_text("the reason", &new.reason, Limits::NOTE_CHARS)?;
        let (_, permit) = self.authorize::<gate::SetDetection>(caller, id).await?;
        let selection = match vault.checked_selection(&new) {
            Ok(selection) => selection,
            Err(error) => {
                permit
                    .finish(Outcome::failed("not-allowed"))
                    .await
                    .map_err(journal_error)?;
                return Err(error);
            }
        };
        let _turn = vault.selecting.lock().await;
        let selected = vault.in_force(&selection);
        let ruleset = selected.ruleset.clone();
        let fields = vault.case_fields(id).await?;
        let sealed_reason = fields.seal("case_detection", "reason", id.as_bytes(), &reason);
        let mut tx = vault.store.begin().await?;
        tx.set_case_detection(&CaseDetectionRow {
            case_id: id,
            selection: serde_json::to_string(&selection)?,
            ruleset: ruleset.clone(),
            set_by: caller.actor().to_string(),
            set_at: vault.now(),
            sealed_reason: sealed_reason.clone(),
        })
        .await?;
        tx.commit().await?;
        vault
            .selections
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(id, selected);
        vault.wake.reinspection.notify_one();
        let outcome = recorded(&vault.switched_off(id)).detail("rules", ruleset);
        permit
            .finish(outcome.sealed(sealed_reason))
            .await
            .map_err(journal_error)?;
        self.detection_view(id).await
    }

    async fn detection_view(&self, id: CaseId) -> Result<api::CaseDetection> {
        let vault = self.vault();
        let rules = vault.detection_of(id);
        let ruleset = rules.version();
        let off: Vec<&str> = rules.switched_off().map(|d| d.id.as_str()).collect();
        let detectors = rules
            .list()
            .iter()
            .map(|detector| api::DetectorState {
                id: detector.id.clone(),
                class: detector.class.as_str().to_owned(),
                description: detector.description.clone(),
                on: !off.contains(&detector.id.as_str()),
                always: vault.is_always_on(detector),
            })
            .collect();
        let row = vault.store.case_detection(id).await?;
        let (mut set_by, mut set_at, mut reason) = (None, None, None);
        let mut overruled = Vec::new();
        if let Some(row) = row {
            let selection: Selection = serde_json::from_str(&row.selection)?;
            let asked = vault.settings.detection.select(&selection);
            overruled = words(&asked, |one| is_off(&asked, one) && !is_off(&rules, one));
            set_by = Some(vault.actor_name(&row.set_by).await?);
            set_at = Some(row.set_at.as_i64());
            if !row.sealed_reason.is_empty() {
                let fields = vault.case_fields(id).await?;
                let place = id.as_bytes();
                reason =
                    Some(fields.open("case_detection", "reason", place, &row.sealed_reason)?);
            }
        }
        Ok(api::CaseDetection {
            stale: vault
                .store
                .count_stale_versions_of_case(id, &ruleset)
                .await?,
            ruleset,
            set_by,
            set_at,
            reason,
            overruled,
            detectors,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{DETAIL_BYTES, DETAILS, recorded};

    #[test]
    fn an_entry_names_what_is_off_as_far_as_it_holds() {
        assert_eq!(recorded(&[]).detail["off"], "none");
        let names = ["network".to_owned(), "email".to_owned()];
        assert_eq!(recorded(&names).detail["off"], "network,email");

        // The longest ids that rules may have, and more of them than one entry holds.
        let names: Vec<String> = (0..1000).map(|n| format!("{n:0>64}")).collect();
        let mut detail = recorded(&names).detail;
        let left: usize = detail.remove("off.left").unwrap().parse().unwrap();
        assert_eq!(detail.len(), DETAILS);
        let mut told = Vec::new();
        for n in 1..=DETAILS {
            let key = if n == 1 {
                "off".to_owned()
            } else {
                format!("off.{n}")
            };
            assert!(detail[&key].len() <= DETAIL_BYTES, "{key}");
            told.extend(detail[&key].split(',').map(str::to_owned));
        }
        assert_eq!(told, names[..told.len()]);
        assert_eq!(told.len() + left, names.len());
    }
}
