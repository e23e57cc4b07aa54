// biome-ignore-all lint/suspicious/noArrayIndexKey: a guide does not change while it is shown
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { Block, Inline } from "@/shared/text/markdown";
import { headingId, place } from "../guide";
import styles from "../help.module.css";

/** A guide as elements of the page; its text is only ever text. */
export function Article({ blocks }: { blocks: readonly Block[] }) {
  return (
    <article className={styles.article}>
      {blocks.map((block, index) => (
        <Part key={index} block={block} id={headingId(index)} />
      ))}
    </article>
  );
}

function Part({ block, id }: { block: Block; id?: string }) {
  switch (block.kind) {
    case "heading": {
      const Heading = block.level === 1 ? "h1" : block.level === 2 ? "h2" : "h3";
      return <Heading id={id}>{words(block.parts)}</Heading>;
    }
    case "code":
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and a keyboard must reach it
      return <pre tabIndex={0}>{block.text}</pre>;
    case "list": {
      const items = block.items.map((item, index) => <li key={index}>{words(item)}</li>);
      return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
    case "table":
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and a keyboard must reach it
        <div className={styles.wide} tabIndex={0}>
          <table>
            <thead>
              <tr>
                {block.head.map((cell, index) => (
                  <th key={index}>{words(cell)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {block.rows.map((row, line) => (
                <tr key={line}>
                  {row.map((cell, index) => (
                    <td key={index}>{words(cell)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
    case "quote":
      return (
        <blockquote>
          {block.blocks.map((each, index) => (
            <Part key={index} block={each} />
          ))}
        </blockquote>
      );
    case "paragraph":
      return <p>{words(block.lines.flat())}</p>;
    case "rule":
      return <hr />;
  }
}

function words(parts: readonly Inline[]): ReactNode[] {
  return parts.map((part, index) => {
    const key = `${index}${part.kind}`;
    switch (part.kind) {
      case "code":
        return <code key={key}>{part.text}</code>;
      case "strong":
        return <strong key={key}>{words(part.parts)}</strong>;
      case "em":
        return <em key={key}>{words(part.parts)}</em>;
      case "link":
        return <Reference key={key} part={part} />;
      default:
        return part.text;
    }
  });
}

function Reference({ part }: { part: Extract<Inline, { kind: "link" }> }) {
  const to = place(part.href);
  if (to === null) return <span>{words(part.parts)}</span>;
  if ("guide" in to) return <Link to={`/help/${to.guide}`}>{words(part.parts)}</Link>;
  return (
    <a href={to.address} target="_blank" rel="noopener noreferrer">
      {words(part.parts)}
    </a>
  );
}
