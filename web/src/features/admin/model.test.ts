import { describe, expect, it } from "vitest";
import { toNewUser, toUserChange, userValues } from "./model";

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
