//! The few entities that one decision is about, made from the caller and the facts.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use cedar_policy::{
    Context, Entity, EntityId, EntityTypeName, EntityUid, RestrictedExpression as Value,
};
use coffer_model::{ActorId, UnixMillis};

use crate::facts::{CaseFacts, LinkFacts, VersionFacts};
use crate::live::Standing;
use crate::target::{AnyTarget, DEPLOYMENT, TargetKind};
use crate::{Caller, Facts};

/// The caller, the target and the situation in Cedar's terms.
pub(crate) struct Slice {
    pub(crate) principal: Entity,
    pub(crate) resource: Entity,
    pub(crate) context: Context,
}

/// Why no slice could be made. Never happens with the schema and the types as they are; refused if it does.
#[derive(Debug, thiserror::Error)]
#[error("the facts cannot be written for the policy: {0}")]
pub(crate) struct SliceError(String);

fn error(e: &impl std::fmt::Display) -> SliceError {
    SliceError(e.to_string())
}

/// The entity types, parsed once.
struct Types {
    user: EntityTypeName,
    contact: EntityTypeName,
    service: EntityTypeName,
    console: EntityTypeName,
    anonymous: EntityTypeName,
    action: EntityTypeName,
    targets: HashMap<TargetKind, EntityTypeName>,
}

static TYPES: LazyLock<Types> = LazyLock::new(|| {
    let parse = |name: &str| name.parse().expect("a constant name of an entity type");
    Types {
        user: parse("User"),
        contact: parse("Contact"),
        service: parse("Service"),
        console: parse("Console"),
        anonymous: parse("Anonymous"),
        action: parse("Action"),
        targets: TargetKind::ALL.iter().map(|kind| (*kind, parse(kind.entity()))).collect(),
    }
});

fn uid(kind: &EntityTypeName, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(id))
}

/// The action of this name.
pub(crate) fn action_uid(name: &str) -> EntityUid {
    uid(&TYPES.action, name)
}

fn string(text: impl ToString) -> Value {
    Value::new_string(text.to_string())
}

fn record<const N: usize>(fields: [(&str, Option<Value>); N]) -> Result<Value, SliceError> {
    Value::new_record(present(fields)).map_err(|e| error(&e))
}

fn present<const N: usize>(fields: [(&str, Option<Value>); N]) -> impl Iterator<Item = (String, Value)> {
    fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)))
}

/// Makes the slice for one question.
pub(crate) fn slice(
    action: &str,
    caller: &Caller,
    target: AnyTarget,
    facts: &Facts,
    standing: Standing,
    now: UnixMillis,
) -> Result<Slice, SliceError> {
    Ok(Slice {
        principal: principal(caller)?,
        resource: resource(target, facts)?,
        context: context(action, caller, target, facts, standing, now)?,
    })
}

fn principal(caller: &Caller) -> Result<Entity, SliceError> {
    let types = &*TYPES;
    let actor = caller.actor();
    let (kind, attributes): (_, Vec<(String, Value)>) = match actor {
        ActorId::User(_) => {
            let department = caller.department().map(|d| d.as_str()).unwrap_or_default();
            let roles = caller.roles().iter().map(|role| string(role.as_str()));
            let rights = caller.rights().iter().map(|right| string(right.as_str()));
            let fields = [
                ("department", Some(string(department))),
                ("roles", Some(Value::new_set(roles))),
                ("rights", Some(Value::new_set(rights))),
            ];
            (&types.user, present(fields).collect())
        }
        ActorId::Request(_) | ActorId::SendLink(_) => {
            let via = if matches!(actor, ActorId::Request(_)) { "request" } else { "send-link" };
            let case = caller.case().map(|case| case.to_string()).unwrap_or_default();
            let fields = [("via", Some(string(via))), ("case", Some(string(case)))];
            (&types.contact, present(fields).collect())
        }
        ActorId::Service(name) => {
            (&types.service, present([("name", Some(string(name)))]).collect())
        }
        ActorId::Console => (&types.console, Vec::new()),
        ActorId::Anonymous => (&types.anonymous, Vec::new()),
    };
    entity(uid(kind, &actor.to_string()), attributes)
}

fn resource(target: AnyTarget, facts: &Facts) -> Result<Entity, SliceError> {
    let kind = &TYPES.targets[&target.kind()];
    let id = target.text().unwrap_or_else(|| DEPLOYMENT.to_owned());
    let attributes = if target.kind().in_case() {
        let fields = [
            ("case", facts.case.as_ref().map(case).transpose()?),
            ("version", facts.version.map(|version| self::version(version, facts.approved)).transpose()?),
            ("link", facts.link.map(link).transpose()?),
        ];
        present(fields).collect()
    } else {
        Vec::new()
    };
    entity(uid(kind, &id), attributes)
}

fn entity(uid: EntityUid, attributes: Vec<(String, Value)>) -> Result<Entity, SliceError> {
    Entity::new(uid, attributes.into_iter().collect(), HashSet::new()).map_err(|e| error(&e))
}

fn case(case: &CaseFacts) -> Result<Value, SliceError> {
    let members =
        case.members.iter().map(|user| Value::new_entity_uid(uid(&TYPES.user, &user.to_string())));
    record([
        ("id", Some(string(case.id))),
        ("state", Some(string(case.state.as_str()))),
        ("members", Some(Value::new_set(members))),
        ("held", Some(Value::new_bool(case.held))),
    ])
}

fn version(version: VersionFacts, approved: bool) -> Result<Value, SliceError> {
    record([
        ("id", Some(string(version.version))),
        ("file", Some(string(version.file))),
        ("state", Some(string(version.state.as_str()))),
        ("sensitivity", Some(string(version.sensitivity.as_str()))),
        ("sent_by_contact", Some(Value::new_bool(version.sent_by_contact))),
        ("approved", Some(Value::new_bool(approved))),
    ])
}

fn link(link: LinkFacts) -> Result<Value, SliceError> {
    record([
        ("active", Some(Value::new_bool(link.active))),
        ("expires_at", Some(Value::new_long(link.expires_at.as_i64()))),
        ("uses_left", link.uses_left.map(|uses| Value::new_long(uses.into()))),
        ("code_required", Some(Value::new_bool(link.code_required))),
    ])
}

fn context(
    action: &str,
    caller: &Caller,
    target: AnyTarget,
    facts: &Facts,
    standing: Standing,
    now: UnixMillis,
) -> Result<Context, SliceError> {
    let scope = caller.scope().map(|scope| Value::new_set(scope.iter().map(string)));
    let fields = [
        ("action", Some(string(action))),
        ("now", Some(Value::new_long(now.as_i64()))),
        ("assurance", Some(Value::new_long(caller.assurance().level()))),
        ("proof_age", caller.proof_age(now).map(Value::new_long)),
        ("training_until", caller.training_valid_until().map(|until| Value::new_long(until.as_i64()))),
        ("frozen", Some(Value::new_bool(standing.frozen))),
        ("revoked", Some(Value::new_bool(standing.revoked))),
        ("own", Some(Value::new_bool(target.is_own(caller, facts)))),
        ("scope", scope),
        ("budget_left", facts.unmask_budget_left.map(|spans| Value::new_long(spans.into()))),
        ("enrolled", facts.enrolled.map(Value::new_bool)),
    ];
    Context::from_pairs(present(fields)).map_err(|e| error(&e))
}
