//! Training: what people learn before they get in. Answers never leave the server.

use std::sync::LazyLock;

use coffer_api as api;
use coffer_gate::{self as gate, Caller, Facts, Outcome};
use coffer_model::{UnixMillis, UserId};
use coffer_store::TrainingRow;
use serde::Deserialize;

use crate::core::Vault;
use crate::error::{Error, Result};
use crate::uploads::journal_error;

/// The module that opens access to customer content.
pub(super) const MODULE: &str = "handling-customer-data";
/// Share of right answers that passes, in per cent.
const PASS_PERCENT: u32 = 80;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Module {
    id: String,
    version: u32,
    title: String,
    text: Vec<String>,
    questions: Vec<Item>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    text: String,
    choices: Vec<String>,
    answer: u32,
}

static MODULES: LazyLock<Vec<Module>> = LazyLock::new(|| {
    vec![
        toml::from_str(include_str!("../../training/handling-customer-data.toml"))
            .expect("the compiled-in module is read by a test"),
    ]
});

impl Module {
    /// Right answers among those given.
    fn correct(&self, answers: &[u32]) -> u32 {
        let right = self
            .questions
            .iter()
            .zip(answers)
            .filter(|(question, answer)| question.answer == **answer);
        u32::try_from(right.count()).unwrap_or(0)
    }

    fn passes(&self, correct: u32) -> bool {
        let asked = u32::try_from(self.questions.len()).unwrap_or(u32::MAX);
        correct * 100 >= asked * PASS_PERCENT
    }
}

/// Training.
pub struct Trainings<'a>(&'a Vault);

impl Vault {
    /// Training.
    #[must_use]
    pub fn trainings(&self) -> Trainings<'_> {
        Trainings(self)
    }

    /// Until when a person's training counts.
    pub(crate) async fn training_valid_until(&self, user: UserId) -> Result<Option<UnixMillis>> {
        let version = MODULES
            .iter()
            .find(|module| module.id == MODULE)
            .map_or(1, |module| module.version);
        let row = self.store.latest_training(user, MODULE).await?;
        Ok(row
            .filter(|row| row.module_version >= version)
            .map(|row| row.valid_until))
    }

    pub(super) async fn attest(
        &self,
        user: UserId,
        module: &str,
        score: u32,
    ) -> Result<UnixMillis> {
        let version = MODULES
            .iter()
            .find(|known| known.id == module)
            .map_or(1, |known| known.version);
        let now = self.now();
        let valid_until = now.plus_seconds(self.settings.training_seconds);
        let mut tx = self.store.begin().await?;
        tx.insert_training(&TrainingRow {
            user_id: user,
            module: module.to_owned(),
            module_version: version,
            score,
            passed_at: now,
            valid_until,
        })
        .await?;
        tx.commit().await?;
        Ok(valid_until)
    }
}

impl Trainings<'_> {
    /// The modules, with the caller's own standing. Questions come without their answers.
    ///
    /// # Errors
    /// [`Error::SignInRequired`].
    pub async fn list(&self, caller: &Caller) -> Result<Vec<api::Training>> {
        let user = caller
            .user_id()
            .ok_or(Error::SignInRequired("training belongs to a person"))?;
        let mut modules = Vec::new();
        for module in MODULES.iter() {
            let latest = self.0.store.latest_training(user, &module.id).await?;
            modules.push(api::Training {
                module: module.id.clone(),
                version: module.version,
                title: module.title.clone(),
                text: module.text.clone(),
                questions: module
                    .questions
                    .iter()
                    .map(|item| api::Question {
                        text: item.text.clone(),
                        choices: item.choices.clone(),
                    })
                    .collect(),
                valid_until: latest
                    .filter(|row| row.module_version >= module.version)
                    .map(|row| row.valid_until.as_i64()),
            });
        }
        Ok(modules)
    }

    /// Marks an attempt; a pass opens access at once.
    ///
    /// # Errors
    /// [`Error::Denied`]; [`Error::NotFound`] for an unknown module; [`Error::Invalid`] without an answer to every
    /// question.
    pub async fn attempt(
        &self,
        caller: &Caller,
        module: &str,
        attempt: api::Attempt,
    ) -> Result<api::AttemptResult> {
        let module = MODULES
            .iter()
            .find(|known| known.id == module)
            .ok_or(Error::NotFound("training"))?;
        if attempt.answers.len() != module.questions.len() {
            return Err(Error::Invalid(format!(
                "answer all {} questions",
                module.questions.len()
            )));
        }
        let user = caller
            .user_id()
            .ok_or(Error::SignInRequired("training belongs to a person"))?;
        let permit = self
            .0
            .gate
            .authorize::<gate::TakeTraining>(caller, (), Facts::none())
            .await?;
        let correct = module.correct(&attempt.answers);
        let asked = u32::try_from(module.questions.len()).unwrap_or(u32::MAX);
        let passed = module.passes(correct);
        let mut valid_until = None;
        if passed {
            valid_until = Some(
                self.0
                    .attest(user, &module.id, correct * 100 / asked)
                    .await?
                    .as_i64(),
            );
            self.0.live.actor_changed(caller.actor().clone());
        }
        let outcome = if passed {
            Outcome::done()
        } else {
            Outcome::failed("not-passed")
        };
        permit
            .finish(
                outcome
                    .detail("module", &module.id)
                    .count(u64::from(correct)),
            )
            .await
            .map_err(journal_error)?;
        Ok(api::AttemptResult {
            passed,
            correct,
            asked,
            valid_until,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_of_every_module_has_its_answer_among_the_choices() {
        for module in MODULES.iter() {
            assert!(module.questions.len() >= 5, "{}", module.id);
            for question in &module.questions {
                assert!(
                    (question.answer as usize) < question.choices.len(),
                    "{}",
                    question.text
                );
            }
        }
    }

    #[test]
    fn guessing_the_first_choice_throughout_does_not_pass() {
        for module in MODULES.iter() {
            for guess in 0..3 {
                let answers = vec![guess; module.questions.len()];
                assert!(
                    !module.passes(module.correct(&answers)),
                    "{} with {guess}",
                    module.id
                );
            }
            let right: Vec<u32> = module
                .questions
                .iter()
                .map(|question| question.answer)
                .collect();
            assert!(module.passes(module.correct(&right)));
        }
    }
}
