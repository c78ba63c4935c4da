import { type FormEvent, type ReactNode, useState } from "react";
import { api } from "../../api/client";
import type { Explanation, Policies } from "../../api/types";
import { asApiError, useGet } from "../data";
import { actionsKnown } from "../sentences";
import { Button, Chip, ErrorLine, Failure, Field, Loading, Page } from "../ui/parts";

export default function PolicyPage(): ReactNode {
  const query = useGet<Policies>("/policies");
  return (
    <Page title="Policy">
      {query.error && !query.data && <Failure error={query.error} retry={() => void query.reload()} />}
      {!query.data && !query.error && <Loading />}
      {query.data && (
        <>
          <Explain />
          <section style={{ display: "grid", gap: 12 }} aria-labelledby="text">
            <h2 id="text">Rules in force</h2>
            <Rules text={query.data.policies} />
            <details>
              <summary>Schema</summary>
              <pre className="block" tabIndex={0}>
                {query.data.schema}
              </pre>
            </details>
            <details>
              <summary>All rules as Cedar text</summary>
              <pre className="block" tabIndex={0}>
                {query.data.policies}
              </pre>
            </details>
          </section>
        </>
      )}
    </Page>
  );
}

interface Rule {
  id: string;
  effect: string;
  text: string;
  source: string;
}

/** Rules as cards: the sentence that each carries, and its Cedar text behind it. */
export function rulesOf(text: string): Rule[] {
  const found: Rule[] = [];
  // Annotations come before the effect; a rule ends with a semicolon at the end of a line.
  for (const match of text.matchAll(/((?:@\w+(?:\("(?:[^"\\]|\\.)*"\))?\s*)+)(permit|forbid)\s*\([\s\S]*?;[ \t]*(?:\n|$)/g)) {
    const notes = Object.fromEntries([...(match[1] ?? "").matchAll(/@(\w+)\("((?:[^"\\]|\\.)*)"\)/g)].map(([, name, value]) => [name, value]));
    found.push({ id: notes.id ?? "", effect: match[2] ?? "", text: notes.text ?? "", source: match[0].trim() });
  }
  return found;
}

function Rules({ text }: { text: string }): ReactNode {
  const [find, setFind] = useState("");
  const rules = rulesOf(text);
  if (!rules.length) return null;
  const shown = rules.filter((rule) => `${rule.id} ${rule.text}`.toLowerCase().includes(find.toLowerCase()));
  return (
    <>
      <div className="filters">
        <Field label={`Find among ${rules.length} rules`}>
          <input type="search" value={find} onChange={(event) => setFind(event.target.value)} />
        </Field>
      </div>
      <div className="table-wrap">
        <table>
          <thead>
            <tr>
              <th className="tight">Effect</th>
              <th>Rule</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((rule) => (
              <tr key={rule.id || rule.source}>
                <td>
                  <Chip tone={rule.effect === "forbid" ? "danger" : "ok"}>{rule.effect}</Chip>
                </td>
                <td>
                  {rule.text}
                  <details>
                    <summary className="small quiet">
                      <code>{rule.id}</code>
                    </summary>
                    <pre className="block fold" tabIndex={0}>
                      {rule.source}
                    </pre>
                  </details>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Explain(): ReactNode {
  const [actor, setActor] = useState("");
  const [action, setAction] = useState("");
  const [target, setTarget] = useState("");
  const [answer, setAnswer] = useState<Explanation | null>(null);
  const [error, setError] = useState("");
  const ask = async (event: FormEvent) => {
    event.preventDefault();
    setError("");
    setAnswer(null);
    try {
      setAnswer(await api.post<Explanation>("/policies/explanations", { actor: actor.trim(), action: action.trim(), ...(target.trim() ? { target: target.trim() } : {}) }));
    } catch (failure) {
      setError(asApiError(failure).message);
    }
  };
  return (
    <section className="card" aria-labelledby="why">
      <h2 id="why">Why may somebody do something, or not?</h2>
      <form className="row" onSubmit={(event) => void ask(event)}>
        <Field label="Who">
          <input required data-search="" placeholder="e-mail address or id" value={actor} onChange={(event) => setActor(event.target.value)} maxLength={254} />
        </Field>
        <Field label="Does what">
          <input required list="explain-actions" placeholder="file.download" value={action} onChange={(event) => setAction(event.target.value)} maxLength={64} spellCheck={false} />
        </Field>
        <datalist id="explain-actions">
          {actionsKnown.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
        <Field label="With what">
          <input placeholder="id of a case, a version …" value={target} onChange={(event) => setTarget(event.target.value)} maxLength={64} spellCheck={false} />
        </Field>
        <Button main type="submit">
          Explain
        </Button>
      </form>
      <ErrorLine error={error} />
      {answer && (
        <div className={answer.decision === "allow" ? "note ok" : "note warn"} role="status">
          <b>{answer.decision === "allow" ? "Allowed" : "Refused"}</b>
          <p>
            {answer.text} {answer.next}
          </p>
          <p className="small">
            Code <code>{answer.code}</code>
          </p>
          <ul className="plain">
            {answer.policies.map((policy) => (
              <li key={policy.id}>
                <Chip tone={policy.effect === "forbid" ? "danger" : "ok"}>{policy.effect}</Chip> <code>{policy.id}</code> {policy.text}
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}
