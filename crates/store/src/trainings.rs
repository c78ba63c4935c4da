//! Who passed which training, until when it counts.

use coffer_model::{UnixMillis, UserId};

use crate::query::{inserts, reads, row};

row! {
    /// A training that a user passed.
    TrainingRow in trainings {
        /// Who passed it.
        user_id: UserId,
        /// The module, by its code.
        module: String,
        /// The version of the module.
        module_version: u32,
        /// The score, in percent.
        score: u32,
        /// When it was passed.
        passed_at: UnixMillis,
        /// It counts until this moment.
        valid_until: UnixMillis,
    }
}

inserts! {
    /// Inserts a training.
    pub fn insert_training(TrainingRow);
}

reads! {
    /// The trainings of a user, newest first.
    pub fn trainings_of_user(user: UserId) -> Vec<TrainingRow> =
        "SELECT * FROM trainings WHERE user_id = $1 ORDER BY passed_at DESC, module", [user];
    /// The newest training of a user in a module.
    pub fn latest_training(user: UserId, module: &str) -> Option<TrainingRow> =
        "SELECT * FROM trainings WHERE user_id = $1 AND module = $2 \
         ORDER BY passed_at DESC LIMIT 1", [user, module];
}
