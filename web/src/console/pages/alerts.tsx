import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import { api } from "../../api/client";
import type { Alert, Freeze } from "../../api/types";
import { asApiError, usePages } from "../data";
import { is, useSession } from "../session";
import { Button, Chip, Confirm, Empty, Failure, Loading, More, Page, Time, type Tone } from "../ui/parts";
import { useTray } from "../ui/toasts";

const levels: Record<Alert["level"], [Tone, string]> = { low: ["line", "○"], medium: ["accent", "●"], high: ["warn", "◆"], critical: ["danger", "▲"] };
const responses: Record<string, string> = { notify: "told the security team", freeze_actor: "froze the account" };

/** A title for people; a rule that has only its id is named after that. */
const titleOf = ({ title, rule }: Alert): string => (title !== rule ? title : title.charAt(0).toUpperCase() + title.slice(1).replaceAll("-", " "));

export default function AlertsPage(): ReactNode {
  const { me, proven } = useSession();
  const { notify } = useTray();
  const alerts = usePages<Alert>("/alerts");
  const freezes = usePages<Freeze>("/freezes");
  const [releasing, setReleasing] = useState<Freeze | null>(null);
  const [error, setError] = useState("");
  const acts = is(me, "security");

  const close = async (alert: Alert) => {
    try {
      await proven(() => api.post(`/alerts/${alert.id}/closures`));
      await alerts.reload();
    } catch (failure) {
      notify(asApiError(failure).message, "danger");
    }
  };
  const release = async (freeze: Freeze) => {
    setError("");
    try {
      await proven(() => api.delete<Freeze>(`/freezes/${freeze.id}`));
      setReleasing(null);
      notify("The freeze is released.");
      await Promise.all([freezes.reload(), alerts.reload()]);
    } catch (failure) {
      setError(asApiError(failure).message);
    }
  };
  const held = freezes.items?.filter(({ released_at }) => released_at === null) ?? [];

  return (
    <Page title="Alerts">
      {alerts.error && !alerts.items && <Failure error={alerts.error} retry={() => void alerts.reload()} />}
      {held.length > 0 && (
        <section className="note danger" aria-labelledby="frozen">
          <h2 id="frozen">Frozen now</h2>
          <ul className="list">
            {held.map((freeze) => (
              <li key={freeze.id}>
                <span>
                  <b>{freeze.actor_name ?? freeze.actor}</b> since <Time ms={freeze.created_at} />
                  <br />
                  <span className="small">
                    by {freeze.created_by}, {freeze.reason === "manual" ? "by hand" : `rule ${freeze.reason}`}
                  </span>
                </span>
                {acts && (
                  <Button aria-label={`Release ${freeze.actor_name ?? freeze.actor}`} onClick={() => setReleasing(freeze)}>
                    Release
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      {!alerts.items && !alerts.error && <Loading />}
      {alerts.items?.length === 0 && <Empty>No rule raised an alert. Rules look at every entry of the ledger as it is written.</Empty>}
      {!!alerts.items?.length && (
        <div className="table-wrap">
          <table>
            <thead>
              <tr>
                <th className="tight">Level</th>
                <th>What was noticed</th>
                <th className="wide-only">Who</th>
                <th className="wide-only">Response</th>
                <th className="tight wide-only">When</th>
                <th className="tight">State</th>
              </tr>
            </thead>
            <tbody>
              {alerts.items.map((alert) => {
                const [tone, shape] = levels[alert.level];
                return (
                  <tr key={alert.id}>
                    <td>
                      <Chip tone={tone}>
                        <span aria-hidden="true">{shape}</span>
                        {alert.level}
                      </Chip>
                    </td>
                    <td>
                      <span className="name">{titleOf(alert)}</span>
                      <br />
                      <span className="small quiet">
                        rule <code>{alert.rule}</code> · {alert.entries.length === 1 ? "entry" : "entries"}{" "}
                        {alert.entries.slice(0, 8).map((entry, index) => (
                          <span key={entry}>
                            {index > 0 && ", "}
                            <Link href={`/ledger/${entry}`}>{entry}</Link>
                          </span>
                        ))}
                        {alert.entries.length > 8 && ` and ${alert.entries.length - 8} more`}
                      </span>
                      <span className="narrow-only small quiet">
                        {alert.actor_name ?? alert.actor} · <Time ms={alert.at} />
                      </span>
                    </td>
                    <td className="wide-only">
                      <Link href={`/ledger?actor=${encodeURIComponent(alert.actor)}`}>{alert.actor_name ?? alert.actor}</Link>
                    </td>
                    <td className="wide-only">{responses[alert.response] ?? alert.response}</td>
                    <td className="tight wide-only">
                      <Time ms={alert.at} />
                    </td>
                    <td className="tight">
                      {alert.state === "open" && acts ? (
                        <Button tiny aria-label={`Close: ${titleOf(alert)}`} onClick={() => void close(alert)}>
                          Close
                        </Button>
                      ) : (
                        <Chip tone={alert.state === "open" ? "warn" : "line"}>{alert.state}</Chip>
                      )}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
      <More more={alerts.more} loading={alerts.loading} />
      {releasing && (
        <Confirm
          title={`Release ${releasing.actor_name ?? "the account"}`}
          text={<p>The account works again at once. Do this only after you looked at what happened; your name is recorded.</p>}
          act="Release"
          error={error}
          onYes={() => void release(releasing)}
          onClose={() => setReleasing(null)}
        />
      )}
    </Page>
  );
}
