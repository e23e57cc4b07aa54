import { describe, expect, it } from "vitest";
import { findingsOf, toNewUser, toUserChange, userValues } from "./model";

describe("what is wrong with a flow", () => {
  it("is listed with its lines", () => {
    const findings = findingsOf("flow main:12: node menu: no way\nflow main:3: bad\n\n");
    expect(findings).toEqual([
      { line: 12, text: "flow main:12: node menu: no way" },
      { line: 3, text: "flow main:3: bad" },
    ]);
  });

  it("may speak of no line", () => {
    expect(findingsOf("the body is too large")).toEqual([{ line: null, text: "the body is too large" }]);
  });
});

describe("a user's form", () => {
  const values = { username: " wang ", name: "王芳", role: "agent" as const, number: "1001", queues: ["b", "a"] };

  it("ranks queues by the order of choice", () => {
    expect(toNewUser({ ...values, password: "secret12" })).toMatchObject({
      username: "wang",
      queues: [
        { queue: "b", preference: 0 },
        { queue: "a", preference: 1 },
      ],
    });
  });

  it("keeps the password when none is typed", () => {
    expect(toUserChange(values)).not.toHaveProperty("password");
    expect(toUserChange({ ...values, password: "another1" }).password).toBe("another1");
  });

  it("starts empty for a new user", () => {
    expect(userValues(null)).toEqual({ username: "", name: "", role: "agent", queues: [] });
  });
});
