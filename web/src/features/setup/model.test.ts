import { describe, expect, it } from "vitest";
import {
  type FlowTemplate,
  firstPassword,
  flowFrom,
  freeId,
  greetingOf,
  isStep,
  nextStep,
  PLACES,
  STEPS,
} from "./model";

const done = { outcome: "done" as const, made: [] };
const TEMPLATE: FlowTemplate = {
  id: "menu",
  name: { zh: "菜单", en: "Menu" },
  document: {
    flow: "menu",
    nodes: {
      welcome: { kind: "play", say: { zh: "欢迎致电春{{风}}。", en: "Welcome." }, next: "menu" },
      menu: { kind: "menu" },
    },
  },
};

describe("the way through the set-up", () => {
  it("goes on at the first step that was neither done nor skipped", () => {
    expect(nextStep({})).toBe("company");
    expect(nextStep({ company: done, administrator: { outcome: "skipped", made: [] } })).toBe("queue");
    expect(nextStep(Object.fromEntries(STEPS.map((step) => [step, done])))).toBe("test");
  });

  it("knows its steps and where each thing is changed", () => {
    expect(isStep("queue")).toBe(true);
    expect(isStep("tea")).toBe(false);
    for (const step of STEPS) expect(PLACES[step]).toMatch(/^\//);
  });
});

describe("what is made", () => {
  it("gets an id that nothing has", () => {
    expect(freeId("hotline", [])).toBe("hotline");
    expect(freeId("hotline", ["hotline", "hotline_2"])).toBe("hotline_3");
  });

  it("is the template's flow with a name and a greeting of one's own, meant as typed", () => {
    const made = flowFrom(TEMPLATE, {
      id: "hotline",
      name: { zh: "主流程", en: "Main" },
      greeting: { zh: "欢迎{您}", en: "Hi" },
    });
    expect(made).toMatchObject({
      flow: "hotline",
      name: { zh: "主流程" },
      nodes: { welcome: { say: { zh: "欢迎{{您}}" }, next: "menu" }, menu: { kind: "menu" } },
    });
    expect(TEMPLATE.document.flow).toBe("menu");
    expect(greetingOf(TEMPLATE)).toEqual({ zh: "欢迎致电春{风}。", en: "Welcome." });
  });

  it("gives every person another first password that can be read out", () => {
    const passwords = new Set(Array.from({ length: 50 }, firstPassword));
    expect(passwords.size).toBe(50);
    for (const password of passwords) expect(password).toMatch(/^[a-z2-9]{10}$/);
  });
});
