import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/errors";
import { errorText } from "@/shared/errorText";
import type { Values } from "@/shared/fields/definitions";
import { codeOf } from "@/shared/fields/questions";
import { useAssessmentActs } from "../api";
import type { AssessmentDetail } from "../model";

const PAUSE = 700;

export interface Answers {
  answers: Values;
  remark: string;
  errors: Record<string, string>;
  failure: string;
  /** Whether what is on the screen is stored. */
  stored: boolean;
  answer: (code: string, value: unknown) => void;
  write: (remark: string) => void;
  publish: () => Promise<boolean>;
}

/** A draft that stores itself a moment after each change, one request after the other; the server counts the points. */
export function useAnswers(assessment: AssessmentDetail): Answers {
  const { t, i18n } = useTranslation();
  const { change } = useAssessmentActs();
  const [now, setNow] = useState({ answers: assessment.answers as Values, remark: assessment.remark });
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState("");
  const [stored, setStored] = useState(true);
  const newest = useRef(now);
  const dirty = useRef(false);
  const version = useRef(assessment.version);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const chain = useRef<Promise<boolean>>(Promise.resolve(true));
  const { mutateAsync } = change;

  const store = useCallback(
    (publish: boolean): Promise<boolean> => {
      clearTimeout(timer.current);
      chain.current = chain.current.then(async () => {
        const sent = newest.current;
        try {
          const saved = await mutateAsync({
            id: assessment.id,
            body: { version: version.current, answers: sent.answers as never, remark: sent.remark, publish },
          });
          version.current = saved.version;
          dirty.current = newest.current !== sent;
          setStored(!dirty.current);
          setFailure("");
          return true;
        } catch (error) {
          const code = error instanceof ApiError ? codeOf(error.field) : null;
          const said = errorText(error, t, i18n.language);
          if (code) setErrors((before) => ({ ...before, [code]: said }));
          else setFailure(said);
          return false;
        }
      });
      return chain.current;
    },
    [assessment.id, mutateAsync, t, i18n.language],
  );

  const put = useCallback(
    (next: { answers: Values; remark: string }) => {
      newest.current = next;
      dirty.current = true;
      setNow(next);
      setStored(false);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void store(false), PAUSE);
    },
    [store],
  );

  // What was entered in the last moment before the page is left is stored too.
  const last = useRef(store);
  useEffect(() => {
    last.current = store;
  }, [store]);
  useEffect(
    () => () => {
      if (dirty.current) void last.current(false);
    },
    [],
  );

  return {
    ...now,
    errors,
    failure,
    stored,
    answer: (code, value) => {
      const { [code]: _, ...rest } = newest.current.answers;
      setErrors(({ [code]: _gone, ...others }) => others);
      put({ ...newest.current, answers: value === null || value === undefined ? rest : { ...rest, [code]: value } });
    },
    write: (remark) => put({ ...newest.current, remark }),
    publish: () => store(true),
  };
}
