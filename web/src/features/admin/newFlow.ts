/** What a new flow starts with: the smallest one that can be published, in both languages. */
export const NEW_FLOW = `flow: my_flow
name:
  zh: \u65b0\u6d41\u7a0b
  en: New flow
start: welcome
languages: [zh, en]

nodes:
  welcome:
    kind: play
    say:
      zh: \u6b22\u8fce\u81f4\u7535\u3002
      en: Welcome.
    next: bye

  bye:
    kind: hangup
`;
