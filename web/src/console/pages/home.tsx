import { type ReactNode, useEffect, useState } from "react";
import { Link } from "wouter";
import { api } from "../../api/client";
import type { Case, Page as PageOf, UploadRequest } from "../../api/types";
import { plural, relative, size } from "../../shared/format";
import { useGet } from "../data";
import { is, useSession } from "../session";
import { departmentName } from "../states";
import { Classes, Empty, Failure, Loading, Page, Time } from "../ui/parts";

const DAY = 86_400_000;

export function HomePage(): ReactNode {
  const { me } = useSession();
  const first = me.name.split(" ")[0] ?? me.name;
  // Those who look after the deployment read no content, even when they are agents besides.
  const works = is(me, "agent", "lead") && me.department === "customer-success" && !is(me, "administrator", "security", "auditor");
  return (
    <Page
      title="Home"
      heading={`Good to see you, ${first}`}
      actions={
        works && (
          <Link className="button main" href="/cases/new">
            New case
          </Link>
        )
      }
    >
      <Due />
      {works ? <Work /> : <Elsewhere />}
    </Page>
  );
}

/** What stands between this person and their work. */
function Due(): ReactNode {
  const { me } = useSession();
  const until = me.training_valid_until;
  const now = Date.now();
  return (
    <>
      {me.frozen && (
        <div className="note danger">
          <b>Your account is frozen</b>
          <p>A security rule stopped it. Nothing is lost. Speak to your security team; they can release it.</p>
        </div>
      )}
      {(me.assurance === "none" || me.assurance === "single") && (
        <div className="note warn">
          <b>You signed in with one factor</b>
          <p>
            Files stay closed until you add a second one. <Link href="/account">Add a passkey or an authenticator app</Link>.
          </p>
        </div>
      )}
      {is(me, "agent", "lead") && (until === null || until < now + 14 * DAY) && (
        <div className="note warn">
          <b>{until === null ? "Training comes first" : until < now ? "Your training has expired" : "Your training ends soon"}</b>
          <p>
            {until === null || until < now ? "Cases open once it is passed; it takes about ten minutes." : `It is valid ${relative(until, now).replace("in", "for another")}.`} <Link href="/training">Go to the training</Link>.
          </p>
        </div>
      )}
      {me.assurance === "multi" && me.passkeys === 0 && (
        <div className="note">
          <b>Sign in faster and safer</b>
          <p>
            A passkey cannot be phished, and opens files with health data too. <Link href="/account">Add a passkey</Link>.
          </p>
        </div>
      )}
    </>
  );
}

function Work(): ReactNode {
  const cases = useGet<PageOf<Case>>("/cases?state=open&limit=12", () => 30_000);
  if (cases.error && !cases.data) return <Failure error={cases.error} retry={() => void cases.reload()} />;
  if (!cases.data) return <Loading />;
  if (!cases.data.items.length) {
    return (
      <Empty
        action={
          <Link className="button main" href="/cases/new">
            Open a case
          </Link>
        }
      >
        No open case is assigned to you. You see the cases that you open, and those that a lead assigns to you.
      </Empty>
    );
  }
  return (
    <div className="grid-2">
      <section className="card" aria-labelledby="mine">
        <div className="head">
          <h2 id="mine">My open cases</h2>
          <Link href="/cases">All cases</Link>
        </div>
        <ul className="list">
          {cases.data.items.map((item) => (
            <li key={item.id}>
              <span className="wrap">
                <Link href={`/cases/${item.number}`}>
                  <b>{item.subject || "Shredded case"}</b>
                </Link>
                <br />
                <span className="quiet small">
                  {item.number} · {item.customer_name} · {plural(item.files, "file")}
                </span>
              </span>
              {item.classes.length > 0 && <Classes findings={item.classes} />}
            </li>
          ))}
        </ul>
      </section>
      <Waiting cases={cases.data.items.slice(0, 8)} />
    </div>
  );
}

interface Wait {
  of: Case;
  request: UploadRequest;
}

/** Upload requests that customers have not finished answering. */
function Waiting({ cases }: { cases: Case[] }): ReactNode {
  const [waits, setWaits] = useState<Wait[]>();
  const ids = cases.map(({ id }) => id).join();
  useEffect(() => {
    const control = new AbortController();
    void Promise.all(
      cases.map(async (of) => {
        try {
          const page = await api.get<PageOf<UploadRequest>>(`/cases/${of.id}/upload-requests`, { limit: 20 }, control.signal);
          return page.items.filter(({ state }) => state === "active").map((request) => ({ of, request }));
        } catch {
          // A case that cannot be asked has nothing to show here; its own page says why.
          return [];
        }
      }),
    ).then((all) => {
      if (!control.signal.aborted) setWaits(all.flat().sort((a, b) => a.request.expires_at - b.request.expires_at));
    });
    return () => control.abort();
  }, [ids]);

  return (
    <section className="card" aria-labelledby="waiting">
      <h2 id="waiting">Requests waiting for files</h2>
      {!waits && <Loading rows={3} />}
      {waits?.length === 0 && <p className="quiet">No customer owes you files. Ask for some from a case.</p>}
      <ul className="list">
        {waits?.map(({ of, request }) => (
          <li key={request.id}>
            <span className="wrap">
              <Link href={`/cases/${of.number}/requests`}>
                <b>{request.note.split("\n")[0]?.slice(0, 90) || "Files"}</b>
              </Link>
              <br />
              <span className="quiet small">
                {of.number} · {request.contact_name ?? of.customer_name} ·{" "}
                {request.used_files ? `${plural(request.used_files, "file")}, ${size(request.used_bytes)}` : request.opened_at ? "opened, nothing sent yet" : "not opened yet"}
              </span>
            </span>
            <span className="small quiet">
              ends <Time ms={request.expires_at} form="relative" />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Home of those who do not work on cases. */
function Elsewhere(): ReactNode {
  const { me } = useSession();
  const places: [string, string, string][] = [
    ...(is(me, "security", "auditor")
      ? ([
          ["/alerts", "Alerts", "What the rules noticed, and what was done about it."],
          ["/ledger", "Ledger", "Every decision and every read, with proofs."],
        ] as [string, string, string][])
      : []),
    ...(is(me, "administrator", "security", "auditor")
      ? ([
          ["/people", "People", "Accounts, roles and sign-in."],
          ["/policy", "Policy", "The rules, and why a decision falls as it does."],
        ] as [string, string, string][])
      : []),
  ];
  if (!places.length) {
    return (
      <div className="note">
        <b>Customer files are for customer success</b>
        <p>
          You belong to {departmentName(me.department)}, so cases stay closed to you; no role changes that. If a case needs your help, ask the agent for what you need in words.
        </p>
      </div>
    );
  }
  return (
    <div className="grid-2">
      {places.map(([href, title, text]) => (
        <section className="card" key={href}>
          <h2>
            <Link href={href}>{title}</Link>
          </h2>
          <p className="quiet">{text}</p>
        </section>
      ))}
    </div>
  );
}
