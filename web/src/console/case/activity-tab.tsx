import type { ReactNode } from "react";
import { Link } from "wouter";
import type { CaseView, LedgerEntry } from "../../api/types";
import { usePages } from "../data";
import { tell } from "../sentences";
import { Chip, Empty, Failure, Loading, More, Time } from "../ui/parts";

export function ActivityTab({ view }: { view: CaseView }): ReactNode {
  const list = usePages<LedgerEntry>(`/cases/${view.id}/activity`, 50);
  if (list.error && !list.items) return <Failure error={list.error} retry={() => void list.reload()} />;
  if (!list.items) return <Loading />;
  if (!list.items.length) return <Empty>Nothing happened in this case yet. Every look, every change and every refusal will be listed here.</Empty>;
  return (
    <>
      <ul className="timeline">
        {list.items.map((item) => {
          const told = tell(item);
          return (
            <li key={item.index}>
              <span className="quiet">
                <Time ms={item.entry.time} />
              </span>
              <span className="wrap">
                <b>{told.who}</b> {told.words} {told.href ? <Link href={told.href}>{told.what}</Link> : told.what} {told.aside && <span className="quiet">({told.aside})</span>}{" "}
                {item.entry.decision === "deny" && <Chip tone="danger">refused: {item.entry.reason}</Chip>}
              </span>
            </li>
          );
        })}
      </ul>
      <More more={list.more} loading={list.loading} />
    </>
  );
}
