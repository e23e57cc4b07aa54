import { useEffect, useRef } from "react";
import type { Attachment } from "@/api/types";
import { FileList, UploadButton } from "./FileControl";

interface Props {
  id?: string;
  value?: Attachment[];
  onChange?: (files: Attachment[]) => void;
}

const NONE: Attachment[] = [];

/** Files of a form: sent when they are chosen, the record's when the form is saved. */
export function FilesField({ id, value = NONE, onChange }: Props) {
  // Of several files on their way at once none may lose another.
  const files = useRef(value);
  useEffect(() => {
    files.current = value;
  }, [value]);

  function put(next: Attachment[]): void {
    files.current = next;
    onChange?.(next);
  }

  return (
    <>
      <FileList files={value} onRemove={(file) => put(files.current.filter((one) => one.id !== file.id))} />
      <UploadButton id={id} onUploaded={(file) => put([...files.current, file])} />
    </>
  );
}
