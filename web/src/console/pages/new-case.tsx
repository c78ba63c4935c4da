import { type FormEvent, type ReactNode, useState } from "react";
import { Link, useLocation } from "wouter";
import { api } from "../../api/client";
import type { CaseView, Contact, Customer } from "../../api/types";
import { asApiError, usePages } from "../data";
import { useSession } from "../session";
import { Button, ErrorLine, Failure, Field, Loading, Page } from "../ui/parts";

const NEW = "new";
const DAY = 86_400;

export function NewCasePage(): ReactNode {
  const [, go] = useLocation();
  const { proven } = useSession();
  const customers = usePages<Customer>("/customers", 200);
  const [customer, setCustomer] = useState("");
  const [customerName, setCustomerName] = useState("");
  const [subject, setSubject] = useState("");
  const [retention, setRetention] = useState("");
  const [contactName, setContactName] = useState("");
  const [contactEmail, setContactEmail] = useState("");
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const chosen = customers.items?.find(({ id }) => id === customer);

  const create = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError("");
    try {
      let id = customer;
      if (customer === NEW) {
        id = (await proven(() => api.post<Customer>("/customers", { name: customerName.trim() }))).id;
        // From here on the customer exists: a second attempt must not make it twice.
        setCustomer(id);
        await customers.reload();
      }
      if (contactEmail.trim()) {
        await proven(() => api.post<Contact>(`/customers/${id}/contacts`, { name: contactName.trim(), email: contactEmail.trim() }));
        setContactName("");
        setContactEmail("");
      }
      const made = await proven(() =>
        api.post<CaseView>("/cases", { customer: id, subject: subject.trim(), ...(retention ? { retention_seconds: Number(retention) * DAY } : {}) }),
      );
      go(`/cases/${made.number}`);
    } catch (failure) {
      setError(asApiError(failure).message);
      setBusy(false);
    }
  };

  return (
    <Page title="New case" crumbs={<Link href="/cases">Cases</Link>}>
      {customers.error && <Failure error={customers.error} retry={() => void customers.reload()} />}
      {!customers.items && !customers.error && <Loading rows={4} />}
      {customers.items && (
        <form className="form card" onSubmit={(event) => void create(event)} style={{ maxWidth: 620 }}>
          <Field label="Customer">
            <select required value={customer} onChange={(event) => setCustomer(event.target.value)}>
              <option value="" disabled>
                Choose…
              </option>
              {customers.items.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
              <option value={NEW}>A new customer…</option>
            </select>
          </Field>
          {customers.more && (
            <Button tiny onClick={customers.more}>
              Load more customers
            </Button>
          )}
          {customer === NEW && (
            <Field label="Name of the customer">
              <input required value={customerName} onChange={(event) => setCustomerName(event.target.value)} maxLength={200} />
            </Field>
          )}
          <Field label="Subject" hint="What it is about, in a line. Kept sealed, and gone when the case is shredded.">
            <input required value={subject} onChange={(event) => setSubject(event.target.value)} maxLength={200} />
          </Field>
          <Field label="Keep files for" hint="Counted from the day the case closes. Then its keys are destroyed, and with them every copy.">
            <select value={retention} onChange={(event) => setRetention(event.target.value)}>
              <option value="">The usual time</option>
              <option value="7">7 days</option>
              <option value="30">30 days</option>
              <option value="90">90 days</option>
              <option value="365">1 year</option>
            </select>
          </Field>
          {customer && (
            <fieldset className="form">
              <legend>Contacts</legend>
              {chosen && chosen.contacts.length > 0 && (
                <ul className="plain quiet">
                  {chosen.contacts.map((contact) => (
                    <li key={contact.id}>
                      {contact.name} · {contact.email}
                    </li>
                  ))}
                </ul>
              )}
              <div className="row">
                <Field label="Name of a further contact">
                  <input value={contactName} onChange={(event) => setContactName(event.target.value)} maxLength={200} required={contactEmail !== ""} />
                </Field>
                <Field label="E-mail address">
                  <input type="email" value={contactEmail} onChange={(event) => setContactEmail(event.target.value)} maxLength={254} required={contactName !== ""} />
                </Field>
              </div>
            </fieldset>
          )}
          <ErrorLine error={error} />
          <div className="actions">
            <Button main type="submit" disabled={busy}>
              {busy ? "Opening…" : "Open the case"}
            </Button>
            <Link className="button ghost" href="/cases">
              Cancel
            </Link>
          </div>
        </form>
      )}
    </Page>
  );
}
