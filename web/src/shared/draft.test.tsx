import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { User } from "@/api/types";
import { useKeptDraft } from "@/features/documents/useKeptDraft";
import { AGENT, show } from "@/test/render";
import { useDraft } from "./draft";

const NEXT: User = { ...AGENT, id: "u2", username: "liwei", name: "李伟", number: "1002" };

function Article() {
  const draft = useDraft<string>("article.new");
  const document = useKeptDraft("blank", {});
  return (
    <>
      <output>{`${draft.kept ?? "–"} / ${document.draft.title || "–"}`}</output>
      <button
        type="button"
        onClick={() => {
          draft.keep("供暖价格");
          document.change((before) => ({ ...before, title: "噪音投诉" }));
        }}
      >
        type
      </button>
    </>
  );
}

describe("what was typed and not saved", () => {
  it("is found again by its user, and by nobody else at the same workstation", async () => {
    const said = () => screen.getByRole("status").textContent;
    const first = await show(<Article />);
    await userEvent.click(screen.getByRole("button"));
    first.unmount();
    const other = await show(<Article />, { user: NEXT });
    expect(said()).toBe("– / –");
    other.unmount();
    await show(<Article />);
    expect(said()).toBe("供暖价格 / 噪音投诉");
  });
});
