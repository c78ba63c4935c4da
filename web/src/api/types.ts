// The wire types of /api/v1, as the server's `api` crate defines them. Times are Unix milliseconds.

export interface Page<T> { items: T[]; next?: string }
export interface ClassCount { class: string; count: number }

export interface Problem {
  type: string;
  code: string;
  title: string;
  status: number;
  detail: string;
  /** The policy's own code for a refusal, such as `wrong-department`. */
  reason?: string;
  /** Index of the ledger entry that recorded the decision. */
  decision?: number;
  /** Where an upload really stands. */
  offset?: number;
}

// ---- identity

export type Right = "view" | "unmask" | "original" | "download" | "modify" | "send";
export interface PasswordSignIn { email: string; password: string; code?: string | null }
export interface LinkSignIn { secret: string }
export interface Ceremony { ceremony: string; public_key: unknown }
export interface CeremonyAnswer { ceremony: string; credential: unknown; label?: string | null }
export interface CodeProof { code: string }
export interface Me {
  id: string;
  name: string;
  email: string;
  department: string;
  roles: string[];
  rights: string[];
  assurance: "none" | "single" | "multi" | "passkey";
  proved_at: number | null;
  training_valid_until: number | null;
  frozen: boolean;
  has_totp: boolean;
  passkeys: number;
  expires_at: number;
  organisation: string;
  demo: boolean;
}
export interface SetupView { email: string; name: string; organisation: string }
export interface SetupPassword { secret: string; password: string }
export interface TotpStart { ceremony: string; secret: string; uri: string }
export interface TotpFinish { ceremony: string; code: string }
export interface Enrolled { recovery_codes: string[] }
export interface User {
  id: string;
  name: string;
  email: string;
  department: string;
  roles: string[];
  rights: string[];
  state: "active" | "suspended";
  frozen: boolean;
  multi_factor: boolean;
  training_valid_until: number | null;
  created_at: number;
  last_seen_at: number | null;
}
export interface NewUser { email: string; name: string; department: string; roles: string[]; rights?: string[] | null }
export interface CreatedUser { user: User; setup_link: string }
export interface UserChange {
  department?: string | null;
  roles?: string[] | null;
  rights?: string[] | null;
  state?: "active" | "suspended" | null;
}
export interface Question { text: string; choices: string[] }
export interface Training {
  module: string;
  version: number;
  title: string;
  text: string[];
  questions: Question[];
  valid_until: number | null;
}
export interface Attempt { answers: number[] }
export interface AttemptResult { passed: boolean; correct: number; asked: number; valid_until: number | null }
export interface NewToken { label: string; scope: string[]; ttl_seconds: number }
export interface Token {
  id: string;
  label: string;
  scope: string[];
  created_at: number;
  expires_at: number;
  last_used_at: number | null;
}
export interface CreatedToken { token: Token; secret: string }

// ---- cases

export interface Contact { id: string; name: string; email: string }
export interface Customer { id: string; name: string; contacts: Contact[] }
export interface NewCustomer { name: string }
export interface NewContact { name: string; email: string }
export interface Case {
  id: string;
  number: number;
  subject: string;
  customer: string;
  customer_name: string;
  state: "open" | "closed" | "shredded";
  opened_by: string;
  opened_at: number;
  closed_at: number | null;
  delete_after: number | null;
  held: boolean;
  files: number;
  classes: string[];
}
export interface Member { id: string; name: string; roles: string[] }
export interface CaseView extends Case { members: Member[]; contacts: Contact[]; retention_seconds: number }
export interface NewCase { customer: string; subject: string; retention_seconds?: number | null }
export interface NewMember { user: string }
export interface NewHold { reason: string }
export interface Certificate { statement: string; signature: string; key: string }

// ---- content

export type VersionState = "receiving" | "inspecting" | "ready" | "uninspected" | "withdrawn";
export interface Version {
  id: string;
  number: number;
  state: VersionState;
  size_bytes: number | null;
  received_bytes: number;
  inspected_percent: number;
  sent_by: string;
  created_by: string;
  created_at: number;
  kind: string | null;
  sensitivity: string | null;
  findings: ClassCount[];
  lines: number | null;
  sha256: string | null;
}
export interface File { id: string; case: string; name: string; version: Version; versions: number }
export interface May { action: string; allowed: boolean; why_not: string | null; code: string | null }
export interface VersionView extends Version {
  file: string;
  case: string;
  case_number: number;
  name: string;
  versions: Version[];
  may: May[];
}
export interface DetectorCount { detector: string; class: string; count: number }
export interface ArchiveMember {
  path: string;
  size_bytes: number;
  state: "inspected" | "not-inspected";
  reason: string | null;
  findings: ClassCount[];
}
export interface Findings { detectors: DetectorCount[]; members: ArchiveMember[] }
export interface Span { no: number; detector: string; class: string; confidence: number; length: number }
export interface Piece { text: string; span?: Span }
export type Severity = "error" | "warn" | "info" | "debug";
export interface Line { n: number; pieces: Piece[]; severity?: Severity; more?: boolean }
export interface Lines { total: number; lines: Line[] }
export interface Bucket { errors: number; warnings: number; spans: number }
export interface Overview { lines: number; lines_per_bucket: number; buckets: Bucket[] }
export interface Search {
  pattern: string;
  regex: boolean;
  case_sensitive: boolean;
  from?: number | null;
  max?: number | null;
}
export type SearchEvent =
  | { hit: { line: number; text: string; ranges: [number, number][] } }
  | { progress: { lines: number } }
  | { done: { hits: number; cut: boolean } };
export interface NewUnmasking { span: number; reason: string }
export interface Unmasking { value: string; entry: number; budget_left: number }

// ---- links

export interface NewUploadRequest {
  note: string;
  contact?: string | null;
  ttl_seconds: number;
  max_files: number;
  max_bytes: number;
}
export type LinkState = "active" | "used" | "revoked" | "expired";
export interface UploadRequest {
  id: string;
  note: string;
  contact_name: string | null;
  state: LinkState;
  created_by: string;
  created_at: number;
  expires_at: number;
  opened_at: number | null;
  max_files: number;
  max_bytes: number;
  used_files: number;
  used_bytes: number;
  link: string | null;
}
export interface SentFile {
  version: string;
  upload: string | null;
  name: string;
  size_bytes: number | null;
  offset: number;
  state: VersionState;
  sha256: string | null;
  receipt: boolean;
  findings: ClassCount[];
  views: number;
}
export interface RequestView {
  organisation: string;
  agent: string;
  team: string;
  case_number: number;
  note: string;
  expires_at: number;
  files_left: number;
  bytes_left: number;
  max_file_bytes: number;
  seen_by: number;
  seen_by_roles: string[];
  retention_days: number;
  files: SentFile[];
}
export interface NewSendLink {
  versions: string[];
  email: string;
  mode: "email_code" | "passphrase";
  passphrase?: string | null;
  note: string;
  ttl_seconds: number;
  max_takes: number;
}
export interface SendLink {
  id: string;
  email: string;
  mode: string;
  state: LinkState;
  note: string;
  files: string[];
  expires_at: number;
  max_takes: number;
  takes: number;
  created_by: string;
  created_at: number;
  link: string | null;
}
export interface SendLinkView {
  organisation: string;
  agent: string;
  case_number: number;
  mode: string;
  email_hint: string;
  files: number;
  expires_at: number;
}
export interface SendItem { version: string; name: string; size_bytes: number; sha256: string | null }
export interface SendContents { session: string; note: string; files: SendItem[]; takes_left: number }

// ---- oversight

export interface Alert {
  id: string;
  rule: string;
  title: string;
  level: "low" | "medium" | "high" | "critical";
  actor: string;
  actor_name: string | null;
  case: string | null;
  at: number;
  entries: number[];
  state: "open" | "closed";
  response: string;
  freeze: string | null;
}
export interface Freeze {
  id: string;
  actor: string;
  actor_name: string | null;
  reason: string;
  created_by: string;
  created_at: number;
  released_at: number | null;
  released_by: string | null;
}
/** What an entry of the ledger holds; fields beyond these stay visible in the raw view. */
export interface Entry {
  v: number;
  time: number;
  kind: "decision" | "outcome" | "event";
  actor: string;
  actor_kind?: string;
  department?: string;
  session?: string;
  assurance?: number;
  action: string;
  target?: string;
  case?: string;
  decision?: "allow" | "deny";
  reason?: string;
  policies?: string[];
  intent?: number;
  result?: string;
  bytes?: number;
  count?: number;
  lines?: [number, number];
  detail?: Record<string, string>;
}
export interface LedgerEntry { index: number; leaf: string; entry: Entry; names: Record<string, string> }
export interface LedgerCheckpoint { note: string; key: string; size: number }
export interface LedgerProof { index: number; entry: string; proof: string[]; checkpoint: string }
export interface LedgerVerification { entries: number; root: string; checkpoints: number; ok: boolean; faults: string[] }
export interface Explanation {
  decision: "allow" | "deny";
  code: string;
  text: string;
  next: string;
  policies: { id: string; effect: "permit" | "forbid"; text: string }[];
}
export interface Policies { schema: string; policies: string }
