import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import { api } from "../../api/client";
import type { CaseView, LiveSecret } from "../../api/types";
import { plural } from "../../shared/format";
import { asApiError, usePages } from "../data";
import { useSession } from "../session";
import { Button, Chip, Empty, ErrorLine, Failure, Loading, More, Time } from "../ui/parts";
import { useTray } from "../ui/toasts";

/** Places that are shown before the rest is only counted. */
const SHOWN = 3;

/** The credentials that were found in a case: each has to be replaced by the customer, and is known here by its token. */
export function CredentialsTab({ view }: { view: CaseView }): ReactNode {
  const { proven } = useSession();
  const { notify } = useTray();
  const list = usePages<LiveSecret>(`/cases/${view.id}/secrets`);
  const [error, setError] = useState("");

  const mark = async (secret: LiveSecret, how: "notices" | "rotations", said: string) => {
    setError("");
    try {
      await proven(() => api.post<LiveSecret>(`/secrets/${secret.id}/${how}`));
      notify(said);
      await list.reload();
    } catch (failure) {
      setError(asApiError(failure).message);
    }
  };

  if (list.error && !list.items) return <Failure error={list.error} retry={() => void list.reload()} />;
  if (!list.items) return <Loading />;
  if (!list.items.length) return <Empty>No passwords, keys or cookies were found in this case.</Empty>;
  const live = list.items.filter(({ state }) => state !== "rotated").length;
  return (
    <>
      <p className="quiet">
        {live > 0
          ? `${plural(live, "credential")} may still work. Masking keeps people here from seeing them; only replacing them makes them harmless. The customer sees this list on the page where they sent the files.`
          : "Every credential that was found has been replaced."}
      </p>
      <ErrorLine error={error} />
      <div className="table-wrap">
        <table>
          <thead>
            <tr>
              <th>Credential</th>
              <th className="wide-only">Where</th>
              <th className="tight wide-only">State</th>
              <th className="tight wide-only">First seen</th>
              <th className="tight">
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {list.items.map((secret) => (
              <tr key={secret.id}>
                <td>
                  {secret.kind}
                  <div className="small quiet">
                    <code>{secret.token}</code>
                  </div>
                  <div className="narrow-only">
                    <Places of={secret} />
                    <State of={secret} />
                  </div>
                </td>
                <td className="wide-only">
                  <Places of={secret} />
                </td>
                <td className="wide-only">
                  <State of={secret} />
                </td>
                <td className="tight wide-only">
                  <Time ms={secret.first_seen_at} />
                </td>
                <td className="tight">
                  {secret.state === "found" && (
                    <Button tiny aria-label={`Told: the customer knows of ${secret.token}`} onClick={() => void mark(secret, "notices", "Recorded that the customer was told.")}>
                      Told
                    </Button>
                  )}
                  {secret.state !== "rotated" && (
                    <Button tiny ghost aria-label={`Replaced: ${secret.token}`} onClick={() => void mark(secret, "rotations", "Recorded that the credential was replaced.")}>
                      Replaced
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <More more={list.more} loading={list.loading} />
    </>
  );
}

function Places({ of }: { of: LiveSecret }): ReactNode {
  return (
    <>
      {of.places.slice(0, SHOWN).map((place) => (
        <div key={`${place.version} ${place.path ?? ""} ${place.line}`}>
          <Link href={`/versions/${place.version}#L${place.line}`}>{place.path ?? place.name}</Link>
          <span className="quiet small"> line {place.line}</span>
        </div>
      ))}
      {of.count > Math.min(of.places.length, SHOWN) && <span className="quiet small">{plural(of.count, "place")} in all</span>}
      {!of.places.length && <span className="quiet small">in a file that was taken back</span>}
    </>
  );
}

function State({ of }: { of: LiveSecret }): ReactNode {
  if (of.state === "rotated") return <Chip tone="ok" title={`by ${of.rotated_by ?? ""}`}>replaced</Chip>;
  if (of.state === "told") return <Chip tone="accent" title={`by ${of.told_by ?? ""}`}>customer told</Chip>;
  return <Chip tone="warn">found</Chip>;
}
