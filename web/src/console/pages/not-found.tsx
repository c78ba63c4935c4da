import type { ReactNode } from "react";
import { Link } from "wouter";
import { Page } from "../ui/parts";

export function NotFoundPage(): ReactNode {
  return (
    <Page title="Nothing here">
      <p>There is no page at this address, or it is not for you. Both look the same on purpose.</p>
      <div className="actions">
        <Link className="button main" href="/">
          Home
        </Link>
        <Link className="button" href="/cases">
          Cases
        </Link>
      </div>
    </Page>
  );
}
