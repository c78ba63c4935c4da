import { AlertDialog } from "@base-ui/react/alert-dialog";
import { Dialog as BaseDialog } from "@base-ui/react/dialog";
import { type ButtonHTMLAttributes, cloneElement, type ReactElement, type ReactNode, useEffect, useId, useRef, useState } from "react";
import type { ApiError } from "../../api/client";
import type { ClassCount } from "../../api/types";
import { at, count, exactly, relative } from "../../shared/format";
import { Icon, type IconName } from "./icons";

// ---- page

/** Whether somebody did anything in this document yet. The browser's own record of that outlives a reload. */
let acted = false;
for (const type of ["pointerdown", "keydown"]) globalThis.addEventListener?.(type, () => (acted = true), { once: true, capture: true });

/**
 * A page: its title, its heading, and the focus on the heading when an act of the person brought it up. A document that
 * was just loaded starts at its top, where the skip link is.
 */
export function Page({ title, heading, crumbs, actions, full, children }: { title: string; heading?: ReactNode; crumbs?: ReactNode; actions?: ReactNode; full?: boolean; children: ReactNode }): ReactNode {
  const h1 = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (acted) h1.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, []);
  useEffect(() => {
    document.title = `${title} · Coffer`;
  }, [title]);
  return (
    <main className={full ? "page full" : "page"} id="main">
      <div className="head">
        <div>
          {crumbs && <nav className="crumbs" aria-label="Where this is">{crumbs}</nav>}
          <h1 ref={h1} tabIndex={-1}>
            {heading ?? title}
          </h1>
        </div>
        {actions && <div className="actions">{actions}</div>}
      </div>
      {children}
    </main>
  );
}

// ---- controls

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  main?: boolean;
  danger?: boolean;
  ghost?: boolean;
  tiny?: boolean;
  icon?: IconName;
}

export function Button({ main, danger, ghost, tiny, icon, className, children, type = "button", ...rest }: ButtonProps): ReactNode {
  const names = ["button", main && "main", danger && "danger", ghost && "ghost", tiny && "tiny", icon && !children && "icon", className];
  return (
    <button type={type} className={names.filter(Boolean).join(" ")} {...rest}>
      {icon && <Icon name={icon} size={16} />}
      {children}
    </button>
  );
}

/** A labelled control with its hint and its error tied to it. */
export function Field({ label, hint, error, children }: { label: string; hint?: ReactNode; error?: string | undefined; children: ReactElement<Record<string, unknown>> }): ReactNode {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {cloneElement(children, { id, ...(described ? { "aria-describedby": described } : {}), ...(error ? { "aria-invalid": true } : {}) })}
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p className="error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

export function Check({ label, checked, onChange, disabled }: { label: ReactNode; checked: boolean; onChange: (checked: boolean) => void; disabled?: boolean }): ReactNode {
  return (
    <label className="check">
      <input type="checkbox" checked={checked} disabled={disabled} onChange={(event) => onChange(event.target.checked)} />
      <span>{label}</span>
    </label>
  );
}

/** A text to hand on, with a button that copies it. */
export function Copy({ label, value, lines }: { label: string; value: string; lines?: boolean }): ReactNode {
  const [done, setDone] = useState(false);
  const id = useId();
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setDone(true);
    setTimeout(() => setDone(false), 2500);
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="copy">
        {lines ? (
          <textarea id={id} readOnly rows={Math.min(12, value.split("\n").length)} value={value} onFocus={(event) => event.target.select()} />
        ) : (
          <input id={id} readOnly value={value} onFocus={(event) => event.target.select()} />
        )}
        <Button onClick={() => void copy()} aria-label={`Copy: ${label}`}>
          <span role="status">{done ? "Copied" : "Copy"}</span>
        </Button>
      </div>
    </div>
  );
}

// ---- overlays

export function Dialog({ title, wide, onClose, children }: { title: string; wide?: boolean; onClose: () => void; children: ReactNode }): ReactNode {
  return (
    <BaseDialog.Root open onOpenChange={(open) => !open && onClose()}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="backdrop" />
        <BaseDialog.Popup className={wide ? "dialog wide" : "dialog"}>
          <BaseDialog.Title render={<h2 />}>{title}</BaseDialog.Title>
          {children}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}

export function Side({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }): ReactNode {
  return (
    <BaseDialog.Root open onOpenChange={(open) => !open && onClose()}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="backdrop" />
        <BaseDialog.Popup className="side">
          <div className="head">
            <BaseDialog.Title render={<h2 />}>{title}</BaseDialog.Title>
            <BaseDialog.Close className="button ghost icon" aria-label="Close">
              <Icon name="close" size={16} />
            </BaseDialog.Close>
          </div>
          {children}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}

/** Asks before something that cannot simply be undone. */
export function Confirm({ title, text, act, danger, onYes, onClose, error }: { title: string; text: ReactNode; act: string; danger?: boolean; onYes: () => void; onClose: () => void; error?: string }): ReactNode {
  return (
    <AlertDialog.Root open onOpenChange={(open) => !open && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="backdrop" />
        <AlertDialog.Popup className="dialog">
          <AlertDialog.Title render={<h2 />}>{title}</AlertDialog.Title>
          <AlertDialog.Description render={<div />}>{text}</AlertDialog.Description>
          {error && (
            <p className="error" role="alert">
              {error}
            </p>
          )}
          <div className="foot">
            <AlertDialog.Close className="button">Cancel</AlertDialog.Close>
            <Button danger={danger ?? false} main={!danger} onClick={onYes}>
              {act}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

// ---- small things

export function Time({ ms, form = "at" }: { ms: number | null | undefined; form?: "at" | "relative" }): ReactNode {
  if (ms === null || ms === undefined) return <span className="quiet">—</span>;
  const now = Date.now();
  const iso = new Date(ms).toISOString();
  return (
    <time dateTime={iso} title={form === "at" ? `${relative(ms, now)} · ${iso}` : exactly(ms)}>
      {form === "at" ? at(ms) : relative(ms, now)}
    </time>
  );
}

export type Tone = "ok" | "warn" | "danger" | "accent" | "line" | "";

export function Chip({ tone = "", title, children }: { tone?: Tone; title?: string; children: ReactNode }): ReactNode {
  return (
    <span className={`chip ${tone}`} title={title}>
      {children}
    </span>
  );
}

const classTones: Record<string, Tone> = { financial: "warn", credential: "danger", health: "danger", personal: "accent", network: "line", custom: "line" };

export function Classes({ findings }: { findings: (ClassCount | string)[] }): ReactNode {
  if (!findings.length) return <span className="quiet">none</span>;
  return (
    <span className="chips">
      {findings.map((finding) => {
        const [name, many] = typeof finding === "string" ? [finding, null] : [finding.class, finding.count];
        return (
          <Chip key={name} tone={classTones[name] ?? ""}>
            {name}
            {many !== null && <b>{count(many)}</b>}
          </Chip>
        );
      })}
    </span>
  );
}

export function Avatars({ names, label }: { names: string[]; label: string }): ReactNode {
  const shown = names.slice(0, 5);
  return (
    <ul className="avatars" aria-label={label}>
      {shown.map((name) => (
        <li key={name} title={name}>
          <span aria-hidden="true">
            {name
              .split(/\s+/)
              .slice(0, 2)
              .map((part) => part[0]?.toUpperCase())
              .join("")}
          </span>
          <span className="visually-hidden">{name}</span>
        </li>
      ))}
      {names.length > shown.length && <li>+{names.length - shown.length}</li>}
    </ul>
  );
}

export function Meter({ part, whole, label }: { part: number; whole: number; label: string }): ReactNode {
  const percent = whole ? Math.floor((part / whole) * 100) : 0;
  return (
    <div className="meter" role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}>
      <div style={{ width: `${percent}%` }} />
    </div>
  );
}

// ---- states of anything that is loaded

export function Loading({ rows = 6 }: { rows?: number }): ReactNode {
  return (
    <div className="skeleton" role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, index) => (
        <span key={index} />
      ))}
    </div>
  );
}

/** A whole page that is still loading: the landmark and the heading that every page has. */
export function LoadingPage({ rows }: { rows?: number }): ReactNode {
  return (
    <main className="page" id="main">
      <h1 className="visually-hidden">Loading</h1>
      <Loading {...(rows ? { rows } : {})} />
    </main>
  );
}

export function Empty({ children, action }: { children: ReactNode; action?: ReactNode }): ReactNode {
  return (
    <div className="empty">
      <p>{children}</p>
      {action}
    </div>
  );
}

const nextSteps: Record<string, { href: string; text: string }> = {
  training: { href: "/training", text: "Do the training" },
  "second-factor": { href: "/account", text: "Add a passkey or an authenticator app" },
  passkey: { href: "/account", text: "Add a passkey" },
};

/** The one page that opens what the policy's code says is missing. */
export function stepFor(reason: string | null | undefined): { href: string; text: string } | undefined {
  return Object.entries(nextSteps).find(([word]) => reason?.includes(word))?.[1];
}

/** What went wrong, what is safe and what to do: for every failed load. */
export function Failure({ error, retry }: { error: ApiError; retry?: (() => void) | undefined }): ReactNode {
  const { problem } = error;
  if (problem.status === 403) {
    const step = stepFor(problem.reason ?? problem.code);
    return (
      <section className="denied" aria-labelledby="denied">
        <div className="note warn">
          <h2 id="denied">{problem.title}</h2>
          <p>{problem.detail}</p>
        </div>
        <div className="actions">
          {step && (
            <a className="button main" href={step.href}>
              {step.text}
            </a>
          )}
          <a className="button" href="/">
            Back to Home
          </a>
        </div>
        <Reference error={error} />
      </section>
    );
  }
  return (
    <section className="note danger" role="alert">
      <h2>{problem.title}</h2>
      <p>{problem.detail}</p>
      {retry && problem.status !== 404 && (
        <div>
          <Button onClick={retry}>Try again</Button>
        </div>
      )}
      <Reference error={error} />
    </section>
  );
}

/** What to quote when asking for help. */
function Reference({ error: { problem } }: { error: ApiError }): ReactNode {
  if (!problem.reason && typeof problem.decision !== "number") return null;
  return (
    <p className="small quiet">
      {problem.reason && (
        <>
          Reason code <code>{problem.reason}</code>
        </>
      )}
      {typeof problem.decision === "number" && <> · recorded as ledger entry {count(problem.decision)}</>}
    </p>
  );
}

export function More({ more, loading }: { more: (() => void) | null; loading: boolean }): ReactNode {
  if (!more) return null;
  return (
    <div>
      <Button onClick={more} disabled={loading}>
        {loading ? "Loading…" : "Show more"}
      </Button>
    </div>
  );
}

export function ErrorLine({ error }: { error: string | null | undefined }): ReactNode {
  return error ? (
    <p className="error" role="alert">
      {error}
    </p>
  ) : null;
}
