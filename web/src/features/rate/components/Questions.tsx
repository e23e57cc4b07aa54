import { type FormEvent, useRef, useState } from "react";
import type { LinkSurvey } from "@/api/types";
import { type Reason, Refused, sendAnswers } from "../api";
import { type Answers, inOrder, keep, kept, stillThere, type Words } from "../model";

interface Props {
  token: string;
  survey: LinkSurvey;
  words: Words;
  onSent: () => void;
  onRefused: (reason: Reason) => void;
  onReload: () => void;
}

/** The questions, one tap an answer. What was chosen stays until it has arrived. */
export function Questions({ token, survey, words, onSent, onRefused, onReload }: Props) {
  const [answers, setAnswers] = useState<Answers>(() => stillThere(kept(token), survey));
  const [trouble, setTrouble] = useState<"choose" | "not_sent" | "not_taken" | "changed" | null>(null);
  const [sending, setSending] = useState(false);
  const tried = useRef(false);
  const busy = useRef(false);

  function choose(name: string, key: string) {
    const next = { ...answers, [name]: key };
    setAnswers(next);
    keep(token, next);
    if (trouble === "choose") setTrouble(null);
  }

  async function send(event: FormEvent) {
    event.preventDefault();
    if (busy.current) return;
    const given = inOrder(answers, survey);
    if (Object.keys(given).length === 0) return setTrouble("choose");
    busy.current = true;
    setSending(true);
    setTrouble(null);
    try {
      await sendAnswers(token, given);
      arrived();
    } catch (error) {
      refused(error instanceof Refused ? error.reason : "server");
    } finally {
      busy.current = false;
      setSending(false);
    }
  }

  function arrived() {
    keep(token, null);
    onSent();
  }

  function refused(reason: Reason) {
    // An answer that was lost on its way back had arrived.
    if (reason === "used" && tried.current) return arrived();
    if (reason === "network" || reason === "server") {
      tried.current = true;
      return setTrouble(reason === "network" ? "not_sent" : "not_taken");
    }
    if (reason === "changed") return setTrouble("changed");
    keep(token, null);
    onRefused(reason);
  }

  const failed = trouble === "not_sent" || trouble === "not_taken";
  return (
    <form onSubmit={send} noValidate>
      <h1>{words.heading}</h1>
      {survey.questions.map((question) => (
        <fieldset key={question.name}>
          <legend>{question.text}</legend>
          <div className="choices">
            {question.choices.map((choice) => (
              <label key={choice.key} className="choice">
                <input
                  type="radio"
                  name={question.name}
                  value={choice.key}
                  checked={answers[question.name] === choice.key}
                  onChange={() => choose(question.name, choice.key)}
                />
                <span>{choice.label || choice.key}</span>
              </label>
            ))}
          </div>
        </fieldset>
      ))}
      <div className="end">
        {survey.questions.length > 1 && <p className="optional">{words.optional}</p>}
        <p role="alert" className="trouble">
          {trouble && words[trouble]}
        </p>
        {trouble === "changed" ? (
          <button type="button" className="send" onClick={onReload}>
            {words.reload}
          </button>
        ) : (
          <button type="submit" className="send" aria-disabled={sending}>
            {sending ? words.sending : failed ? words.again : words.send}
          </button>
        )}
      </div>
    </form>
  );
}
