// WebAuthn ceremonies in the JSON forms that the browser itself converts (WebAuthn level 3, §5.1.8 to 5.1.10).
import { api } from "../api/client";
import type { Ceremony, CeremonyAnswer } from "../api/types";

export const passkeysWork = (): boolean =>
  typeof PublicKeyCredential === "function" && typeof PublicKeyCredential.parseRequestOptionsFromJSON === "function";

/** The browser or the person ended the ceremony; nothing went wrong that needs words of alarm. */
export const wasDismissed = (error: unknown): boolean => error instanceof DOMException && ["NotAllowedError", "AbortError"].includes(error.name);

/** Some servers hand out the whole options object, some only its `publicKey` member. */
function options(ceremony: Ceremony): never {
  const value = ceremony.public_key as { publicKey?: unknown };
  return (value.publicKey ?? value) as never;
}

export async function usePasskey<T>(startPath: string, finishPath: string, extra: Partial<CredentialRequestOptions> = {}): Promise<T> {
  const ceremony = await api.post<Ceremony>(startPath);
  const credential = (await navigator.credentials.get({
    ...extra,
    publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options(ceremony)),
  })) as PublicKeyCredential | null;
  if (!credential) throw new DOMException("No passkey was chosen.", "NotAllowedError");
  return api.post<T>(finishPath, { ceremony: ceremony.ceremony, credential: credential.toJSON() } satisfies CeremonyAnswer);
}

export async function createPasskey<T>(startPath: string, finishPath: string, body: object, label: string): Promise<T> {
  const ceremony = await api.post<Ceremony>(startPath, body);
  const credential = (await navigator.credentials.create({
    publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options(ceremony)),
  })) as PublicKeyCredential | null;
  if (!credential) throw new DOMException("No passkey was made.", "NotAllowedError");
  return api.post<T>(finishPath, { ...body, ceremony: ceremony.ceremony, credential: credential.toJSON(), label } satisfies CeremonyAnswer);
}
