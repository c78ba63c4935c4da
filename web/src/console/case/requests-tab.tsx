import { type FormEvent, type ReactNode, useState } from "react";
import { api } from "../../api/client";
import type { CaseView, NewUploadRequest, UploadRequest } from "../../api/types";
import { at, plural, size } from "../../shared/format";
import { asApiError, useChanged, usePages } from "../data";
import { useSession } from "../session";
import { LinkStateChip } from "../states";
import { Button, Confirm, Copy, Dialog, Empty, ErrorLine, Failure, Field, Loading, Meter, More, Time } from "../ui/parts";
import { useTray } from "../ui/toasts";

/** A request made elsewhere on the page appears in the list at once. */
const CHANGED = "coffer:requests-changed";

export function RequestsTab({ view, onAsk }: { view: CaseView; onAsk: () => void }): ReactNode {
  const list = usePages<UploadRequest>(`/cases/${view.id}/upload-requests`);
  const { proven } = useSession();
  const { notify } = useTray();
  const [shown, setShown] = useState<UploadRequest | null>(null);
  const [revoking, setRevoking] = useState<UploadRequest | null>(null);
  const [error, setError] = useState("");
  useChanged(CHANGED, list.reload);

  const revoke = async (request: UploadRequest) => {
    setError("");
    try {
      await proven(() => api.post(`/upload-requests/${request.id}/revocations`));
      setRevoking(null);
      notify("The upload request is taken back. Its link no longer works.");
      await list.reload();
    } catch (failure) {
      setError(asApiError(failure).message);
    }
  };

  if (list.error && !list.items) return <Failure error={list.error} retry={() => void list.reload()} />;
  if (!list.items) return <Loading />;
  if (!list.items.length) {
    return (
      <Empty
        action={
          view.state === "open" && (
            <Button main onClick={onAsk}>
              Request files
            </Button>
          )
        }
      >
        Nothing was requested yet. An upload request is a link that lets a contact put files into this case, and nothing else.
      </Empty>
    );
  }
  return (
    <>
      <div className="table-wrap">
        <table>
          <thead>
            <tr>
              <th>What is asked</th>
              <th className="tight">State</th>
              <th className="wide-only">For</th>
              <th className="tight wide-only">Received</th>
              <th className="tight wide-only">Opened</th>
              <th className="tight wide-only">Ends</th>
              <th className="tight">
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {list.items.map((request) => (
              <tr key={request.id}>
                <td>
                  <span className="name">{request.note.split("\n")[0]?.slice(0, 120) || "Files"}</span>
                  <br />
                  <span className="small quiet">
                    {request.created_by} · <Time ms={request.created_at} />
                  </span>
                </td>
                <td>
                  <LinkStateChip state={request.state} />
                </td>
                <td className="wide-only">{request.contact_name ?? <span className="quiet">anyone with the link</span>}</td>
                <td className="wide-only">
                  {plural(request.used_files, "file")}, {size(request.used_bytes)}
                  <Meter part={request.used_bytes} whole={request.max_bytes} label={`Received of ${size(request.max_bytes)}`} />
                </td>
                <td className="tight wide-only">{request.opened_at === null ? <span className="quiet">not yet</span> : <Time ms={request.opened_at} />}</td>
                <td className="tight wide-only">
                  <Time ms={request.expires_at} />
                </td>
                <td className="tight">
                  {request.state === "active" && (
                    <span className="actions">
                      {request.link && (
                        <Button tiny onClick={() => setShown(request)}>
                          Link
                        </Button>
                      )}
                      <Button tiny ghost onClick={() => setRevoking(request)}>
                        Take back
                      </Button>
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <More more={list.more} loading={list.loading} />
      {shown && (
        <Dialog title="Link of the upload request" onClose={() => setShown(null)}>
          <Handout request={shown} number={view.number} />
          <div className="foot">
            <Button main onClick={() => setShown(null)}>
              Done
            </Button>
          </div>
        </Dialog>
      )}
      {revoking && (
        <Confirm
          title="Take the upload request back"
          text={<p>Its link stops working at once. Files that arrived through it stay.</p>}
          act="Take it back"
          danger
          error={error}
          onYes={() => void revoke(revoking)}
          onClose={() => setRevoking(null)}
        />
      )}
    </>
  );
}

function Handout({ request, number }: { request: UploadRequest; number: number }): ReactNode {
  const link = request.link ?? "";
  const message = `Hello,\n\nto go on with case ${number} we need:\n\n${request.note}\n\nPlease send it through this page. You need no account; large files may be interrupted and go on where they stopped:\n\n${link}\n\nThe page shows the same case number and works until ${at(request.expires_at)}.`;
  return (
    <>
      <Copy label="Link" value={link} />
      <Copy label="A message with it" value={message} lines />
      <p className="quiet small">Whoever has the link can put files in, until it ends. It shows none of the case's files.</p>
    </>
  );
}

const templates: [string, string][] = [
  ["Logs", "The application logs from the day of the problem, from one hour before it to one hour after.\nPlease say at what time it happened."],
  ["Configuration", "The configuration files of the service (YAML, JSON, .env or INI), as they are in use.\nPasswords in them are masked when they arrive; you need not remove them."],
  ["Browser capture (HAR)", "A HAR capture of the browser while the problem happens:\nopen the developer tools, Network, reload the page, repeat the steps, then save all as HAR."],
  ["Support bundle", "The support bundle that the product makes (Help, Create support bundle)."],
];

const DAY = 86_400;
const GB = 1_000_000_000;

export function NewRequestDialog({ view, onClose }: { view: CaseView; onClose: () => void }): ReactNode {
  const { proven } = useSession();
  const [note, setNote] = useState("");
  const [contact, setContact] = useState(view.contacts.length === 1 ? (view.contacts[0]?.id ?? "") : "");
  const [ttl, setTtl] = useState(String(7 * DAY));
  const [files, setFiles] = useState("20");
  const [bytes, setBytes] = useState(String(50 * GB));
  const [made, setMade] = useState<UploadRequest | null>(null);
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);

  const create = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError("");
    const body: NewUploadRequest = { note: note.trim(), ttl_seconds: Number(ttl), max_files: Number(files), max_bytes: Number(bytes), ...(contact ? { contact } : {}) };
    try {
      setMade(await proven(() => api.post<UploadRequest>(`/cases/${view.id}/upload-requests`, body)));
      dispatchEvent(new Event(CHANGED));
    } catch (failure) {
      setError(asApiError(failure).message);
      setBusy(false);
    }
  };

  if (made) {
    return (
      <Dialog title="The upload request is ready" onClose={onClose}>
        <Handout request={made} number={view.number} />
        <div className="foot">
          <Button main onClick={onClose}>
            Done
          </Button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title="Request files" onClose={onClose}>
      <form className="form" onSubmit={(event) => void create(event)}>
        <div className="actions" role="group" aria-label="Start from">
          {templates.map(([name, text]) => (
            <Button key={name} tiny onClick={() => setNote(text)}>
              {name}
            </Button>
          ))}
        </div>
        <Field label="What to send" hint="The customer reads this as you write it.">
          <textarea required rows={4} value={note} onChange={(event) => setNote(event.target.value)} maxLength={2000} />
        </Field>
        <Field label="For">
          <select value={contact} onChange={(event) => setContact(event.target.value)}>
            <option value="">Anyone at {view.customer_name} with the link</option>
            {view.contacts.map(({ id, name, email }) => (
              <option key={id} value={id}>
                {name} ({email})
              </option>
            ))}
          </select>
        </Field>
        <div className="row">
          <Field label="Works for">
            <select value={ttl} onChange={(event) => setTtl(event.target.value)}>
              <option value={DAY}>1 day</option>
              <option value={3 * DAY}>3 days</option>
              <option value={7 * DAY}>7 days</option>
              <option value={14 * DAY}>14 days</option>
              <option value={30 * DAY}>30 days</option>
              <option value={90 * DAY}>90 days</option>
            </select>
          </Field>
          <Field label="Files at most">
            <input type="number" min={1} max={10_000} required value={files} onChange={(event) => setFiles(event.target.value)} />
          </Field>
          <Field label="In all">
            <select value={bytes} onChange={(event) => setBytes(event.target.value)}>
              <option value={GB}>1 GB</option>
              <option value={10 * GB}>10 GB</option>
              <option value={50 * GB}>50 GB</option>
              <option value={200 * GB}>200 GB</option>
            </select>
          </Field>
        </div>
        <ErrorLine error={error} />
        <div className="foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button main type="submit" disabled={busy}>
            {busy ? "Making the link…" : "Make the link"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
