import { useCallback, useEffect, useState } from "react";
import type { LinkSurvey } from "@/api/types";
import { openSurvey, type Reason, Refused } from "./api";
import { Message } from "./components/Message";
import { Questions } from "./components/Questions";
import { languageOf, type Words, wordsIn } from "./model";

const reasonOf = (error: unknown): Reason => (error instanceof Refused ? error.reason : "server");

/** What a customer sees behind the link of a text message. He has no account, and nothing but this is loaded. */
export function RatePage({ token }: { token: string }) {
  const [survey, setSurvey] = useState<LinkSurvey | null>(null);
  const [refusal, setRefusal] = useState<Reason | null>(null);
  const [sent, setSent] = useState(false);
  const language = languageOf(survey);
  const words = wordsIn(language);

  const open = useCallback(async () => {
    setRefusal(null);
    setSurvey(null);
    try {
      setSurvey(await openSurvey(token));
    } catch (error) {
      setRefusal(reasonOf(error));
    }
  }, [token]);

  useEffect(() => void open(), [open]);

  useEffect(() => {
    document.documentElement.lang = language;
    document.title = survey?.company ? `${survey.company} · ${words.heading}` : words.heading;
  }, [language, words, survey]);

  return (
    <main className="page">
      {survey?.company && <p className="company">{survey.company}</p>}
      {content()}
    </main>
  );

  function content() {
    if (sent) return <Message title={words.thanks} detail={words.thanks_more} mark="done" />;
    if (refusal !== null) {
      const { title, detail, again } = refusalWords(refusal, words);
      return <Message title={title} detail={detail} action={again ? { words: words.again, go: open } : undefined} />;
    }
    if (survey === null)
      return (
        <p role="status" className="opening">
          {words.opening}
        </p>
      );
    return (
      <Questions
        token={token}
        survey={survey}
        words={words}
        onSent={() => setSent(true)}
        onRefused={setRefusal}
        onReload={open}
      />
    );
  }
}

function refusalWords(reason: Reason, words: Words): { title: string; detail: string; again: boolean } {
  switch (reason) {
    case "used":
      return { title: words.used, detail: words.used_more, again: false };
    case "over":
      return { title: words.over, detail: words.over_more, again: false };
    case "unknown":
      return { title: words.unknown, detail: words.unknown_more, again: false };
    case "network":
      return { title: words.unreachable, detail: words.unreachable_more, again: true };
    default:
      return { title: words.server, detail: words.server_more, again: true };
  }
}
