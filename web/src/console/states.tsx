// How states read and look, in one place: never by colour alone.
import type { ReactNode } from "react";
import type { Case, LinkState, Version } from "../api/types";
import { Chip, type Tone } from "./ui/parts";

export function CaseState({ of }: { of: Pick<Case, "state" | "held"> }): ReactNode {
  const tone: Tone = of.state === "open" ? "ok" : of.state === "closed" ? "line" : "";
  return (
    <span className="chips">
      <Chip tone={tone}>{of.state}</Chip>
      {of.held && <Chip tone="warn">on hold</Chip>}
    </span>
  );
}

export function VersionState({ of }: { of: Version }): ReactNode {
  switch (of.state) {
    case "receiving": {
      const percent = of.size_bytes ? Math.floor((of.received_bytes / of.size_bytes) * 100) : 0;
      return <Chip tone="accent">receiving {percent} %</Chip>;
    }
    case "inspecting":
      return <Chip tone="accent">inspecting {of.inspected_percent} %</Chip>;
    case "ready":
      return <Chip tone="ok">ready</Chip>;
    case "uninspected":
      return <Chip tone="warn">held back</Chip>;
    case "withdrawn":
      return <Chip tone="line">withdrawn</Chip>;
  }
}

export function LinkStateChip({ state }: { state: LinkState }): ReactNode {
  const tone: Tone = state === "active" ? "ok" : state === "revoked" ? "warn" : "line";
  return <Chip tone={tone}>{state}</Chip>;
}

const departments: Record<string, string> = { "customer-success": "Customer success", hr: "HR", it: "IT" };

/** `customer-success` as people write it. */
export const departmentName = (name: string): string => departments[name] ?? name.charAt(0).toUpperCase() + name.slice(1).replaceAll("-", " ");
