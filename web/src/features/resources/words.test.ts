import { describe, expect, it } from "vitest";
import { askedBy, wordless } from "@/test/fieldWords";
import { RESOURCES } from "./resources";

describe("every field and choice of the settings", () => {
  it.each(RESOURCES.map((resource) => [resource.room, resource] as const))("has a word: %s", (room, resource) => {
    const asked = [
      ...resource.columns.map((name) => ({ path: [name] })),
      ...askedBy(resource.body),
      ...askedBy(resource.changed ?? resource.body),
    ];
    expect(wordless(`settings.${room}`, asked)).toEqual([]);
  });
});
