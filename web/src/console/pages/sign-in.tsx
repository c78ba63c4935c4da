import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { api } from "../../api/client";
import type { Me } from "../../api/types";
import { asApiError } from "../data";
import { passkeysWork, usePasskey, wasDismissed } from "../passkeys";
import { Mark } from "../ui/icons";
import { Button, ErrorLine, Field } from "../ui/parts";

/** The secret of a one-time link travels in the fragment, which browsers send to nobody. */
export function fragmentSecret(): string | null {
  const fragment = location.hash.slice(1);
  if (!fragment) return null;
  const named = new URLSearchParams(fragment);
  return named.get("link") ?? named.get("secret") ?? (fragment.includes("=") ? null : decodeURIComponent(fragment));
}

export function SignInPage({ onDone }: { onDone: (me: Me) => void }): ReactNode {
  const [secret] = useState(() => (location.pathname === "/sign-in" ? fragmentSecret() : null));
  useEffect(() => {
    document.title = "Sign in · Coffer";
    // The secret is in memory now; it need not stay in the address bar and the history.
    if (secret) history.replaceState(null, "", location.pathname);
  }, [secret]);
  return (
    <div className="gate">
      <main>
        <Mark size={32} />
        {secret ? <ByLink secret={secret} onDone={onDone} /> : <ByProof onDone={onDone} />}
      </main>
    </div>
  );
}

function ByLink({ secret, onDone }: { secret: string; onDone: (me: Me) => void }): ReactNode {
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const [used, setUsed] = useState(false);
  const enter = async () => {
    setBusy(true);
    setError("");
    try {
      onDone(await api.post<Me>("/sign-in/link", { secret }));
    } catch (failure) {
      const problem = asApiError(failure);
      setError(problem.offline ? problem.message : "This sign-in link does not work any more. It may have been used already, or have expired.");
      setUsed(!problem.offline);
      setBusy(false);
    }
  };
  if (used) {
    return (
      <>
        <h1>Sign-in link</h1>
        <ErrorLine error={error} />
        <a className="button" href="/sign-in">
          Sign in another way
        </a>
      </>
    );
  }
  return (
    <>
      <h1>Sign in with your link</h1>
      <p>The link signs you in once. If somebody was signed in here, that session ends.</p>
      <Button main className="block" disabled={busy} onClick={() => void enter()} autoFocus>
        {busy ? "Signing in…" : "Sign in"}
      </Button>
      <ErrorLine error={error} />
    </>
  );
}

function ByProof({ onDone }: { onDone: (me: Me) => void }): ReactNode {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const offer = useRef<AbortController | null>(null);
  const done = useRef(onDone);
  done.current = onDone;

  // Passkeys in the suggestions of the e-mail field, for those who never look for a button.
  useEffect(() => {
    const control = new AbortController();
    offer.current = control;
    void (async () => {
      if (!passkeysWork() || !(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
      if (control.signal.aborted) return;
      try {
        done.current(await usePasskey<Me>("/sign-in/passkey/start", "/sign-in/passkey/finish", { mediation: "conditional", signal: control.signal }));
      } catch (failure) {
        // An offer that was not taken up, or not possible, leaves the form as it is. A refused passkey is said.
        const problem = asApiError(failure);
        if (!control.signal.aborted && !wasDismissed(failure) && problem.code === "sign-in-failed") setError(problem.message);
      }
    })();
    return () => control.abort();
  }, []);

  const attempt = async (act: () => Promise<Me>) => {
    setBusy(true);
    setError("");
    try {
      onDone(await act());
    } catch (failure) {
      setError(wasDismissed(failure) ? "No passkey was used. Try again, or sign in with your password." : asApiError(failure).message);
      setBusy(false);
    }
  };
  const byPasskey = () => {
    // Only one ceremony may run at a time.
    offer.current?.abort();
    void attempt(() => usePasskey<Me>("/sign-in/passkey/start", "/sign-in/passkey/finish"));
  };
  const byPassword = (event: FormEvent) => {
    event.preventDefault();
    offer.current?.abort();
    void attempt(() => api.post<Me>("/sign-in/password", { email: email.trim(), password, ...(code.trim() ? { code: code.trim() } : {}) }));
  };

  return (
    <>
      <h1>Sign in</h1>
      {passkeysWork() && (
        <>
          <Button main className="block" disabled={busy} onClick={byPasskey}>
            Sign in with a passkey
          </Button>
          <div className="or">or with a password</div>
        </>
      )}
      <form className="form" onSubmit={byPassword}>
        <Field label="E-mail address">
          <input type="email" name="email" autoComplete="username webauthn" required value={email} onChange={(event) => setEmail(event.target.value)} maxLength={254} />
        </Field>
        <Field label="Password">
          <input type="password" name="password" autoComplete="current-password" required value={password} onChange={(event) => setPassword(event.target.value)} />
        </Field>
        <Field label="Code" hint="Six digits of your authenticator app, or a recovery code.">
          <input name="code" autoComplete="one-time-code" value={code} onChange={(event) => setCode(event.target.value)} maxLength={40} />
        </Field>
        <ErrorLine error={error} />
        <Button type="submit" className="block" main={!passkeysWork()} disabled={busy}>
          Sign in with the password
        </Button>
      </form>
      <p className="small quiet">No access any more? An administrator can hand you a new setup link.</p>
    </>
  );
}
