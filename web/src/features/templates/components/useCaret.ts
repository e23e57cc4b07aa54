import { useEffect, useRef } from "react";
import { inserted, type TemplateForm, type TextPlace, textAt, withText } from "../model";

type Field = HTMLInputElement | HTMLTextAreaElement;

/** Where the last text was being typed, and how something is put in there. */
export function useCaret(form: TemplateForm, change: (form: TemplateForm) => void) {
  const last = useRef<{ place: TextPlace; field: Field } | null>(null);
  /** Where the caret goes once what was put in is drawn. */
  const next = useRef<number | null>(null);
  useEffect(() => {
    const at = next.current;
    next.current = null;
    if (at === null) return;
    last.current?.field.focus();
    last.current?.field.setSelectionRange(at, at);
  });
  return {
    remember: (place: TextPlace, field: Field) => {
      last.current = { place, field };
    },
    insert: (piece: string) => {
      const place = last.current?.place ?? "sms.zh";
      const text = textAt(form, place);
      const from = last.current?.field.selectionStart ?? text.length;
      const to = last.current?.field.selectionEnd ?? from;
      if (last.current) next.current = from + piece.length;
      change(withText(form, place, inserted(text, piece, from, to)));
    },
  };
}
