import { Fragment, type ReactNode } from "react";
import { type Block, blocks, type Inline } from "./markdown";
import styles from "./markdown.module.css";

/** A text that was written in Markdown. Its headings begin below the page's own. */
export function Markdown({ text }: { text: string }) {
  return (
    <div className={styles.text}>
      {listed(blocks(text), (block) => (
        <OneBlock block={block} />
      ))}
    </div>
  );
}

/** Parts of a text have no names: their place is all that they are. */
function listed<T>(parts: readonly T[], show: (part: T) => ReactNode): ReactNode {
  return parts.map((part, place) => {
    const key = `${place}`;
    return <Fragment key={key}>{show(part)}</Fragment>;
  });
}

const words = (parts: readonly Inline[]) => listed(parts, (part) => <OneInline part={part} />);

function OneInline({ part }: { part: Inline }) {
  switch (part.kind) {
    case "text":
      return part.text;
    case "code":
      return <code>{part.text}</code>;
    case "strong":
      return <strong>{words(part.parts)}</strong>;
    case "em":
      return <em>{words(part.parts)}</em>;
    case "link":
      return (
        <a href={part.href} target="_blank" rel="noreferrer">
          {words(part.parts)}
        </a>
      );
  }
}

function OneBlock({ block }: { block: Block }) {
  switch (block.kind) {
    case "heading": {
      const Heading = `h${Math.min(6, block.level + 1)}` as "h2";
      return <Heading>{words(block.parts)}</Heading>;
    }
    case "paragraph":
      return (
        <p>
          {listed(block.lines, (line) => (
            <span className={styles.line}>{words(line)}</span>
          ))}
        </p>
      );
    case "list": {
      const List = block.ordered ? "ol" : "ul";
      return (
        <List>
          {listed(block.items, (item) => (
            <li>{words(item)}</li>
          ))}
        </List>
      );
    }
    case "quote":
      return (
        <blockquote>
          {listed(block.blocks, (each) => (
            <OneBlock block={each} />
          ))}
        </blockquote>
      );
    case "code":
      return (
        <pre>
          <code>{block.text}</code>
        </pre>
      );
    case "table":
      return (
        <table>
          <thead>
            <tr>
              {listed(block.head, (cell) => (
                <th>{words(cell)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {listed(block.rows, (row) => (
              <tr>
                {listed(row, (cell) => (
                  <td>{words(cell)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      );
    case "rule":
      return <hr />;
  }
}
