/** Every key of the phone bar. They work anywhere on the page, also while typing. */
export interface Shortcut {
  key: string;
  shift?: boolean;
  alt?: boolean;
}

export const SHORTCUTS = {
  answer: { key: "F2" },
  reject: { key: "F2", shift: true },
  hangup: { key: "F4" },
  hold: { key: "F8" },
  transfer: { key: "F8", shift: true },
  mute: { key: "F9" },
  keypad: { key: "F9", shift: true },
  dial: { key: "F10" },
  finish: { key: "F4", shift: true },
  available: { key: "KeyA", shift: true, alt: true },
  busy: { key: "KeyB", shift: true, alt: true },
  complete: { key: "KeyE", shift: true, alt: true },
  cancel: { key: "KeyZ", shift: true, alt: true },
  toggle: { key: "KeyQ", shift: true, alt: true },
  conference: { key: "KeyG", shift: true, alt: true },
  drop: { key: "KeyD", shift: true, alt: true },
  record: { key: "KeyR", shift: true, alt: true },
  rate: { key: "KeyS", shift: true, alt: true },
  note: { key: "KeyN", shift: true, alt: true },
  messages: { key: "KeyM", shift: true, alt: true },
  help: { key: "KeyH", shift: true, alt: true },
} as const satisfies Record<string, Shortcut>;

export type Action = keyof typeof SHORTCUTS;

/** The help sheet's groups. */
export const GROUPS = {
  call: ["answer", "reject", "hangup", "hold", "mute", "keypad", "record", "note"],
  third: ["transfer", "complete", "cancel", "toggle", "conference", "drop", "rate"],
  work: ["dial", "finish", "available", "busy", "messages", "help"],
} as const satisfies Record<string, readonly Action[]>;

/** What is printed on a button, such as `Shift+F2`. */
export function label(action: Action): string {
  const s: Shortcut = SHORTCUTS[action];
  return [s.alt && "Alt", s.shift && "Shift", s.key.replace("Key", "")].filter(Boolean).join("+");
}

/** A question mark typed outside any field asks for the help sheet. */
export function asksForHelp(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "target">): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || !["?", "\uff1f"].includes(event.key)) return false;
  const { target } = event;
  if (!(target instanceof HTMLElement)) return true;
  return !target.isContentEditable && !/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** The action that a key press means, or null. Letters go by their place on the keyboard. */
export function actionOf(
  event: Pick<KeyboardEvent, "key" | "code" | "shiftKey" | "altKey" | "ctrlKey" | "metaKey">,
): Action | null {
  if (event.ctrlKey || event.metaKey) return null;
  for (const [action, shortcut] of Object.entries(SHORTCUTS) as [Action, Shortcut][]) {
    const pressed = shortcut.key.startsWith("Key") ? event.code : event.key;
    const same = event.shiftKey === Boolean(shortcut.shift) && event.altKey === Boolean(shortcut.alt);
    if (same && pressed === shortcut.key) return action;
  }
  return null;
}
