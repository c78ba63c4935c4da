import { type ReactNode, useState } from "react";
import { api } from "../../api/client";
import type { CaseDetection, CaseView, DetectorState, NewDetection } from "../../api/types";
import { plural } from "../../shared/format";
import { asApiError, useGet } from "../data";
import { useSession } from "../session";
import { Button, Check, Dialog, ErrorLine, Failure, Field, Loading, Side, Time } from "../ui/parts";
import { useTray } from "../ui/toasts";

/** Names that are shown before the rest is only counted. */
const SHOWN = 4;

const readable = (names: string[]) => names.map((name) => name.replaceAll("_", " ")).join(", ");

/** What a case is not inspected for, in a line; who said so, why, and all of it behind it. */
export function NotLookedFor({ view }: { view: CaseView }): ReactNode {
  const [open, setOpen] = useState(false);
  const names = view.switched_off;
  if (!names.length) return null;
  return (
    <>
      <button type="button" className="link-button" onClick={() => setOpen(true)}>
        Not looked for: {readable(names.slice(0, SHOWN))}
        {names.length > SHOWN && ` and ${names.length - SHOWN} more`}
      </button>
      {open && <OffSide view={view} onClose={() => setOpen(false)} />}
    </>
  );
}

function OffSide({ view, onClose }: { view: CaseView; onClose: () => void }): ReactNode {
  const query = useGet<CaseDetection>(`/cases/${view.id}/detection`);
  const now = query.data;
  const off = now?.detectors.filter(({ on }) => !on) ?? [];
  return (
    <Side title="What is not looked for" onClose={onClose}>
      {query.error && <Failure error={query.error} retry={() => void query.reload()} />}
      {!now && !query.error && <Loading />}
      {now && (
        <div className="form">
          <SetBy now={now} />
          {now.stale > 0 && <p>{plural(now.stale, "version")} of files to inspect again; each is shown as before until its turn.</p>}
          {[...new Set(off.map((detector) => detector.class))].map((name) => (
            <section key={name} aria-label={name}>
              <h3>{name}</h3>
              <ul className="plain">
                {off
                  .filter((detector) => detector.class === name)
                  .map(({ id, description }) => (
                    <li key={id}>{description}</li>
                  ))}
              </ul>
            </section>
          ))}
        </div>
      )}
    </Side>
  );
}

/** Who set the switches, when and why, and what of it no longer counts. */
function SetBy({ now }: { now: CaseDetection }): ReactNode {
  return (
    <>
      {now.set_by && now.set_at !== null && (
        <p className="small quiet wrap">
          Set by {now.set_by}, <Time ms={now.set_at} />: {now.reason}
        </p>
      )}
      {now.overruled.length > 0 && <p className="small">Looked for all the same, since it may no longer be switched off: {readable(now.overruled)}</p>}
    </>
  );
}

/** What inspection of a case looks for: a switch for each detector that may have one, and the reason. */
export function DetectionDialog({ view, onClose, reload }: { view: CaseView; onClose: () => void; reload: () => Promise<void> }): ReactNode {
  const path = `/cases/${view.id}/detection`;
  const query = useGet<CaseDetection>(path);
  return (
    <Dialog title="What is looked for" onClose={onClose}>
      {query.error && <Failure error={query.error} retry={() => void query.reload()} />}
      {query.loading && <Loading />}
      {/* What was seen before may have changed since, and saving replaces all of it. */}
      {query.data && !query.loading && !query.error && <Switches path={path} now={query.data} onClose={onClose} reload={reload} />}
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
      <SetBy now={now} />
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
