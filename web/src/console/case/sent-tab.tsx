import { type FormEvent, type ReactNode, useState } from "react";
import { api } from "../../api/client";
import type { CaseView, File as CaseFile, NewSendLink, Page, SendLink } from "../../api/types";
import { plural, size } from "../../shared/format";
import { asApiError, useChanged, useGet, usePages } from "../data";
import { has, useSession } from "../session";
import { LinkStateChip } from "../states";
import { Button, Check, Classes, Confirm, Copy, Dialog, Empty, ErrorLine, Failure, Field, Loading, More, Time } from "../ui/parts";
import { useTray } from "../ui/toasts";

const CHANGED = "coffer:sent-changed";

export function SentTab({ view, onSend }: { view: CaseView; onSend: () => void }): ReactNode {
  const { me, proven } = useSession();
  const { notify } = useTray();
  const list = usePages<SendLink>(`/cases/${view.id}/send-links`);
  const [shown, setShown] = useState<SendLink | null>(null);
  const [revoking, setRevoking] = useState<SendLink | null>(null);
  const [error, setError] = useState("");
  useChanged(CHANGED, list.reload);

  const revoke = async (link: SendLink) => {
    setError("");
    try {
      await proven(() => api.post(`/send-links/${link.id}/revocations`));
      setRevoking(null);
      notify("The send link is taken back.");
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
          view.state === "open" &&
          has(me, "send") && (
            <Button main onClick={onSend}>
              Send files
            </Button>
          )
        }
      >
        Nothing was sent from this case. A send link lets one contact take chosen files out, after a code or a passphrase.
      </Empty>
    );
  }
  return (
    <>
      <div className="table-wrap">
        <table>
          <thead>
            <tr>
              <th>Files</th>
              <th className="tight">State</th>
              <th>To</th>
              <th className="tight num wide-only">Taken</th>
              <th className="tight wide-only">Ends</th>
              <th className="tight">
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {list.items.map((link) => (
              <tr key={link.id}>
                <td>
                  <span className="name">{link.files.join(", ")}</span>
                  <br />
                  <span className="small quiet">
                    {link.created_by} · <Time ms={link.created_at} />
                  </span>
                </td>
                <td>
                  <LinkStateChip state={link.state} />
                </td>
                <td>
                  {link.email}
                  <br />
                  <span className="small quiet">{link.mode === "email_code" ? "with an e-mailed code" : "with a passphrase"}</span>
                </td>
                <td className="num wide-only">
                  {link.takes} of {link.max_takes}
                </td>
                <td className="tight wide-only">
                  <Time ms={link.expires_at} />
                </td>
                <td className="tight">
                  {link.state === "active" && (
                    <span className="actions">
                      {link.link && (
                        <Button tiny onClick={() => setShown(link)}>
                          Link
                        </Button>
                      )}
                      <Button tiny ghost onClick={() => setRevoking(link)}>
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
        <Dialog title="Send link" onClose={() => setShown(null)}>
          <Copy label="Link" value={shown.link ?? ""} />
          <div className="foot">
            <Button main onClick={() => setShown(null)}>
              Done
            </Button>
          </div>
        </Dialog>
      )}
      {revoking && (
        <Confirm
          title="Take the send link back"
          text={<p>It stops working at once. What {revoking.email} already took stays with them.</p>}
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

const HOUR = 3600;

/** Twenty letters and digits that are hard to confuse: some 98 bits. */
export function passphrase(random: (bytes: Uint8Array) => void = (bytes) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>)): string {
  const letters = "abcdefghjkmnpqrstuvwxyz23456789";
  let text = "";
  const byte = new Uint8Array(1);
  while (text.length < 20) {
    random(byte);
    const value = byte[0] ?? 0;
    // Values beyond the last whole multiple would favour the first letters.
    if (value < letters.length * 8) text += letters[value % letters.length];
  }
  return text.replace(/(.{5})(?=.)/g, "$1-");
}

export function NewSendDialog({ view, chosen, onClose }: { view: CaseView; chosen: string[]; onClose: () => void }): ReactNode {
  const { proven } = useSession();
  const files = useGet<Page<CaseFile>>(`/cases/${view.id}/files?limit=500`);
  const [picked, setPicked] = useState(new Set(chosen));
  const [email, setEmail] = useState(view.contacts.length === 1 ? (view.contacts[0]?.email ?? "") : "");
  const [mode, setMode] = useState<NewSendLink["mode"]>("email_code");
  const [phrase] = useState(() => passphrase());
  const [note, setNote] = useState("");
  const [ttl, setTtl] = useState(String(72 * HOUR));
  const [takes, setTakes] = useState("3");
  const [made, setMade] = useState<SendLink | null>(null);
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const ready = (files.data?.items ?? []).filter(({ version }) => version.state === "ready");
  const going = ready.filter(({ version }) => picked.has(version.id));
  const found = going.flatMap(({ version }) => version.findings.map((finding) => finding.class));

  const create = async (event: FormEvent) => {
    event.preventDefault();
    if (!going.length) return setError("Choose at least one file.");
    setBusy(true);
    setError("");
    const body: NewSendLink = {
      versions: going.map(({ version }) => version.id),
      email,
      mode,
      note: note.trim(),
      ttl_seconds: Number(ttl),
      max_takes: Number(takes),
      ...(mode === "passphrase" ? { passphrase: phrase } : {}),
    };
    try {
      setMade(await proven(() => api.post<SendLink>(`/cases/${view.id}/send-links`, body)));
      dispatchEvent(new Event(CHANGED));
    } catch (failure) {
      setError(asApiError(failure).message);
      setBusy(false);
    }
  };

  if (made) {
    return (
      <Dialog title="The send link is ready" onClose={onClose}>
        <Copy label="Link" value={made.link ?? ""} />
        {mode === "passphrase" && (
          <>
            <Copy label="Passphrase" value={phrase} />
            <p className="note warn">
              <b>Tell the passphrase by another way than the link</b> for example over the phone. It is shown only now.
            </p>
          </>
        )}
        <div className="foot">
          <Button main onClick={onClose}>
            Done
          </Button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title="Send files" wide onClose={onClose}>
      <form className="form" onSubmit={(event) => void create(event)}>
        <fieldset>
          <legend>Files</legend>
          {files.error && <ErrorLine error={files.error.message} />}
          {files.data && !ready.length && <p className="quiet">No file of this case is ready to be sent.</p>}
          {ready.map(({ id, name, version }) => (
            <Check
              key={id}
              checked={picked.has(version.id)}
              onChange={(yes) =>
                setPicked((before) => {
                  const after = new Set(before);
                  if (yes) after.add(version.id);
                  else after.delete(version.id);
                  return after;
                })
              }
              label={
                <>
                  {name} <span className="quiet small">{version.size_bytes === null ? "" : size(version.size_bytes)}</span>
                </>
              }
            />
          ))}
        </fieldset>
        {found.length > 0 && (
          <div className="note warn">
            <b>These files hold findings, and are sent unmasked</b>
            <p>
              Make sure that {email || "the recipient"} may have them. <Classes findings={[...new Set(found)]} />
            </p>
          </div>
        )}
        <Field label="To" hint={`Only contacts of ${view.customer_name} can be chosen.`}>
          <select required value={email} onChange={(event) => setEmail(event.target.value)}>
            <option value="" disabled>
              Choose…
            </option>
            {view.contacts.map((contact) => (
              <option key={contact.id} value={contact.email}>
                {contact.name} ({contact.email})
              </option>
            ))}
          </select>
        </Field>
        <Field label="Proof" hint={mode === "email_code" ? "A code goes to that address when the link is opened." : "A passphrase is made for you to tell by another way."}>
          <select value={mode} onChange={(event) => setMode(event.target.value as NewSendLink["mode"])}>
            <option value="email_code">A code by e-mail</option>
            <option value="passphrase">A passphrase</option>
          </select>
        </Field>
        <Field label="Note to the recipient">
          <textarea value={note} onChange={(event) => setNote(event.target.value)} maxLength={2000} />
        </Field>
        <div className="row">
          <Field label="Works for">
            <select value={ttl} onChange={(event) => setTtl(event.target.value)}>
              <option value={4 * HOUR}>4 hours</option>
              <option value={24 * HOUR}>1 day</option>
              <option value={72 * HOUR}>3 days</option>
              <option value={168 * HOUR}>7 days</option>
            </select>
          </Field>
          <Field label="Downloads at most">
            <input type="number" min={1} max={100} required value={takes} onChange={(event) => setTakes(event.target.value)} />
          </Field>
        </div>
        <ErrorLine error={error} />
        <div className="foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button main type="submit" disabled={busy || !ready.length}>
            {busy ? "Making the link…" : `Send ${plural(going.length, "file")}`}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
