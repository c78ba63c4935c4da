import { type FormEvent, type ReactNode, useState } from "react";
import { api } from "../../api/client";
import type { Span, Unmasking } from "../../api/types";
import { count, plural } from "../../shared/format";
import { asApiError } from "../data";
import { useSession } from "../session";
import { Button, Dialog, ErrorLine, Field } from "../ui/parts";

export interface Reveal {
  span: Span;
  token: string;
  line: number;
}

const reasons = ["Compare with what the customer quoted", "Find the same value in another system", "Check the format of the value", "Other"];

/** Shows one masked value, once, for a reason that is recorded. */
export function RevealDialog({ version, reveal: { span, token, line }, whyNot, onClose }: { version: string; reveal: Reveal; whyNot: string | null; onClose: () => void }): ReactNode {
  const { proven } = useSession();
  const [reason, setReason] = useState("");
  const [words, setWords] = useState("");
  const [shown, setShown] = useState<Unmasking | null>(null);
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);

  const ask = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError("");
    const said = reason === "Other" ? words.trim() : [reason, words.trim()].filter(Boolean).join(": ");
    try {
      setShown(await proven(() => api.post<Unmasking>(`/versions/${version}/unmaskings`, { span: span.no, reason: said })));
    } catch (failure) {
      setError(asApiError(failure).message);
      setBusy(false);
    }
  };

  const facts = (
    <dl className="pairs">
      <dt>Token</dt>
      <dd>
        <code>{token}</code> <span className="small quiet">the same value has the same token</span>
      </dd>
      <dt>Found as</dt>
      <dd>
        {span.class}, by {span.detector}, {span.confidence} % sure
      </dd>
      <dt>Where</dt>
      <dd>
        line {count(line)}, {plural(span.length, "byte")}
      </dd>
    </dl>
  );
  if (shown) {
    return (
      <Dialog title="Unmasked value" onClose={onClose}>
        <p className="value" tabIndex={0}>
          {shown.value}
        </p>
        <p className="quiet">
          Shown once, recorded as ledger entry {count(shown.entry)}. You may unmask {plural(shown.budget_left, "more value")} for now.
        </p>
        <div className="foot">
          <Button main onClick={onClose}>
            Hide it
          </Button>
        </div>
      </Dialog>
    );
  }
  if (whyNot) {
    return (
      <Dialog title="This value stays masked" onClose={onClose}>
        {facts}
        <p className="note warn">
          <span>{whyNot}</span>
        </p>
        <div className="foot">
          <Button main onClick={onClose}>
            Close
          </Button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title="Unmask a value" onClose={onClose}>
      {facts}
      <form className="form" onSubmit={(event) => void ask(event)}>
        <Field label="Why do you need it?" hint="Your name, the time and this reason are recorded, and the customer can be told.">
          <select required value={reason} onChange={(event) => setReason(event.target.value)}>
            <option value="" disabled>
              Choose…
            </option>
            {reasons.map((text) => (
              <option key={text}>{text}</option>
            ))}
          </select>
        </Field>
        <Field label={reason === "Other" ? "The reason" : "More, if it helps"}>
          <input required={reason === "Other"} minLength={reason === "Other" ? 10 : 0} value={words} onChange={(event) => setWords(event.target.value)} maxLength={1900} />
        </Field>
        <ErrorLine error={error} />
        <div className="foot">
          <Button onClick={onClose}>Keep it masked</Button>
          <Button main type="submit" disabled={busy}>
            {busy ? "Unmasking…" : "Unmask"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
