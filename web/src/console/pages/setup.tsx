import { type FormEvent, type ReactNode, useEffect, useState } from "react";
import { api } from "../../api/client";
import type { Enrolled, Me, SetupView, TotpStart } from "../../api/types";
import { asApiError } from "../data";
import { createPasskey, passkeysWork, wasDismissed } from "../passkeys";
import { qr, qrPath } from "../qr";
import { Mark } from "../ui/icons";
import { Button, Copy, ErrorLine, Field, Loading } from "../ui/parts";
import { fragmentSecret } from "./sign-in";

type Step = "choose" | "password" | "totp";

/** First visit by a setup link: a passkey, or a password with an authenticator app. */
export default function SetupPage({ onDone }: { onDone: (me: Me) => void }): ReactNode {
  const [secret] = useState(fragmentSecret);
  const [view, setView] = useState<SetupView | null>(null);
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const [step, setStep] = useState<Step>("choose");
  const [me, setMe] = useState<Me | null>(null);

  useEffect(() => {
    document.title = "Set up your account · Coffer";
    if (!secret) {
      setError("The setup link is not complete. Copy all of it, with what follows the # sign.");
      return;
    }
    // What the link is for; asking does not use it up.
    api.post<SetupView>("/setup", { secret }).then(setView, (failure: unknown) => {
      const problem = asApiError(failure);
      setError(problem.offline ? problem.message : "This setup link does not work any more. Ask your administrator for a new one.");
    });
  }, [secret]);

  const withPasskey = async () => {
    setBusy(true);
    setError("");
    try {
      onDone(await createPasskey<Me>("/setup/passkey/start", "/setup/passkey/finish", { secret }, deviceName()));
    } catch (failure) {
      setError(wasDismissed(failure) ? "No passkey was made. The link still works; try again." : asApiError(failure).message);
      setBusy(false);
    }
  };

  return (
    <div className="gate">
      <main className="wide">
        <Mark size={32} />
        <h1>{view ? `Welcome to ${view.organisation}` : "Set up your account"}</h1>
        {!view && !error && <Loading rows={2} />}
        {view && step !== "totp" && (
          <p>
            This sets up the account of <b>{view.name}</b>, {view.email}.
          </p>
        )}
        {view && step === "choose" && (
          <>
            {passkeysWork() ? (
              <button type="button" className="choice" disabled={busy} onClick={() => void withPasskey()}>
                <b>Make a passkey</b>
                <span className="quiet">Fingerprint, face or the PIN of this device. It cannot be phished, and there is nothing to remember.</span>
              </button>
            ) : (
              <p className="note">
                <span>This browser cannot make passkeys here; they need a current browser and an address with TLS.</span>
              </p>
            )}
            <button type="button" className="choice" disabled={busy} onClick={() => setStep("password")}>
              <b>Use a password and an authenticator app</b>
              <span className="quiet">The app shows a code of six digits that you type in each time. Files with health data stay closed without a passkey.</span>
            </button>
          </>
        )}
        {view && step === "password" && secret && (
          <PasswordStep
            secret={secret}
            email={view.email}
            onBack={() => setStep("choose")}
            onDone={(fresh) => {
              setMe(fresh);
              setStep("totp");
            }}
          />
        )}
        {step === "totp" && me && <TotpStep onDone={() => void api.get<Me>("/me").then(onDone, () => onDone(me))} />}
        <ErrorLine error={error} />
      </main>
    </div>
  );
}

export const deviceName = (): string => {
  const agent = navigator.userAgent;
  const system = /Windows|Macintosh|iPhone|iPad|Android|CrOS|Linux/.exec(agent)?.[0] ?? "device";
  return { Macintosh: "Mac", CrOS: "Chromebook" }[system] ?? system;
};

function PasswordStep({ secret, email, onBack, onDone }: { secret: string; email: string; onBack: () => void; onDone: (me: Me) => void }): ReactNode {
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (password !== again) {
      setError("The two passwords differ.");
      return;
    }
    setBusy(true);
    setError("");
    try {
      onDone(await api.post<Me>("/setup/password", { secret, password }));
    } catch (failure) {
      setError(asApiError(failure).message);
      setBusy(false);
    }
  };
  return (
    <form className="form" onSubmit={(event) => void submit(event)}>
      <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
      <Field label="New password" hint="At least 15 characters. A few words are fine, and so is a password manager; no rules about symbols.">
        <input type="password" autoComplete="new-password" minLength={15} maxLength={1024} required value={password} onChange={(event) => setPassword(event.target.value)} />
      </Field>
      <Field label="The same again">
        <input type="password" autoComplete="new-password" required value={again} onChange={(event) => setAgain(event.target.value)} />
      </Field>
      <ErrorLine error={error} />
      <div className="actions">
        <Button main type="submit" disabled={busy}>
          Go on
        </Button>
        <Button ghost onClick={onBack}>
          Back
        </Button>
      </div>
    </form>
  );
}

/** Enrols an authenticator app, then shows the recovery codes once. */
export function TotpStep({ onDone }: { onDone: () => void }): ReactNode {
  const [start, setStart] = useState<TotpStart | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const [code, setCode] = useState("");
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    api.post<TotpStart>("/me/totp/start").then(setStart, (failure: unknown) => setError(asApiError(failure).message));
  }, []);
  const finish = async (event: FormEvent) => {
    event.preventDefault();
    if (!start) return;
    setBusy(true);
    setError("");
    try {
      const { recovery_codes } = await api.post<Enrolled>("/me/totp/finish", { ceremony: start.ceremony, code: code.replace(/\s/g, "") });
      if (recovery_codes.length) setCodes(recovery_codes);
      else onDone();
    } catch (failure) {
      setError(asApiError(failure).message);
      setBusy(false);
    }
  };

  if (codes) return <RecoveryCodes codes={codes} onDone={onDone} />;
  return (
    <>
      <h2>Add an authenticator app</h2>
      {start && (
        <>
          <p>Scan this with the app, or type the secret into it.</p>
          <Qr text={start.uri} />
          <Copy label="Secret" value={start.secret} />
          <form className="form" onSubmit={(event) => void finish(event)}>
            <Field label="Code that the app shows now">
              <input inputMode="numeric" autoComplete="one-time-code" required maxLength={10} value={code} onChange={(event) => setCode(event.target.value)} />
            </Field>
            <Button main type="submit" disabled={busy}>
              Confirm
            </Button>
          </form>
        </>
      )}
      <ErrorLine error={error} />
    </>
  );
}

function Qr({ text }: { text: string }): ReactNode {
  let rows: boolean[][];
  try {
    rows = qr(text);
  } catch {
    // Too long to draw: the secret below does the same.
    return null;
  }
  const side = rows.length;
  return (
    <svg className="qr" viewBox={`0 0 ${side} ${side}`} role="img" aria-label="QR code for the authenticator app" shapeRendering="crispEdges">
      <path d={qrPath(rows)} fill="#000" />
    </svg>
  );
}

export function RecoveryCodes({ codes, titled, onDone }: { codes: string[]; titled?: boolean; onDone: () => void }): ReactNode {
  return (
    <>
      {!titled && <h2>Recovery codes</h2>}
      <p>Each works once, when the passkey or the app is not at hand. They are shown only now: print them or keep them in a password manager.</p>
      <ul className="codes" aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="foot actions">
        <Button onClick={() => void navigator.clipboard.writeText(codes.join("\n"))}>Copy</Button>
        <Button main onClick={onDone}>
          I have kept them
        </Button>
      </div>
    </>
  );
}
