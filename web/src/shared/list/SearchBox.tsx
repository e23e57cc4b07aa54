import { Input } from "antd";
import { useState } from "react";

interface Props {
  /** What the list is searched for now, as the address says. */
  value: string;
  label: string;
  width?: number;
  onSearch: (text: string) => void;
}

/** A box to search a list by. The address follows a moment after Enter: until then, and when it does, what is being
 * typed stays, and so does the cursor. When the address changes by itself (cleared, one page back), the box follows. */
export function SearchBox({ value, label, width, onSearch }: Props) {
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  const [asked, setAsked] = useState<string | null>(null);
  if (value !== known) {
    setKnown(value);
    if (value === asked) setAsked(null);
    else setText(value);
  }
  return (
    <Input.Search
      style={{ width }}
      allowClear
      value={text}
      placeholder={label}
      aria-label={label}
      onChange={(event) => setText(event.target.value)}
      onSearch={(typed) => {
        setAsked(typed.trim());
        onSearch(typed.trim());
      }}
    />
  );
}
