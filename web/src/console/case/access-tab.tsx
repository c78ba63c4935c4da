import { type FormEvent, type ReactNode, useState } from "react";
import { api } from "../../api/client";
import type { CaseView, Contact, Member, NewMember, Page, User } from "../../api/types";
import { asApiError, useGet } from "../data";
import { is, useSession } from "../session";
import { Button, Chip, Confirm, ErrorLine, Field } from "../ui/parts";
import { useTray } from "../ui/toasts";

export function AccessTab({ view, onChange, reload }: { view: CaseView; onChange: (view: CaseView) => void; reload: () => Promise<void> }): ReactNode {
  return (
    <div className="grid-2">
      <Members view={view} onChange={onChange} reload={reload} />
      <Contacts view={view} reload={reload} />
    </div>
  );
}

function Members({ view, onChange, reload }: { view: CaseView; onChange: (view: CaseView) => void; reload: () => Promise<void> }): ReactNode {
  const { me, proven } = useSession();
  const { notify } = useTray();
  const leads = is(me, "lead");
  // Only some may list people; the others name a person by id.
  const users = useGet<Page<User>>(is(me, "administrator", "security", "auditor") ? "/users?limit=500" : null);
  const [user, setUser] = useState("");
  const [leaving, setLeaving] = useState<Member | null>(null);
  const [error, setError] = useState("");

  const add = async (event: FormEvent) => {
    event.preventDefault();
    setError("");
    try {
      onChange(await proven(() => api.post<CaseView>(`/cases/${view.id}/members`, { user: user.trim() } satisfies NewMember)));
      setUser("");
    } catch (failure) {
      setError(asApiError(failure).message);
    }
  };
  const remove = async (member: Member) => {
    setError("");
    try {
      await proven(() => api.delete(`/cases/${view.id}/members/${member.id}`));
      setLeaving(null);
      notify(`${member.name} can no longer see this case.`);
      await reload();
    } catch (failure) {
      setError(asApiError(failure).message);
    }
  };
  const others = users.data?.items.filter(({ id, department, state }) => department === "customer-success" && state === "active" && !view.members.some((member) => member.id === id));

  return (
    <section className="card" aria-labelledby="members">
      <h2 id="members">Who can see the files</h2>
      <p className="quiet">Only people of customer success who are assigned here, and only masked. Administrators and other departments cannot, whatever their role.</p>
      <ul className="list">
        {view.members.map((member) => (
          <li key={member.id}>
            <span>
              <b>{member.name}</b> <span className="quiet">{member.roles.join(", ")}</span>
            </span>
            {leads && (
              <Button tiny ghost aria-label={`Remove ${member.name}`} onClick={() => setLeaving(member)}>
                Remove
              </Button>
            )}
          </li>
        ))}
      </ul>
      {leads && view.state === "open" && (
        <form className="row" onSubmit={(event) => void add(event)}>
          <Field label="Assign">
            {others ? (
              <select required value={user} onChange={(event) => setUser(event.target.value)}>
                <option value="" disabled>
                  Choose a person…
                </option>
                {others.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            ) : (
              <input required placeholder="Id of the person" title="Everybody finds their own id under Account and sign-in" value={user} onChange={(event) => setUser(event.target.value)} maxLength={64} />
            )}
          </Field>
          <Button type="submit">Assign</Button>
        </form>
      )}
      {!leaving && <ErrorLine error={error} />}
      {leaving && (
        <Confirm
          title={`Remove ${leaving.name}`}
          text={<p>Access ends at once, on open pages too. What was viewed stays in the ledger.</p>}
          act="Remove"
          danger
          error={error}
          onYes={() => void remove(leaving)}
          onClose={() => setLeaving(null)}
        />
      )}
    </section>
  );
}

function Contacts({ view, reload }: { view: CaseView; reload: () => Promise<void> }): ReactNode {
  const { proven } = useSession();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [error, setError] = useState("");
  const add = async (event: FormEvent) => {
    event.preventDefault();
    setError("");
    try {
      await proven(() => api.post<Contact>(`/customers/${view.customer}/contacts`, { name: name.trim(), email: email.trim() }));
      setName("");
      setEmail("");
      await reload();
    } catch (failure) {
      setError(asApiError(failure).message);
    }
  };
  return (
    <section className="card" aria-labelledby="contacts">
      <h2 id="contacts">
        Contacts {view.customer_name && <Chip tone="line">{view.customer_name}</Chip>}
      </h2>
      <p className="quiet">They reach this case only through links that you make, and see only what they sent or what you send them.</p>
      <ul className="list">
        {view.contacts.map((contact) => (
          <li key={contact.id}>
            <b>{contact.name}</b> <span className="quiet wrap">{contact.email}</span>
          </li>
        ))}
      </ul>
      {view.state === "open" && (
        <form className="row" onSubmit={(event) => void add(event)}>
          <Field label="Name">
            <input required value={name} onChange={(event) => setName(event.target.value)} maxLength={200} />
          </Field>
          <Field label="E-mail address">
            <input type="email" required value={email} onChange={(event) => setEmail(event.target.value)} maxLength={254} />
          </Field>
          <Button type="submit">Add</Button>
        </form>
      )}
      <ErrorLine error={error} />
    </section>
  );
}
