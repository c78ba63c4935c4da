import { type ReactNode, useState } from "react";
import { api } from "../../api/client";
import type { CaseDetection, CaseView, DetectorState, NewDetection } from "../../api/types";
import { asApiError, useGet } from "../data";
import { useSession } from "../session";
import { Button, Check, Dialog, ErrorLine, Failure, Field, Loading, Time } from "../ui/parts";
import { useTray } from "../ui/toasts";

/** What inspection of a case looks for: a switch for each detector that may have one, and the reason. */
export function DetectionDialog({ view, onClose, reload }: { view: CaseView; onClose: () => void; reload: () => Promise<void> }): ReactNode {
  const path = `/cases/${view.id}/detection`;
  const query = useGet<CaseDetection>(path);
  return (
    <Dialog title="What is looked for" onClose={onClose}>
      {query.error && <Failure error={query.error} retry={() => void query.reload()} />}
      {!query.data && !query.error && <Loading />}
      {query.data && <Switches path={path} now={query.data} onClose={onClose} reload={reload} />}
    </Dialog>
  );
}

function Switches({ path, now, onClose, reload }: { path: string; now: CaseDetection; onClose: () => void; reload: () => Promise<void> }): ReactNode {
  const { proven } = useSession();
  const { notify } = useTray();
  const [off, setOff] = useState(() => new Set(now.detectors.filter(({ on }) => !on).map(({ id }) => id)));
  const [reason, setReason] = useState("");
  const [error, setError] = useState("");
  const free = now.detectors.filter(({ always }) => !always);
  const classes = [...new Set(free.map((detector) => detector.class))];

  const flip = (detectors: DetectorState[], on: boolean) => {
    const next = new Set(off);
    for (const { id } of detectors) {
      if (on) next.delete(id);
      else next.add(id);
    }
    setOff(next);
  };
  const save = async () => {
    setError("");
    try {
      await proven(() => api.post<CaseDetection>(path, { off: [...off], reason: reason.trim() } satisfies NewDetection));
      notify("The files of the case are inspected again.");
      await reload();
      onClose();
    } catch (failure) {
      setError(asApiError(failure).message);
    }
  };

  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <p>What is switched off is neither found nor masked in this case. Credentials and payment cards are always looked for.</p>
      {now.set_by && now.set_at !== null && (
        <p className="small quiet">
          Set by {now.set_by}, <Time ms={now.set_at} />: {now.reason}
        </p>
      )}
      {now.overruled.length > 0 && (
        <p className="small">
          Looked for all the same, since it may no longer be switched off: {now.overruled.map((name) => name.replaceAll("_", " ")).join(", ")}
        </p>
      )}
      {classes.map((name) => {
        const detectors = free.filter((detector) => detector.class === name);
        const on = detectors.filter(({ id }) => !off.has(id)).length;
        return (
          <details key={name}>
            <summary>
              {name} <span className="quiet">{on === detectors.length ? "all on" : `${on} of ${detectors.length} on`}</span>
            </summary>
            <Check label="Everything of this class" checked={on === detectors.length} onChange={(all) => flip(detectors, all)} />
            {detectors.map((detector) => (
              <Check key={detector.id} label={detector.description} checked={!off.has(detector.id)} onChange={(one) => flip([detector], one)} />
            ))}
          </details>
        );
      })}
      <Field label="Reason">
        <textarea required value={reason} onChange={(event) => setReason(event.target.value)} maxLength={2000} />
      </Field>
      <ErrorLine error={error} />
      <div className="foot">
        <Button onClick={onClose}>Cancel</Button>
        <Button main type="submit">
          Inspect again
        </Button>
      </div>
    </form>
  );
}
