import { expect, it } from "vitest";
import { ApiError, networkError } from "@/api/errors";
import { inTheWay } from "./inTheWay";

const refusal = (status: number) => new ApiError(`http.${status}`, status, "", "");

it("keeps a page whose data could only not be asked for again", () => {
  expect(inTheWay({ data: {}, error: networkError() })).toBeNull();
  expect(inTheWay({ data: {}, error: refusal(503) })).toBeNull();
  expect(inTheWay({ data: undefined, error: networkError() })).toMatchObject({ code: "network" });
});

it("tells what was removed from what was never there", () => {
  expect(inTheWay({ data: {}, error: refusal(404) })).toMatchObject({ code: "removed" });
  expect(inTheWay({ data: undefined, error: refusal(404) })).toMatchObject({ code: "http.404" });
});
