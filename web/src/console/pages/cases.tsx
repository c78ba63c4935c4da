import { type FormEvent, type ReactNode, useCallback, useEffect, useState } from "react";
import { Link, useLocation, useSearch } from "wouter";
import { withQuery } from "../../api/client";
import type { Case } from "../../api/types";
import { count, plural } from "../../shared/format";
import { usePages } from "../data";
import { useRows } from "../keys";
import { CaseState } from "../states";
import { Button, Classes, Empty, Failure, Field, Loading, More, Page, Time } from "../ui/parts";

export function CasesPage(): ReactNode {
  const [, go] = useLocation();
  const search = new URLSearchParams(useSearch());
  const q = search.get("q") ?? "";
  const state = search.get("state") ?? "";
  const [text, setText] = useState(q);
  useEffect(() => setText(q), [q]);
  const list = usePages<Case>(withQuery("/cases", { q, state }));
  const items = list.items ?? [];
  const rows = useRows(
    items.length,
    useCallback((index: number) => items[index] && go(`/cases/${items[index].number}`), [items, go]),
  );
  const filter = (next: { q?: string; state?: string }) => go(withQuery("/cases", { q, state, ...next }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    filter({ q: text.trim() });
  };

  return (
    <Page
      title="Cases"
      actions={
        <Link className="button main" href="/cases/new">
          New case
        </Link>
      }
    >
      <form className="filters" onSubmit={submit}>
        <Field label="Number, subject or customer">
          <input type="search" className="long" data-search="" value={text} onChange={(event) => setText(event.target.value)} maxLength={200} />
        </Field>
        <Field label="State">
          <select value={state} onChange={(event) => filter({ state: event.target.value })}>
            <option value="">Any</option>
            <option value="open">Open</option>
            <option value="closed">Closed</option>
            <option value="shredded">Shredded</option>
          </select>
        </Field>
        <Button type="submit">Search</Button>
        {(q || state) && (
          <Button ghost onClick={() => go("/cases")}>
            Clear
          </Button>
        )}
      </form>
      {list.error && <Failure error={list.error} retry={() => void list.reload()} />}
      {!list.items && !list.error && <Loading rows={8} />}
      {list.items?.length === 0 && (
        <Empty
          action={
            q || state ? (
              <Button onClick={() => go("/cases")}>Clear the filter</Button>
            ) : (
              <Link className="button main" href="/cases/new">
                Open a case
              </Link>
            )
          }
        >
          {q || state ? "No case that you may see matches." : "There is no case that you may see yet. You see the cases that you open and those assigned to you."}
        </Empty>
      )}
      {items.length > 0 && (
        <div className="table-wrap">
          <table>
            <thead>
              <tr>
                <th className="tight num">Number</th>
                <th>Subject</th>
                <th className="wide-only">Customer</th>
                <th className="tight">State</th>
                <th className="tight num wide-only">Files</th>
                <th className="wide-only">Findings</th>
                <th className="tight wide-only">Opened</th>
              </tr>
            </thead>
            <tbody>
              {items.map((item, index) => (
                <tr key={item.id} {...rows(index)}>
                  <td className="num">{item.number}</td>
                  <td>
                    <Link className="name" href={`/cases/${item.number}`}>
                      {item.subject || "Shredded case"}
                    </Link>
                    <span className="narrow-only small quiet">
                      {[item.customer_name, plural(item.files, "file")].filter(Boolean).join(" · ")}
                    </span>
                  </td>
                  <td className="wide-only">{item.customer_name || <span className="quiet">—</span>}</td>
                  <td>
                    <CaseState of={item} />
                  </td>
                  <td className="num wide-only">{count(item.files)}</td>
                  <td className="wide-only">
                    <Classes findings={item.classes} />
                  </td>
                  <td className="tight wide-only">
                    <Time ms={item.opened_at} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <More more={list.more} loading={list.loading} />
    </Page>
  );
}
