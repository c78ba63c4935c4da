import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import type { CaseView, DetectorCount, FoundIn } from "../../api/types";
import { withQuery } from "../../api/client";
import { count } from "../../shared/format";
import { usePages } from "../data";
import { Check, Empty, Failure, Field, Loading, More } from "../ui/parts";

const classes = ["financial", "personal", "health", "credential", "custom", "network"];

/** Which files hold what: of this case, or of every case that the reader may see. */
export function FoundTab({ view }: { view: CaseView }): ReactNode {
  const [wanted, setWanted] = useState("");
  const [everywhere, setEverywhere] = useState(false);
  const list = usePages<FoundIn>(withQuery("/findings", { class: wanted, case: everywhere ? null : view.id }));
  return (
    <section aria-label="Findings" style={{ display: "grid", gap: 12 }}>
      <div className="actions" style={{ alignItems: "end" }}>
        <Field label="Class">
          <select value={wanted} onChange={(event) => setWanted(event.target.value)}>
            <option value="">any</option>
            {classes.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </Field>
        <Check label="In every case I may see" checked={everywhere} onChange={setEverywhere} />
      </div>
      {list.error && !list.items && <Failure error={list.error} retry={() => void list.reload()} />}
      {!list.items && !list.error && <Loading />}
      {list.items && !list.items.length && <Empty>Nothing of this kind was found.</Empty>}
      {list.items && list.items.length > 0 && (
        <div className="table-wrap">
          <table>
            <thead>
              <tr>
                {everywhere && <th className="tight">Case</th>}
                <th>File</th>
                <th>Found</th>
              </tr>
            </thead>
            <tbody>
              {list.items.map((found) => (
                <tr key={found.version}>
                  {everywhere && (
                    <td>
                      <Link href={`/cases/${found.case}`}>{found.case_number}</Link>
                    </td>
                  )}
                  <td>
                    <Link href={`/versions/${found.version}/findings`}>{found.name}</Link>
                    {found.number > 1 && <span className="quiet small"> version {found.number}</span>}
                  </td>
                  <td>{found.detectors.map(({ detector, count: many }: DetectorCount) => `${count(many)} × ${detector.replaceAll("_", " ")}`).join(", ")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <More more={list.more} loading={list.loading} />
    </section>
  );
}
