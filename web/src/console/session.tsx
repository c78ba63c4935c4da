// Who is signed in, and the proof that some acts ask for again.
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { api, ApiError, onRefusal } from "../api/client";
import type { Me } from "../api/types";
import { asApiError, forget } from "./data";
import { StepUpDialog } from "./step-up";

interface Session {
  me: Me;
  setMe: (me: Me) => void;
  signOut: () => Promise<void>;
  /** Runs an act; when the server wants a fresh proof, asks for it and runs the act again. */
  proven: <T>(act: () => Promise<T>) => Promise<T>;
}

const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("no session here");
  return session;
}

export type Standing = { is: "loading" } | { is: "out" } | { is: "in"; me: Me } | { is: "failed"; error: ApiError };

/** Asks the server who this is, and follows it when the session ends. */
export function useStanding(): [Standing, (standing: Standing) => void, () => void] {
  const [standing, setStanding] = useState<Standing>({ is: "loading" });
  const look = useCallback(() => {
    setStanding({ is: "loading" });
    api.get<Me>("/me").then(
      (me) => setStanding({ is: "in", me }),
      (error: unknown) => {
        const failure = asApiError(error);
        setStanding(failure.problem.status === 401 ? { is: "out" } : { is: "failed", error: failure });
      },
    );
  }, []);
  useEffect(() => {
    look();
    onRefusal((error) => {
      if (error.code !== "sign-in-required") return;
      forget();
      setStanding({ is: "out" });
    });
    return () => onRefusal(() => undefined);
  }, [look]);
  return [standing, setStanding, look];
}

/** A fresh proof of presence opens what was refused. */
const wantsStepUp = ({ code, problem }: ApiError): boolean => code === "step-up-required" || (problem.reason?.startsWith("step-up") ?? false);

interface Pending {
  resolve: () => void;
  reject: (error: unknown) => void;
  error: ApiError;
}

export function SessionProvider({ me, setMe, onOut, children }: { me: Me; setMe: (me: Me) => void; onOut: () => void; children: ReactNode }): ReactNode {
  const [pending, setPending] = useState<Pending | null>(null);

  const proven = useCallback(async <T,>(act: () => Promise<T>): Promise<T> => {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof ApiError) || !wantsStepUp(error)) throw error;
      await new Promise<void>((resolve, reject) => setPending({ resolve, reject, error }));
      return act();
    }
  }, []);

  const signOut = useCallback(async () => {
    await api.delete("/sessions/current").catch(() => undefined);
    forget();
    onOut();
  }, [onOut]);

  const value = useMemo(() => ({ me, setMe, signOut, proven }), [me, setMe, signOut, proven]);
  return (
    <SessionContext value={value}>
      {children}
      {pending && (
        <StepUpDialog
          me={me}
          onProven={(fresh) => {
            setMe(fresh);
            setPending(null);
            pending.resolve();
          }}
          onCancel={() => {
            setPending(null);
            pending.reject(pending.error);
          }}
        />
      )}
    </SessionContext>
  );
}

export const has = (me: Me, right: string): boolean => me.rights.includes(right);
export const is = (me: Me, ...roles: string[]): boolean => me.roles.some((role) => roles.includes(role));
