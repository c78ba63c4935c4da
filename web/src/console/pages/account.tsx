import { type FormEvent, type ReactNode, useState } from "react";
import { api } from "../../api/client";
import type { CreatedToken, Enrolled, Me, NewToken, Token } from "../../api/types";
import { day, plural } from "../../shared/format";
import { asApiError, usePages } from "../data";
import { createPasskey, passkeysWork, wasDismissed } from "../passkeys";
import { useSession } from "../session";
import { departmentName } from "../states";
import { Button, Chip, Confirm, Copy, Dialog, Empty, ErrorLine, Field, Loading, More, Page, Time } from "../ui/parts";
import { useTray } from "../ui/toasts";
import { deviceName, RecoveryCodes, TotpStep } from "./setup";

const assurance: Record<Me["assurance"], string> = {
  none: "not proven",
  single: "one factor: files stay closed",
  multi: "two factors",
  passkey: "passkey",
};

export default function AccountPage(): ReactNode {
  const { me } = useSession();
  return (
    <Page title="Account and sign-in">
      <div className="grid-2">
        <section className="card" aria-labelledby="who">
          <h2 id="who">You</h2>
          <dl className="pairs">
            <dt>Name</dt>
            <dd>{me.name}</dd>
            <dt>E-mail</dt>
            <dd>{me.email}</dd>
            <dt>Id</dt>
            <dd>
              <code>{me.id}</code>
            </dd>
            <dt>Department</dt>
            <dd>{departmentName(me.department)}</dd>
            <dt>Roles</dt>
            <dd>{me.roles.join(", ") || "none"}</dd>
            <dt>Rights on files</dt>
            <dd>
              <span className="chips">{me.rights.length ? me.rights.map((right) => <Chip key={right}>{right}</Chip>) : "none"}</span>
            </dd>
            <dt>This session</dt>
            <dd>
              {assurance[me.assurance]}; ends <Time ms={me.expires_at} form="relative" />
            </dd>
            <dt>Training</dt>
            <dd>{me.training_valid_until === null ? "not taken" : `valid until ${day(me.training_valid_until)}`}</dd>
          </dl>
        </section>
        <Factors />
      </div>
      <Tokens />
    </Page>
  );
}

function Factors(): ReactNode {
  const { me, setMe, proven } = useSession();
  const { notify } = useTray();
  const [codes, setCodes] = useState<string[] | null>(null);
  const [totp, setTotp] = useState(false);
  const [label, setLabel] = useState(deviceName());
  const [naming, setNaming] = useState(false);
  const [error, setError] = useState("");
  const refresh = async () => setMe(await api.get<Me>("/me"));

  const addPasskey = async (event: FormEvent) => {
    event.preventDefault();
    setError("");
    try {
      const { recovery_codes } = await proven(() => createPasskey<Enrolled>("/me/passkeys/start", "/me/passkeys/finish", {}, label.trim() || deviceName()));
      setNaming(false);
      if (recovery_codes.length) setCodes(recovery_codes);
      notify("The passkey is added.");
      await refresh();
    } catch (failure) {
      setError(wasDismissed(failure) ? "No passkey was made." : asApiError(failure).message);
    }
  };

  return (
    <section className="card" aria-labelledby="factors">
      <h2 id="factors">How you sign in</h2>
      <ul className="list">
        <li>
          <span>
            <b>Passkeys</b>
            <br />
            <span className="quiet small">{me.passkeys ? plural(me.passkeys, "passkey") : "none yet"}</span>
          </span>
          {passkeysWork() && (
            <Button main={me.passkeys === 0} onClick={() => setNaming(true)}>
              Add a passkey
            </Button>
          )}
        </li>
        <li>
          <span>
            <b>Authenticator app</b>
            <br />
            <span className="quiet small">{me.has_totp ? "enrolled" : "not enrolled"}</span>
          </span>
          {!me.has_totp && <Button onClick={() => setTotp(true)}>Add an app</Button>}
        </li>
      </ul>
      {naming && (
        <Dialog title="Add a passkey" onClose={() => setNaming(false)}>
          <form className="form" onSubmit={(event) => void addPasskey(event)}>
            <Field label="Name of it" hint="So that you can tell your passkeys apart, such as Work laptop.">
              <input value={label} onChange={(event) => setLabel(event.target.value)} maxLength={60} />
            </Field>
            <ErrorLine error={error} />
            <div className="foot">
              <Button onClick={() => setNaming(false)}>Cancel</Button>
              <Button main type="submit">
                Make it
              </Button>
            </div>
          </form>
        </Dialog>
      )}
      {totp && (
        <Dialog title="Authenticator app" onClose={() => setTotp(false)}>
          <TotpStep
            onDone={() => {
              setTotp(false);
              notify("The authenticator app is enrolled.");
              void refresh();
            }}
          />
        </Dialog>
      )}
      {codes && (
        <Dialog title="Recovery codes" onClose={() => setCodes(null)}>
          <RecoveryCodes codes={codes} titled onDone={() => setCodes(null)} />
        </Dialog>
      )}
    </section>
  );
}

const DAY = 86_400;

function Tokens(): ReactNode {
  const { proven } = useSession();
  const { notify } = useTray();
  const list = usePages<Token>("/tokens");
  const [making, setMaking] = useState(false);
  const [label, setLabel] = useState("");
  const [scope, setScope] = useState("");
  const [ttl, setTtl] = useState(String(7 * DAY));
  const [made, setMade] = useState<CreatedToken | null>(null);
  const [ending, setEnding] = useState<Token | null>(null);
  const [error, setError] = useState("");

  const create = async (event: FormEvent) => {
    event.preventDefault();
    setError("");
    try {
      const body: NewToken = { label: label.trim(), scope: scope.split(/[\s,]+/).filter(Boolean), ttl_seconds: Number(ttl) };
      setMade(await proven(() => api.post<CreatedToken>("/tokens", body)));
      setMaking(false);
      setLabel("");
      await list.reload();
    } catch (failure) {
      setError(asApiError(failure).message);
    }
  };
  const end = async (token: Token) => {
    setError("");
    try {
      await proven(() => api.delete(`/tokens/${token.id}`));
      setEnding(null);
      notify("The token is revoked.");
      await list.reload();
    } catch (failure) {
      setError(asApiError(failure).message);
    }
  };
  return (
    <section className="card" aria-labelledby="tokens">
      <div className="head">
        <h2 id="tokens">Tokens for the command line</h2>
        <Button onClick={() => setMaking(true)}>New token</Button>
      </div>
      {list.error && !list.items && <ErrorLine error={list.error.message} />}
      {!list.items && !list.error && <Loading rows={2} />}
      {list.items?.length === 0 && <Empty>No tokens. One lets a script act as you, within a scope and for a while.</Empty>}
      {!!list.items?.length && (
        <ul className="list">
          {list.items.map((token) => (
            <li key={token.id}>
              <span>
                <b>{token.label}</b>
                <br />
                <span className="quiet small">
                  {token.scope.length ? token.scope.join(", ") : "all that you may do"} · ends <Time ms={token.expires_at} /> · {token.last_used_at === null ? "never used" : <>last used <Time ms={token.last_used_at} /></>}
                </span>
              </span>
              <Button tiny ghost aria-label={`Revoke ${token.label}`} onClick={() => setEnding(token)}>
                Revoke
              </Button>
            </li>
          ))}
        </ul>
      )}
      <More more={list.more} loading={list.loading} />
      {making && (
        <Dialog title="New token" onClose={() => setMaking(false)}>
          <form className="form" onSubmit={(event) => void create(event)}>
            <Field label="What it is for">
              <input required value={label} onChange={(event) => setLabel(event.target.value)} maxLength={100} />
            </Field>
            <Field label="Actions it may be used for" hint="Such as file.view_masked file.list. Empty means all that you may do.">
              <input value={scope} onChange={(event) => setScope(event.target.value)} maxLength={1000} spellCheck={false} />
            </Field>
            <Field label="Works for">
              <select value={ttl} onChange={(event) => setTtl(event.target.value)}>
                <option value={DAY}>1 day</option>
                <option value={7 * DAY}>7 days</option>
                <option value={30 * DAY}>30 days</option>
                <option value={90 * DAY}>90 days</option>
              </select>
            </Field>
            <ErrorLine error={error} />
            <div className="foot">
              <Button onClick={() => setMaking(false)}>Cancel</Button>
              <Button main type="submit">
                Make the token
              </Button>
            </div>
          </form>
        </Dialog>
      )}
      {made && (
        <Dialog title="The token" onClose={() => setMade(null)}>
          <Copy label="Secret" value={made.secret} />
          <p className="quiet">Shown only now. Keep it where secrets are kept; in scripts, read it from a file, not from the command line.</p>
          <div className="foot">
            <Button main onClick={() => setMade(null)}>
              Done
            </Button>
          </div>
        </Dialog>
      )}
      {ending && <Confirm title={`Revoke ${ending.label}`} text={<p>What uses it stops working at once.</p>} act="Revoke" danger error={error} onYes={() => void end(ending)} onClose={() => setEnding(null)} />}
    </section>
  );
}
