import { type FormEvent, type ReactNode, useState } from "react";
import { api } from "../../api/client";
import type { AttemptResult, Me, Page as PageOf, Training } from "../../api/types";
import { day, plural } from "../../shared/format";
import { asApiError, useGet } from "../data";
import { useSession } from "../session";
import { Button, Chip, Empty, ErrorLine, Failure, Loading, Page } from "../ui/parts";

export default function TrainingPage(): ReactNode {
  const query = useGet<Training[] | PageOf<Training>>("/trainings");
  const modules = query.data && (Array.isArray(query.data) ? query.data : query.data.items);
  return (
    <Page title="Training">
      {query.error && !modules && <Failure error={query.error} retry={() => void query.reload()} />}
      {!modules && !query.error && <Loading />}
      {modules?.length === 0 && <Empty>There is nothing to learn here for you.</Empty>}
      {modules?.map((module) => (
        <Module key={module.module} of={module} reload={query.reload} />
      ))}
    </Page>
  );
}

function Module({ of, reload }: { of: Training; reload: () => Promise<void> }): ReactNode {
  const { setMe } = useSession();
  const [answers, setAnswers] = useState<(number | null)[]>(() => of.questions.map(() => null));
  const [result, setResult] = useState<AttemptResult | null>(null);
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const now = Date.now();
  const valid = of.valid_until !== null && of.valid_until > now;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError("");
    try {
      const outcome = await api.post<AttemptResult>(`/trainings/${of.module}/attempts`, { answers });
      setResult(outcome);
      if (outcome.passed) {
        setMe(await api.get<Me>("/me"));
        await reload();
      } else {
        // A fresh look at the questions, not a hunt for the one wrong answer.
        setAnswers(of.questions.map(() => null));
      }
    } catch (failure) {
      setError(asApiError(failure).message);
    } finally {
      setBusy(false);
    }
  };

  return (
    <section className="card" aria-labelledby={`module-${of.module}`}>
      <div className="head">
        <h2 id={`module-${of.module}`}>{of.title}</h2>
        {valid ? <Chip tone="ok">valid until {day(of.valid_until ?? 0)}</Chip> : <Chip tone="warn">{of.valid_until === null ? "not taken yet" : "expired"}</Chip>}
      </div>
      <div className="reading">
        {of.text.map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
      </div>
      <form className="form" onSubmit={(event) => void submit(event)}>
        {of.questions.map((question, index) => (
          <fieldset key={question.text}>
            <legend>
              {index + 1}. {question.text}
            </legend>
            {question.choices.map((choice, at) => (
              <label className="check" key={choice}>
                <input type="radio" name={`${of.module}-${index}`} required checked={answers[index] === at} onChange={() => setAnswers((before) => before.map((answer, other) => (other === index ? at : answer)))} />
                <span>{choice}</span>
              </label>
            ))}
          </fieldset>
        ))}
        {result && (
          <div className={result.passed ? "note ok" : "note warn"} role="status">
            <b>{result.passed ? "Passed" : "Not passed yet"}</b>
            <p>
              {result.correct} of {plural(result.asked, "answer")} {result.asked === 1 ? "was" : "were"} right.{" "}
              {result.passed ? (result.valid_until ? `The training is valid until ${day(result.valid_until)}; cases are open to you.` : "") : "Read the text again and give all answers anew."}
            </p>
          </div>
        )}
        <ErrorLine error={error} />
        <div className="actions">
          <Button main type="submit" disabled={busy}>
            {valid ? "Take it again" : "Hand in the answers"}
          </Button>
        </div>
      </form>
    </section>
  );
}
