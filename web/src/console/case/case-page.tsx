import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import { api } from "../../api/client";
import type { Case, CaseView, Certificate, NewHold } from "../../api/types";
import { day, duration, plural } from "../../shared/format";
import { asApiError, useGet } from "../data";
import { useKey } from "../keys";
import { has, is, useSession } from "../session";
import { CaseState } from "../states";
import { Avatars, Button, Confirm, Dialog, Empty, ErrorLine, Failure, Field, Loading, Page } from "../ui/parts";
import { useTray } from "../ui/toasts";
import { AccessTab } from "./access-tab";
import { ActivityTab } from "./activity-tab";
import { CredentialsTab } from "./credentials-tab";
import { DetectionDialog, NotLookedFor } from "./detection-dialog";
import { FilesTab } from "./files-tab";
import { FoundTab } from "./found-tab";
import { NewRequestDialog, RequestsTab } from "./requests-tab";
import { NewSendDialog, SentTab } from "./sent-tab";

const tabs = [
  ["files", "Files"],
  ["requests", "Requests"],
  ["findings", "Findings"],
  ["credentials", "Credentials"],
  ["sent", "Sent"],
  ["activity", "Activity"],
  ["access", "Access"],
] as const;

export function CasePage({ id, tab }: { id: string; tab: string }): ReactNode {
  const { me } = useSession();
  const query = useGet<CaseView>(`/cases/${encodeURIComponent(id)}`);
  const [asking, setAsking] = useState(false);
  const [sending, setSending] = useState<string[] | null>(null);
  const view = query.data;
  const open = view?.state === "open";
  useKey("r", () => open && setAsking(true));
  useKey("s", () => open && has(me, "send") && setSending([]));

  const title = view ? `${view.number} ${view.subject || "Shredded case"}` : `Case ${id}`;
  return (
    <Page
      title={title}
      heading={view ? view.subject || "Shredded case" : `Case ${id}`}
      crumbs={
        <>
          <Link href="/cases">Cases</Link> / {view?.number ?? id}
          {view?.customer_name && ` · ${view.customer_name}`}
        </>
      }
      actions={
        view && (
          <>
            {open && (
              <>
                <Button main icon="link" onClick={() => setAsking(true)}>
                  Request files
                </Button>
                {has(me, "send") && (
                  <Button icon="up" onClick={() => setSending([])}>
                    Send files
                  </Button>
                )}
              </>
            )}
            <LifeCycle view={view} reload={query.reload} />
          </>
        )
      }
    >
      {query.error && !view && <Failure error={query.error} retry={() => void query.reload()} />}
      {!view && !query.error && <Loading />}
      {view && (
        <>
          <div className="facts">
            <CaseState of={view} />
            <Link href={`/cases/${id}/access`} className="facts">
              <Avatars names={view.members.map(({ name }) => name)} label="Who can see the files" />
              <span>Seen by {plural(view.members.length, "person", "people")}, masked</span>
            </Link>
            <span>
              {view.delete_after !== null && view.state === "closed"
                ? view.held
                  ? "Kept by a hold"
                  : `Keys destroyed on ${day(view.delete_after)}`
                : view.state === "open" && `Kept for ${duration(view.retention_seconds)} after it closes`}
            </span>
            <NotLookedFor view={view} />
          </div>
          <nav className="tabs" aria-label="Case">
            {tabs.map(([name, text]) => (
              <Link key={name} href={`/cases/${id}/${name}`} aria-current={tab === name ? "page" : undefined}>
                {text}
                {name === "files" && <span className="chip">{view.files}</span>}
              </Link>
            ))}
          </nav>
          {!tabs.some(([name]) => name === tab) && <Empty>A case has no such page.</Empty>}
          {tab === "files" && <FilesTab view={view} onSend={setSending} onAsk={() => setAsking(true)} reloadCase={query.reload} />}
          {tab === "requests" && <RequestsTab view={view} onAsk={() => setAsking(true)} />}
          {tab === "findings" && <FoundTab view={view} />}
          {tab === "credentials" && <CredentialsTab view={view} />}
          {tab === "sent" && <SentTab view={view} onSend={() => setSending([])} />}
          {tab === "activity" && <ActivityTab view={view} />}
          {tab === "access" && <AccessTab view={view} onChange={query.set} reload={query.reload} />}
          {asking && <NewRequestDialog view={view} onClose={() => setAsking(false)} />}
          {sending && <NewSendDialog view={view} chosen={sending} onClose={() => setSending(null)} />}
        </>
      )}
    </Page>
  );
}

/** Closing, reopening, holding: each with its who, its when and its undo. */
function LifeCycle({ view, reload }: { view: CaseView; reload: () => Promise<void> }): ReactNode {
  const { me, proven } = useSession();
  const { notify } = useTray();
  const leads = is(me, "lead");
  const [asks, setAsks] = useState<"close" | "hold" | "detection" | null>(null);
  const [reason, setReason] = useState("");
  const [error, setError] = useState("");

  const act = async (what: () => Promise<unknown>, said: string) => {
    setError("");
    try {
      await proven(what);
      setAsks(null);
      setReason("");
      notify(said);
      await reload();
    } catch (failure) {
      const text = asApiError(failure).message;
      setError(text);
      if (!asks) notify(text, "danger");
    }
  };
  const certificate = () =>
    act(async () => {
      const text = JSON.stringify(await api.get<Certificate>(`/cases/${view.id}/certificate`), null, 2);
      save(text, `case-${view.number}-certificate.json`);
    }, "The certificate is saved.");

  return (
    <>
      {view.state === "open" && leads && (
        <Button ghost onClick={() => setAsks("detection")}>
          Detection
        </Button>
      )}
      {view.state === "open" && <Button onClick={() => setAsks("close")}>Close case</Button>}
      {view.state === "closed" && leads && (
        <Button onClick={() => void act(() => api.delete<Case>(`/cases/${view.id}/closures`), "The case is open again.")}>Reopen</Button>
      )}
      {view.state !== "shredded" &&
        leads &&
        (view.held ? (
          <Button onClick={() => void act(() => api.delete<Case>(`/cases/${view.id}/holds`), "The hold is released.")}>Release the hold</Button>
        ) : (
          <Button ghost onClick={() => setAsks("hold")}>
            Hold
          </Button>
        ))}
      {view.state === "shredded" && (
        <Button icon="down" onClick={() => void certificate()}>
          Certificate
        </Button>
      )}
      {asks === "close" && (
        <Confirm
          title="Close the case"
          text={<p>Its files can no longer be read from now on. After {duration(view.retention_seconds)} its keys are destroyed. Until then it can be reopened.</p>}
          act="Close the case"
          error={error}
          onYes={() => void act(() => api.post<Case>(`/cases/${view.id}/closures`), "The case is closed.")}
          onClose={() => setAsks(null)}
        />
      )}
      {asks === "detection" && <DetectionDialog view={view} reload={reload} onClose={() => setAsks(null)} />}
      {asks === "hold" && (
        <Dialog title="Hold the case" onClose={() => setAsks(null)}>
          <form
            className="form"
            onSubmit={(event) => {
              event.preventDefault();
              void act(() => api.post<Case>(`/cases/${view.id}/holds`, { reason: reason.trim() } satisfies NewHold), "The case is on hold.");
            }}
          >
            <p>A hold keeps the case from being shredded, whatever its retention says, until somebody releases it.</p>
            <Field label="Reason">
              <textarea required value={reason} onChange={(event) => setReason(event.target.value)} maxLength={2000} />
            </Field>
            <ErrorLine error={error} />
            <div className="foot">
              <Button onClick={() => setAsks(null)}>Cancel</Button>
              <Button main type="submit">
                Hold the case
              </Button>
            </div>
          </form>
        </Dialog>
      )}
    </>
  );
}

export function save(text: string, name: string, type = "application/json"): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
