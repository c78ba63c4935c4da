import { type DragEvent, type ReactNode, useCallback, useRef, useState } from "react";
import { Link, useLocation } from "wouter";
import type { CaseView, File as CaseFile, Page } from "../../api/types";
import { plural, size } from "../../shared/format";
import { useGet } from "../data";
import { useRows } from "../keys";
import { has, useSession } from "../session";
import { VersionState } from "../states";
import { Button, Classes, Empty, Failure, Loading, Time } from "../ui/parts";
import { useTray } from "../ui/toasts";

const MOVING = ["receiving", "inspecting"];

export function FilesTab({ view, onSend, onAsk, reloadCase }: { view: CaseView; onSend: (versions: string[]) => void; onAsk: () => void; reloadCase: () => Promise<void> }): ReactNode {
  const { me } = useSession();
  const { put } = useTray();
  const [, go] = useLocation();
  const list = useGet<Page<CaseFile>>(`/cases/${view.id}/files?limit=500`, (page) => (page.items.some(({ version }) => MOVING.includes(version.state)) ? 2000 : 20_000));
  const [picked, setPicked] = useState<Set<string>>(new Set());
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const target = useRef<CaseFile | null>(null);
  const files = list.data?.items ?? [];
  const rows = useRows(
    files.length,
    useCallback((index: number) => files[index] && go(`/versions/${files[index].version.id}`), [files, go]),
  );
  const mayAdd = view.state === "open" && has(me, "modify");

  const take = async (chosen: Iterable<File>, of: CaseFile | null) => {
    await Promise.allSettled(Array.from(chosen, (file) => put(file, of ? { filename: of.name, file: of.id } : { filename: file.name, case: view.id })));
    await Promise.all([list.reload(), reloadCase()]);
  };
  const choose = (of: CaseFile | null) => {
    target.current = of;
    if (input.current) input.current.multiple = of === null;
    input.current?.click();
  };
  const dropped = (event: DragEvent) => {
    setOver(false);
    if (mayAdd) void take(event.dataTransfer.files, null);
  };
  const toggle = (id: string, yes: boolean) =>
    setPicked((before) => {
      const after = new Set(before);
      if (yes) after.add(id);
      else after.delete(id);
      return after;
    });

  const add = mayAdd && (
    <Button icon="plus" onClick={() => choose(null)}>
      Add files
    </Button>
  );
  return (
    <section
      aria-label="Files"
      onDragOver={() => mayAdd && setOver(true)}
      onDragLeave={() => setOver(false)}
      onDrop={dropped}
      style={{ display: "grid", gap: 12, ...(over ? { outline: "2px dashed var(--accent)", outlineOffset: 6 } : {}) }}
    >
      <input
        ref={input}
        type="file"
        hidden
        aria-label="Files to add"
        onChange={(event) => {
          void take(event.target.files ?? [], target.current);
          event.target.value = "";
        }}
      />
      {list.error && !list.data && <Failure error={list.error} retry={() => void list.reload()} />}
      {!list.data && !list.error && <Loading />}
      {list.data && !files.length && (
        <Empty
          action={
            <div className="actions">
              {view.state === "open" && (
                <Button main onClick={onAsk}>
                  Request files
                </Button>
              )}
              {add}
            </div>
          }
        >
          No files yet. Request some: the customer needs no account, and what arrives is masked before you read it.
        </Empty>
      )}
      {files.length > 0 && (
        <>
          {view.state === "open" && (
            <div className="actions">
              {add}
              {has(me, "send") && picked.size > 0 && <Button onClick={() => onSend([...picked])}>Send {plural(picked.size, "file")}</Button>}
            </div>
          )}
          <div className="table-wrap">
            <table>
              <thead>
                <tr>
                  {has(me, "send") && (
                    <th className="tight">
                      <span className="visually-hidden">Choose</span>
                    </th>
                  )}
                  <th>Name</th>
                  <th className="tight num wide-only">Size</th>
                  <th className="tight">State</th>
                  <th className="wide-only">Findings</th>
                  <th className="tight wide-only">From</th>
                  <th className="tight wide-only">Received</th>
                  <th className="tight wide-only">
                    <span className="visually-hidden">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {files.map((file, index) => {
                  const { version } = file;
                  return (
                    <tr key={file.id} {...rows(index)}>
                      {has(me, "send") && (
                        <td>
                          <input type="checkbox" aria-label={`Choose ${file.name}`} disabled={version.state !== "ready"} checked={picked.has(version.id)} onChange={(event) => toggle(version.id, event.target.checked)} />
                        </td>
                      )}
                      <td>
                        <Link className="name" href={`/versions/${version.id}`}>
                          {file.name}
                        </Link>
                        {file.versions > 1 && <span className="quiet small"> version {version.number}</span>}
                        <span className="narrow-only small quiet">{version.size_bytes !== null && size(version.size_bytes)}</span>
                        {version.findings.length > 0 && (
                          <span className="narrow-only">
                            <Classes findings={version.findings} />
                          </span>
                        )}
                      </td>
                      <td className="num wide-only">{version.size_bytes === null ? "" : size(version.size_bytes)}</td>
                      <td>
                        <VersionState of={version} />
                      </td>
                      <td className="wide-only">{version.state === "ready" || version.findings.length ? <Classes findings={version.findings} /> : null}</td>
                      <td className="tight wide-only">{version.sent_by === "contact" ? "customer" : version.created_by || version.sent_by}</td>
                      <td className="tight wide-only">
                        <Time ms={version.created_at} />
                      </td>
                      <td className="tight wide-only">
                        {mayAdd && version.state !== "receiving" && (
                          <Button tiny ghost aria-label={`New version of ${file.name}`} onClick={() => choose(file)}>
                            New version
                          </Button>
                        )}
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
        </>
      )}
    </section>
  );
}
