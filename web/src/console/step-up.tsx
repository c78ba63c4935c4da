import { type FormEvent, type ReactNode, useState } from "react";
import { api } from "../api/client";
import type { Me } from "../api/types";
import { asApiError } from "./data";
import { passkeysWork, usePasskey, wasDismissed } from "./passkeys";
import { Button, Dialog, Field } from "./ui/parts";

/** Asks for a fresh proof of presence: a passkey, or the code of an authenticator app. */
export function StepUpDialog({ me, onProven, onCancel }: { me: Me; onProven: (me: Me) => void; onCancel: () => void }): ReactNode {
  const [code, setCode] = useState("");
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);

  const prove = async (act: () => Promise<Me>) => {
    setBusy(true);
    setError("");
    try {
      onProven(await act());
    } catch (failure) {
      setError(wasDismissed(failure) ? "The passkey was not used. Try again when you are ready." : asApiError(failure).message);
      setBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void prove(() => api.post<Me>("/me/proof/code", { code: code.trim() }));
  };

  return (
    <Dialog title="Confirm that it is you" onClose={onCancel}>
      <p>This needs a fresh proof, because it shows or moves unmasked data. Then it goes on by itself.</p>
      {me.passkeys > 0 && passkeysWork() && (
        <Button main disabled={busy} onClick={() => void prove(() => usePasskey<Me>("/me/proof/passkey/start", "/me/proof/passkey/finish"))}>
          Use a passkey
        </Button>
      )}
      {me.has_totp && (
        <form className="form" onSubmit={submit}>
          <Field label="Code of your authenticator app">
            <input inputMode="numeric" autoComplete="one-time-code" value={code} onChange={(event) => setCode(event.target.value)} required maxLength={12} />
          </Field>
          <div className="foot">
            <Button onClick={onCancel}>Cancel</Button>
            <Button main={me.passkeys === 0} type="submit" disabled={busy}>
              Confirm
            </Button>
          </div>
        </form>
      )}
      {!me.has_totp && me.passkeys === 0 && (
        <p>
          You have neither a passkey nor an authenticator app yet. <a href="/account">Add one to your account</a> first.
        </p>
      )}
      {error && (
        <p className="error" role="alert">
          {error}
        </p>
      )}
    </Dialog>
  );
}
