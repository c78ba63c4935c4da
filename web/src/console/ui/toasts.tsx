// Short notices, and the tray of running transfers. One live region for both.
import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from "react";
import { ApiError } from "../../api/client";
import { duration, size } from "../../shared/format";
import { upload } from "../../shared/tus";
import { asApiError } from "../data";
import { Button, Meter } from "./parts";

interface Notice {
  id: number;
  text: string;
  tone: "" | "danger";
}

interface Transfer {
  id: number;
  name: string;
  whole: number;
  offset: number;
  note: string;
  state: "moving" | "failed" | "done";
}

interface Tray {
  notify: (text: string, tone?: "" | "danger") => void;
  /** Sends a file and resolves when the server holds all of it. */
  put: (file: File, metadata: Record<string, string>) => Promise<void>;
}

const TrayContext = createContext<Tray | null>(null);

export function useTray(): Tray {
  const tray = useContext(TrayContext);
  if (!tray) throw new Error("no tray here");
  return tray;
}

export function TrayProvider({ children }: { children: ReactNode }): ReactNode {
  const [notices, setNotices] = useState<Notice[]>([]);
  const [transfers, setTransfers] = useState<Transfer[]>([]);
  const controls = useRef(new Map<number, AbortController>());
  const next = useRef(1);

  const notify = useCallback((text: string, tone: "" | "danger" = "") => {
    const id = next.current++;
    setNotices((all) => [...all.slice(-3), { id, text, tone }]);
    if (tone === "") setTimeout(() => setNotices((all) => all.filter((notice) => notice.id !== id)), 6000);
  }, []);

  const change = useCallback((id: number, patch: Partial<Transfer>) => setTransfers((all) => all.map((transfer) => (transfer.id === id ? { ...transfer, ...patch } : transfer))), []);
  const drop = useCallback((id: number) => {
    controls.current.get(id)?.abort();
    controls.current.delete(id);
    setTransfers((all) => all.filter((transfer) => transfer.id !== id));
  }, []);

  const put = useCallback(
    async (file: File, metadata: Record<string, string>) => {
      const id = next.current++;
      const control = new AbortController();
      controls.current.set(id, control);
      setTransfers((all) => [...all, { id, name: file.name, whole: file.size, offset: 0, note: "", state: "moving" }]);
      if (file.size === 0) {
        change(id, { state: "failed", note: "The file is empty." });
        return;
      }
      const begun = performance.now();
      try {
        await upload({
          file,
          metadata,
          headers: {},
          signal: control.signal,
          confirmed: (offset) => {
            const rate = offset / ((performance.now() - begun) / 1000);
            change(id, { offset, note: offset && rate ? `${size(rate)}/s · ${duration((file.size - offset) / rate)} left` : "" });
          },
          waiting: (seconds, why) => change(id, { note: `${why.offline ? "No connection" : why.problem.title}. Trying again in ${Math.ceil(seconds)} s.` }),
        });
        change(id, { state: "done", offset: file.size, note: "received" });
        setTimeout(() => drop(id), 4000);
      } catch (error) {
        if (!control.signal.aborted) change(id, { state: "failed", note: error instanceof ApiError ? error.problem.detail : asApiError(error).message });
        throw error;
      }
    },
    [change, drop],
  );

  const value = useMemo(() => ({ notify, put }), [notify, put]);
  return (
    <TrayContext value={value}>
      {children}
      <section className="toasts" aria-label="Notices and transfers" aria-live="polite">
        {transfers.map((transfer) => (
          <div key={transfer.id} className={`toast ${transfer.state === "failed" ? "danger" : ""}`}>
            <div className="head">
              <b className="wrap">{transfer.name}</b>
              <Button tiny ghost onClick={() => drop(transfer.id)}>
                {transfer.state === "moving" ? "Cancel" : "Dismiss"}
              </Button>
            </div>
            <Meter part={transfer.offset} whole={transfer.whole} label={`Sent of ${transfer.name}`} />
            <p className="small quiet">
              {size(transfer.offset)} of {size(transfer.whole)}
              {transfer.note && ` · ${transfer.note}`}
            </p>
          </div>
        ))}
        {notices.map((notice) => (
          <div key={notice.id} className={`toast ${notice.tone}`}>
            <div className="head">
              <span>{notice.text}</span>
              {notice.tone === "danger" && (
                <Button tiny ghost onClick={() => setNotices((all) => all.filter((other) => other.id !== notice.id))}>
                  Dismiss
                </Button>
              )}
            </div>
          </div>
        ))}
      </section>
    </TrayContext>
  );
}
