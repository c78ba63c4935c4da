//! Rules of a deployment's own, and what their change sets going.

use std::time::Duration;

use coffer_vault::Detection;

use crate::world::World;

/// One rule of a deployment: names of projects that are not public.
pub const PROJECTS: &str = r#"
[[rules]]
id = "project_name"
description = "Name of a project"
class = "custom"
regex = 'PRJ-[0-9]{5}'
keywords = ["prj-"]
examples = ["see PRJ-12345"]
negative_examples = ["see PRJ-1"]
"#;

impl World {
    /// Restarts the server with rules of the deployment's own.
    pub async fn restart_with_rules(&mut self, text: &str) {
        self.stop().await;
        self.setup.settings.detection = Detection::parse(text).expect("rules that hold");
        self.start().await;
    }

    /// Restarts the server with these classes and detectors, and no others, always on.
    pub async fn restart_with_always_on(&mut self, names: &[&str]) {
        self.stop().await;
        self.setup.settings.always_on = names.iter().map(ToString::to_string).collect();
        self.start().await;
    }

    /// Waits until every version was inspected with the rules in force.
    pub async fn inspected_again(&self) {
        for _ in 0..600 {
            let status = self.vault().detection_status().await;
            if status.expect("the store answers").stale == 0 {
                return self.settle().await;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("versions are still due for another inspection");
    }
}
