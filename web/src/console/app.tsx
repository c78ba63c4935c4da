import { CSPProvider } from "@base-ui/react/csp-provider";
import { Dialog } from "@base-ui/react/dialog";
import { Menu } from "@base-ui/react/menu";
import { Component, type FormEvent, lazy, type ReactNode, Suspense, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { Link, Redirect, Route, Switch, useLocation } from "wouter";
import type { Me } from "../api/types";
import { Shortcuts } from "./keys";
import { CasePage } from "./case/case-page";
import { CasesPage } from "./pages/cases";
import { HomePage } from "./pages/home";
import { NewCasePage } from "./pages/new-case";
import { NotFoundPage } from "./pages/not-found";
import { SignInPage } from "./pages/sign-in";
import { is, SessionProvider, useSession, useStanding } from "./session";
import { Icon, type IconName, Mark } from "./ui/icons";
import { Button, Failure, LoadingPage, Page } from "./ui/parts";
import { TrayProvider } from "./ui/toasts";

const SetupPage = lazy(() => import("./pages/setup"));
const FilePage = lazy(() => import("./viewer/file-page"));
const TrainingPage = lazy(() => import("./pages/training"));
const AccountPage = lazy(() => import("./pages/account"));
const AlertsPage = lazy(() => import("./pages/alerts"));
const LedgerPage = lazy(() => import("./pages/ledger"));
const PeoplePage = lazy(() => import("./pages/people"));
const PolicyPage = lazy(() => import("./pages/policy"));

export function App({ nonce }: { nonce: string | undefined }): ReactNode {
  return (
    <CSPProvider nonce={nonce} disableStyleElements>
      <Standing />
    </CSPProvider>
  );
}

function Standing(): ReactNode {
  const [standing, setStanding, look] = useStanding();
  const [path, go] = useLocation();
  const enter = (me: Me) => setStanding({ is: "in", me });

  if (path === "/setup") {
    return (
      <Suspense fallback={<LoadingPage />}>
        <SetupPage
          onDone={(me) => {
            enter(me);
            go("/");
          }}
        />
      </Suspense>
    );
  }
  // A sign-in link works whoever is signed in: it asks before it changes that.
  const byLink = path === "/sign-in" && location.hash.length > 1;
  switch (standing.is) {
    case "loading":
      return byLink ? null : <LoadingPage rows={3} />;
    case "failed":
      return (
        <div className="gate">
          <main>
            <h1>The console cannot start</h1>
            <Failure error={standing.error} retry={look} />
          </main>
        </div>
      );
    case "out":
      return (
        <SignInPage
          onDone={(me) => {
            enter(me);
            if (path === "/sign-in") go("/", { replace: true });
          }}
        />
      );
    case "in":
      if (byLink) {
        return (
          <SignInPage
            onDone={(me) => {
              enter(me);
              go("/", { replace: true });
            }}
          />
        );
      }
      return (
        <SessionProvider key={standing.me.id} me={standing.me} setMe={enter} onOut={() => setStanding({ is: "out" })}>
          <TrayProvider>
            <Frame />
          </TrayProvider>
        </SessionProvider>
      );
  }
}

function Frame(): ReactNode {
  const { me } = useSession();
  const [path] = useLocation();
  // The tabs of a case or a file are one page: moving between them keeps the focus and what was loaded.
  const place = path.split("/").slice(0, /^\/(cases|versions)\//.test(path) ? 3 : 2).join("/");
  return (
    <div className="app">
      <a className="skip" href="#main">
        Skip to the content
      </a>
      {me.demo && (
        <section className="banner" aria-label="Demonstration">
          Demonstration: everything here is made up and goes away when the server stops.
        </section>
      )}
      <Offline />
      <TopBar />
      <aside className="sidebar">
        <Nav label="Main" />
      </aside>
      <Catch key={place}>
        <Suspense fallback={<LoadingPage />}>
          <Switch>
            <Route path="/">
              <HomePage />
            </Route>
            <Route path="/cases">
              <CasesPage />
            </Route>
            <Route path="/cases/new">
              <NewCasePage />
            </Route>
            <Route path="/cases/:id/:tab?">{({ id, tab }) => <CasePage key={id} id={id} tab={tab ?? "files"} />}</Route>
            <Route path="/versions/:id/:tab?">{({ id, tab }) => <FilePage key={id} id={id} tab={tab ?? "text"} />}</Route>
            <Route path="/training">
              <TrainingPage />
            </Route>
            <Route path="/account">
              <AccountPage />
            </Route>
            <Route path="/alerts">
              <AlertsPage />
            </Route>
            <Route path="/ledger/:index?">{({ index }) => <LedgerPage index={index} />}</Route>
            <Route path="/people">
              <PeoplePage />
            </Route>
            <Route path="/policy">
              <PolicyPage />
            </Route>
            <Route path="/sign-in">
              <Redirect to="/" replace />
            </Route>
            <Route>
              <NotFoundPage />
            </Route>
          </Switch>
        </Suspense>
      </Catch>
      <Shortcuts />
    </div>
  );
}

/** Says that what is shown may be old, for as long as there is no connection. */
function Offline(): ReactNode {
  const online = useSyncExternalStore(
    (changed) => {
      addEventListener("online", changed);
      addEventListener("offline", changed);
      return () => {
        removeEventListener("online", changed);
        removeEventListener("offline", changed);
      };
    },
    () => navigator.onLine,
  );
  return online ? null : (
    <section className="banner" aria-label="Connection" role="status">
      No connection. What is shown may be out of date; nothing you type is lost.
    </section>
  );
}

function TopBar(): ReactNode {
  const { me, signOut } = useSession();
  const [path, go] = useLocation();
  const [open, setOpen] = useState(false);
  const [query, setQuery] = useState("");
  // The menu opens inside the header, so that it belongs to a landmark.
  const bar = useRef<HTMLElement>(null);
  useEffect(() => setOpen(false), [path]);
  const search = (event: FormEvent) => {
    event.preventDefault();
    const text = query.trim();
    // A bare number is a case number: go there, not to a list of one.
    go(/^#?\d+$/.test(text) ? `/cases/${text.replace("#", "")}` : `/cases?q=${encodeURIComponent(text)}`);
    setQuery("");
  };
  return (
    <header className="topbar" ref={bar}>
      <Dialog.Root open={open} onOpenChange={setOpen}>
        <Dialog.Trigger className="button ghost icon menu-button" aria-label="Menu">
          <Icon name="menu" />
        </Dialog.Trigger>
        <Dialog.Portal>
          <Dialog.Backdrop className="backdrop" />
          <Dialog.Popup className="drawer" aria-label="Menu">
            <Nav label="Main" />
          </Dialog.Popup>
        </Dialog.Portal>
      </Dialog.Root>
      <Link className="brand" href="/" aria-label={`Coffer of ${me.organisation}: Home`}>
        <Mark />
        <span>{me.organisation}</span>
      </Link>
      <form role="search" aria-label="Cases" onSubmit={search}>
        <Icon name="search" size={16} />
        <input id="search" aria-label="Find a case" title="By number, subject or customer" placeholder="Find a case" value={query} onChange={(event) => setQuery(event.target.value)} maxLength={200} autoComplete="off" />
        <kbd aria-hidden="true">/</kbd>
      </form>
      <span className="spacer" />
      <Menu.Root>
        <Menu.Trigger className="button ghost" aria-label={`Account of ${me.name}`}>
          <Icon name="person" />
          <span className="wide-only">{me.name}</span>
        </Menu.Trigger>
        <Menu.Portal container={bar}>
          <Menu.Positioner className="menu-positioner" align="end" sideOffset={6}>
            <Menu.Popup className="menu">
              <div className="title">
                <b>{me.name}</b>
                <p className="small quiet">{me.roles.join(", ") || me.department}</p>
              </div>
              <Menu.Item className="item" onClick={() => go("/account")}>
                Account and sign-in
              </Menu.Item>
              <Menu.Item className="item" onClick={() => go("/training")}>
                Training
              </Menu.Item>
              <Menu.Item className="item" onClick={() => dispatchEvent(new Event("coffer:shortcuts"))}>
                Keyboard shortcuts
              </Menu.Item>
              <Menu.Item className="item" onClick={() => void signOut()}>
                Sign out
              </Menu.Item>
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </header>
  );
}

const groups: { title: string; roles: string[]; places: [string, string, IconName][] }[] = [
  {
    title: "Work",
    roles: [],
    places: [
      ["/", "Home", "home"],
      ["/cases", "Cases", "cases"],
      ["/training", "Training", "training"],
    ],
  },
  {
    title: "Oversight",
    roles: ["security", "auditor"],
    places: [
      ["/alerts", "Alerts", "alerts"],
      ["/ledger", "Ledger", "ledger"],
    ],
  },
  {
    title: "Administration",
    roles: ["administrator", "security", "auditor"],
    places: [
      ["/people", "People", "people"],
      ["/policy", "Policy", "policy"],
    ],
  },
];

/** What a role never needs is left out; what it may do is decided by the server, whatever is shown here. */
function Nav({ label }: { label: string }): ReactNode {
  const { me } = useSession();
  const [path] = useLocation();
  const here = (href: string) => (href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`) || (href === "/cases" && path.startsWith("/versions/")));
  return (
    <nav className="nav" aria-label={label}>
      {groups
        .filter(({ roles }) => !roles.length || is(me, ...roles))
        .map(({ title, places }) => (
          <div key={title} className="nav">
            <h2>{title}</h2>
            {places.map(([href, text, icon]) => (
              <Link key={href} href={href} aria-current={here(href) ? "page" : undefined}>
                <Icon name={icon} />
                {text}
              </Link>
            ))}
          </div>
        ))}
    </nav>
  );
}

/** A fault of a page stays in the page: the frame around it goes on working. */
class Catch extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: null as unknown };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    return (
      <Page title="This page failed">
        <p>Nothing was changed. Reload the page; if it fails again, tell your administrator what you did.</p>
        <p>
          <code>{this.state.error instanceof Error ? this.state.error.message : String(this.state.error)}</code>
        </p>
        <div className="actions">
          <Button main onClick={() => location.reload()}>
            Reload
          </Button>
        </div>
      </Page>
    );
  }
}
