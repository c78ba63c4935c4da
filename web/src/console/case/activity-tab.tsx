import type { ReactNode } from "react";
import { Link } from "wouter";
import type { CaseView, LedgerEntry } from "../../api/types";
import { usePages } from "../data";
import { deeds } from "../sentences";
import { count } from "../../shared/format";
import { Chip, Empty, Failure, Loading, More, Time } from "../ui/parts";

export function ActivityTab({ view }: { view: CaseView }): ReactNode {
  const list = usePages<LedgerEntry>(`/cases/${view.id}/activity`, 50);
  if (list.error && !list.items) return <Failure error={list.error} retry={() => void list.reload()} />;
  if (!list.items) return <Loading />;
  if (!list.items.length) return <Empty>Nothing happened in this case yet. Every look, every change and every refusal will be listed here.</Empty>;
  return (
    <>
      <ul className="timeline">
        {deeds(list.items.map((item) => ({ ...item, names: { ...item.names, [view.id]: "this case" } }))).map(({ first, told, times }) => (
          <li key={first.index}>
            <span className="quiet">
              <Time ms={first.entry.time} />
            </span>
            <span className="wrap">
              <b>{told.who}</b> {told.words} {told.href && first.entry.target !== view.id ? <Link href={told.href}>{told.what}</Link> : told.what}{" "}
              {(told.aside || times > 1) && <span className="quiet">({[told.aside, times > 1 && `${count(times)} times`].filter(Boolean).join(", ")})</span>}{" "}
              {first.entry.decision === "deny" && <Chip tone="danger">refused: {first.entry.reason}</Chip>}
            </span>
          </li>
        ))}
      </ul>
      <More more={list.more} loading={list.loading} />
    </>
  );
}
