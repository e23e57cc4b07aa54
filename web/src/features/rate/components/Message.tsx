import { useEffect, useRef } from "react";

interface Props {
  title: string;
  detail: string;
  mark?: "done";
  action?: { words: string; go: () => void } | undefined;
}

/** Something to read instead of the questions; whoever hears the page is brought to it. */
export function Message({ title, detail, mark, action }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div className="message">
      {mark === "done" && (
        <svg className="tick" viewBox="0 0 48 48" aria-hidden="true">
          <circle cx="24" cy="24" r="22" />
          <path d="M14 25l7 7 14-15" />
        </svg>
      )}
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <p>{detail}</p>
      {action && (
        <button type="button" className="send" onClick={action.go}>
          {action.words}
        </button>
      )}
    </div>
  );
}
