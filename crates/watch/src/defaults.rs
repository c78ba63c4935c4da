//! The rules that every deployment starts with.

/// The default rules as `(file name, Sigma YAML)`. A deployment may load others instead, or besides.
pub const DEFAULT_RULES: &[(&str, &str)] = &[
    ("canary.yml", include_str!("../rules/canary.yml")),
    ("changes.yml", include_str!("../rules/changes.yml")),
    ("ledger.yml", include_str!("../rules/ledger.yml")),
    ("links.yml", include_str!("../rules/links.yml")),
    ("probing.yml", include_str!("../rules/probing.yml")),
    ("reading.yml", include_str!("../rules/reading.yml")),
    ("removal.yml", include_str!("../rules/removal.yml")),
    ("sign-in.yml", include_str!("../rules/sign-in.yml")),
    ("wall.yml", include_str!("../rules/wall.yml")),
];
