import { type FormEvent, type ReactNode, useCallback, useEffect, useState } from "react";
import { Link, useLocation, useSearch } from "wouter";
import { api, ApiError, withQuery } from "../../api/client";
import type { LedgerCheckpoint, LedgerEntry, LedgerProof, LedgerVerification, Page as PageOf } from "../../api/types";
import { exactly, plural } from "../../shared/format";
import { asApiError, useGet } from "../data";
import { useRows } from "../keys";
import { check, type Verdict } from "../proof";
import { actionsKnown, tell } from "../sentences";
import { Button, Chip, Empty, ErrorLine, Failure, Field, Loading, Page, Side, Time } from "../ui/parts";

const LIMIT = 100;
const names = ["actor", "action", "case", "target", "decision"] as const;
type Filter = Partial<Record<(typeof names)[number], string>>;

export default function LedgerPage({ index }: { index: string | undefined }): ReactNode {
  const [, go] = useLocation();
  const search = useSearch();
  const filter: Filter = Object.fromEntries([...new URLSearchParams(search)].filter(([name]) => (names as readonly string[]).includes(name)));
  const path = withQuery("/ledger/entries", { ...filter, limit: LIMIT });
  const query = useGet<PageOf<LedgerEntry>>(path);
  const [older, setOlder] = useState<{ of: string; items: LedgerEntry[]; more: boolean }>({ of: path, items: [], more: true });
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ApiError>();
  const tail = older.of === path ? older : { of: path, items: [], more: true };
  const items = [...(query.data?.items ?? []), ...tail.items];
  const last = items.at(-1);

  const loadOlder = async () => {
    if (!last) return;
    setBusy(true);
    setFailure(undefined);
    try {
      const page = await api.get<PageOf<LedgerEntry>>("/ledger/entries", { ...filter, limit: LIMIT, before: last.index });
      const fresh = page.items.filter((item) => item.index < last.index);
      setOlder({ of: path, items: [...tail.items, ...fresh], more: page.items.length === LIMIT && fresh.length > 0 });
    } catch (error) {
      setFailure(asApiError(error));
    } finally {
      setBusy(false);
    }
  };
  const here = (next: string) => go(withQuery(next, filter));
  const rows = useRows(
    items.length,
    useCallback((at: number) => items[at] && go(withQuery(`/ledger/${items[at].index}`, filter)), [items, filter, go]),
  );
  const more = (query.data?.items.length ?? 0) === LIMIT && tail.more;

  return (
    <Page title="Ledger" actions={<Verify />}>
      <p className="quiet">Every decision, every read and every change, in one append-only tree. Filters are asked of the whole ledger, not of what is on the screen.</p>
      <Filters key={search} filter={filter} onChange={(next) => go(withQuery("/ledger", next))} />
      {query.error && !query.data && <Failure error={query.error} retry={() => void query.reload()} />}
      {!query.data && !query.error && <Loading rows={8} />}
      {query.data && !items.length && <Empty action={<Button onClick={() => go("/ledger")}>Clear the filter</Button>}>No entry matches.</Empty>}
      {items.length > 0 && (
        <div className="table-wrap">
          <table>
            <thead>
              <tr>
                <th className="tight num">Entry</th>
                <th className="tight wide-only">When</th>
                <th>What</th>
                <th className="tight wide-only">Action</th>
                <th className="tight">Decision</th>
              </tr>
            </thead>
            <tbody>
              {items.map((item, at) => {
                const told = tell(item);
                return (
                  <tr key={item.index} {...rows(at)}>
                    <td className="num">
                      <Link href={withQuery(`/ledger/${item.index}`, filter)}>{item.index}</Link>
                    </td>
                    <td className="tight wide-only">
                      <Time ms={item.entry.time} />
                    </td>
                    <td>
                      <b>{told.who}</b> {told.words} {told.what} {told.aside && <span className="quiet">({told.aside})</span>}
                      <span className="narrow-only small quiet">
                        <Time ms={item.entry.time} />
                      </span>
                    </td>
                    <td className="tight wide-only">
                      <code>{item.entry.action}</code>
                    </td>
                    <td>
                      {item.entry.decision === "deny" ? (
                        <Chip tone="danger" title={item.entry.reason ?? ""}>
                          refused
                        </Chip>
                      ) : item.entry.decision === "allow" ? (
                        <Chip tone="ok">allowed</Chip>
                      ) : (
                        <Chip tone="line">{item.entry.kind}</Chip>
                      )}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
      {failure && <ErrorLine error={failure.message} />}
      {more && (
        <div>
          <Button disabled={busy} onClick={() => void loadOlder()}>
            {busy ? "Loading…" : "Older entries"}
          </Button>
        </div>
      )}
      {index !== undefined && <EntrySide index={index} known={items.find((item) => String(item.index) === index)} onClose={() => here("/ledger")} />}
    </Page>
  );
}

function Filters({ filter, onChange }: { filter: Filter; onChange: (filter: Filter) => void }): ReactNode {
  const [draft, setDraft] = useState(filter);
  const set = (name: (typeof names)[number]) => (event: { target: { value: string } }) => setDraft((before) => ({ ...before, [name]: event.target.value.trim() }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onChange(draft);
  };
  return (
    <form className="filters" onSubmit={submit} role="search" aria-label="Ledger">
      <Field label="Who">
        <input data-search="" defaultValue={filter.actor} onChange={set("actor")} placeholder="id of a person" maxLength={100} spellCheck={false} />
      </Field>
      <Field label="Action">
        <input list="actions" defaultValue={filter.action} onChange={set("action")} placeholder="file.view_masked" maxLength={64} spellCheck={false} />
      </Field>
      <datalist id="actions">
        {actionsKnown.map((action) => (
          <option key={action} value={action} />
        ))}
      </datalist>
      <Field label="Case">
        <input defaultValue={filter.case} onChange={set("case")} placeholder="id of a case" maxLength={64} spellCheck={false} />
      </Field>
      <Field label="Target">
        <input defaultValue={filter.target} onChange={set("target")} placeholder="id of a file, a link …" maxLength={64} spellCheck={false} />
      </Field>
      <Field label="Decision">
        <select defaultValue={filter.decision ?? ""} onChange={set("decision")}>
          <option value="">Any</option>
          <option value="allow">Allowed</option>
          <option value="deny">Refused</option>
        </select>
      </Field>
      <Button type="submit">Search</Button>
      {Object.values(filter).some(Boolean) && (
        <Button ghost onClick={() => onChange({})}>
          Clear
        </Button>
      )}
    </form>
  );
}

function Verify(): ReactNode {
  const [result, setResult] = useState<LedgerVerification | null>(null);
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const verify = async () => {
    setBusy(true);
    setError("");
    setResult(null);
    try {
      setResult(await api.post<LedgerVerification>("/ledger/verifications"));
    } catch (failure) {
      setError(asApiError(failure).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {result && (
        <span role="status">
          <Chip tone={result.ok ? "ok" : "danger"} title={`root ${result.root}`}>
            {result.ok ? `verified: ${plural(result.entries, "entry", "entries")}, ${plural(result.checkpoints, "checkpoint")}` : (result.faults[0] ?? "does not verify")}
          </Chip>
        </span>
      )}
      <ErrorLine error={error} />
      <Button disabled={busy} onClick={() => void verify()}>
        {busy ? "Verifying…" : "Verify now"}
      </Button>
    </>
  );
}

function EntrySide({ index, known, onClose }: { index: string; known: LedgerEntry | undefined; onClose: () => void }): ReactNode {
  const loaded = useGet<LedgerEntry>(known ? null : `/ledger/entries/${encodeURIComponent(index)}`);
  const item = known ?? loaded.data;
  return (
    <Side title={`Entry ${index}`} onClose={onClose}>
      {loaded.error && <Failure error={loaded.error} />}
      {!item && !loaded.error && <Loading rows={3} />}
      {item && (
        <>
          <p>{sentence(item)}</p>
          <dl className="pairs">
            <dt>When</dt>
            <dd>{exactly(item.entry.time)}</dd>
            {item.entry.reason && (
              <>
                <dt>Reason</dt>
                <dd>
                  <code>{item.entry.reason}</code>
                </dd>
              </>
            )}
            {!!item.entry.policies?.length && (
              <>
                <dt>Policies</dt>
                <dd>
                  <code>{item.entry.policies.join(", ")}</code>
                </dd>
              </>
            )}
            <dt>Leaf</dt>
            <dd>
              <code>{item.leaf}</code>
            </dd>
          </dl>
          <ProofLine index={item.index} />
          <h3>As it was hashed</h3>
          <pre className="block fold" tabIndex={0}>
            {JSON.stringify(item.entry, null, 2)}
          </pre>
          <div className="actions">
            <Link className="button" href={`/ledger?actor=${encodeURIComponent(item.entry.actor)}`}>
              All of this actor
            </Link>
            {item.entry.target && (
              <Link className="button" href={`/ledger?target=${encodeURIComponent(item.entry.target)}`}>
                All of this target
              </Link>
            )}
          </div>
        </>
      )}
    </Side>
  );
}

function sentence(item: LedgerEntry): ReactNode {
  const told = tell(item);
  return (
    <>
      <b>{told.who}</b> {told.words} {told.what} {told.aside && <span className="quiet">({told.aside})</span>}
    </>
  );
}

/** Fetches the proof and checks it here. */
function ProofLine({ index }: { index: number }): ReactNode {
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  useEffect(() => {
    const control = new AbortController();
    void (async () => {
      try {
        const [proof, checkpoint] = await Promise.all([
          api.get<LedgerProof>(`/ledger/entries/${index}/proof`, undefined, control.signal),
          api.get<LedgerCheckpoint>("/ledger/checkpoint", undefined, control.signal).catch(() => null),
        ]);
        setVerdict(await check(proof, checkpoint?.key ?? null));
      } catch (error) {
        if (!control.signal.aborted) setVerdict({ ok: false, why: asApiError(error).message });
      }
    })();
    return () => control.abort();
  }, [index]);
  if (!verdict) return <p className="quiet">Checking the proof…</p>;
  return (
    <div className={verdict.ok ? "note ok" : "note warn"} role="status">
      <b>{verdict.ok ? "Included" : "Not proven"}</b>
      <p>
        {verdict.ok
          ? `This browser recomputed the root of the checkpoint over ${plural(verdict.size, "entry", "entries")} from this entry${verdict.signed ? ", and its signature is the deployment's" : ""}.`
          : verdict.why}
      </p>
    </div>
  );
}
