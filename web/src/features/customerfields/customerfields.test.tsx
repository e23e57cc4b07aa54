import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { CustomerForm } from "@/features/customers/components/CustomerForm";
import { changedValues } from "@/shared/fields/customer";
import { moved } from "@/shared/rows";
import { answerFetch } from "@/test/fetch";
import { show } from "@/test/render";
import { Component } from "./CustomerFieldsPage";
import { type CustomerField, codeOf, fromForm, placeOf, toForm } from "./model";

afterEach(() => vi.unstubAllGlobals());

const aField = (code: string, more: Partial<CustomerField> = {}): CustomerField => ({
  code,
  kind: "text",
  label: { zh: `字段${code}`, en: `Field ${code}` },
  show: ["card"],
  categories: [],
  kinds: [],
  active: true,
  ...more,
});
const AREA = aField("area", { label: { zh: "面积", en: "Floor area" }, kind: "number", show: ["list", "card"] });
const LEVEL = aField("grade", { label: { zh: "贵宾编号", en: "VIP number" }, categories: ["vip"] });
const AROUND = {
  "GET /customer-fields": { body: { version: "v1", fields: [AREA, LEVEL] } },
  "GET /dictionaries": {
    body: [{ dictionary: "customer_category", code: "vip", name_zh: "贵宾", name_en: "VIP", active: true }],
  },
  "GET /dictionary-names": { body: [] },
};

describe("the model of a field", () => {
  it("makes a code out of the English name that nobody has", () => {
    expect(codeOf("Floor area (m²)", [])).toBe("floor_area_m");
    expect(codeOf("Floor area", ["floor_area", "floor_area_2"])).toBe("floor_area_3");
    expect(codeOf("Tag", [])).toBe("tag_2");
    expect(codeOf("面积", [])).toBe("field");
  });

  it("keeps what the form does not know", () => {
    const own = aField("a", {
      pattern: "[A-Z]+",
      visible_if: { field: "area", is: "filled" },
      required_if: { all: [{ field: "category", is: "eq", value: "vip" }] },
    });
    const form = toForm(own);
    expect(form.rule).toBe("kept");
    expect(fromForm(form, own, ["a"])).toMatchObject({
      pattern: "[A-Z]+",
      visible_if: own.visible_if,
      required_if: own.required_if,
    });
  });

  it("reads and writes a rule over the customer's properties", () => {
    const rule = { field: "category", is: "in", value: ["vip"] };
    const own = aField("a", { required_if: rule });
    expect(toForm(own)).toMatchObject({ rule: "when", when_field: "category", when_values: ["vip"] });
    expect(fromForm(toForm(own), own, ["a"]).required_if).toEqual(rule);
    expect(fromForm({ ...toForm(own), rule: "always" }, own, ["a"])).toMatchObject({
      required: true,
      required_if: null,
    });
  });

  it("finds the place of a refusal, and moves", () => {
    expect(placeOf("fields.2.code", 2)).toBe("en");
    expect(placeOf("fields.2.max", 2)).toBe("max");
    expect(placeOf("fields.1.max", 2)).toBeNull();
    expect(moved(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
  });

  it("sends what changed of the fields that the customer has", () => {
    const who = { kind: "person", category: "", source: "", level: "" };
    expect(changedValues([AREA, LEVEL], { area: 90, grade: "7" }, { area: 80 }, who)).toEqual({ area: 90 });
    expect(changedValues([AREA, LEVEL], { area: 80, grade: "7" }, { area: 80 }, { ...who, category: "vip" })).toEqual({
      grade: "7",
    });
    expect(changedValues([AREA], { area: null }, { area: 80 }, who)).toEqual({ area: null });
    expect(changedValues([AREA], { area: null }, null, who)).toEqual({});
  });
});

describe("the page of customer fields", () => {
  it("puts a field before another, with the version that it was made from", async () => {
    const seen = answerFetch({ ...AROUND, "PUT /customer-fields": (one) => ({ body: one.body }) });
    await show(<Component />);
    fireEvent.click(await screen.findByLabelText("上移: 贵宾编号"));
    await waitFor(() => expect(seen.some((one) => one.method === "PUT")).toBe(true));
    const sent = seen.find((one) => one.method === "PUT")?.body as { version: string; fields: CustomerField[] };
    expect(sent.version).toBe("v1");
    expect(sent.fields.map((one) => one.code)).toEqual(["grade", "area"]);
  });

  it("says a refusal at the field's own input and keeps what was typed", async () => {
    answerFetch({
      ...AROUND,
      "PUT /customer-fields": {
        status: 422,
        body: {
          error: { code: "invalid", message: "below min", message_zh: "最大值小于最小值", field: "fields.0.max" },
        },
      },
    });
    await show(<Component />);
    fireEvent.click((await screen.findAllByText("修 改".replace(" ", "")))[0] as HTMLElement);
    fireEvent.change(await screen.findByLabelText("最小值"), { target: { value: "9" } });
    fireEvent.change(screen.getByLabelText("最大值"), { target: { value: "3" } });
    fireEvent.click(screen.getByText("保存"));
    expect(await screen.findByText("最大值小于最小值")).toBeTruthy();
    expect((screen.getByLabelText("最小值") as HTMLInputElement).value).toBe("9");
  });

  it("teaches when there is none, in English too", async () => {
    answerFetch({ ...AROUND, "GET /customer-fields": { body: { version: "v0", fields: [] } } });
    await show(<Component />, { language: "en" });
    expect(await screen.findByText(/No fields yet/)).toBeTruthy();
  });
});

describe("the customer's form", () => {
  it("shows the fields that are for him and sends their values; a refusal stands at the field", async () => {
    let refuse = true;
    const seen = answerFetch({
      ...AROUND,
      "POST /customers": () =>
        refuse
          ? {
              status: 422,
              body: { error: { code: "invalid", message: "too much", message_zh: "面积过大", field: "fields.area" } },
            }
          : { status: 201, body: { id: "c1" } },
    });
    const saved = vi.fn();
    const draft = { kept: null, keep: vi.fn(), drop: vi.fn() };
    const { container } = await show(
      <CustomerForm customer={null} number="13800138000" region={{}} draft={draft} onSaved={saved} />,
    );
    const area = await screen.findByLabelText("面积");
    expect(within(container).queryByLabelText("贵宾编号")).toBeNull();
    fireEvent.change(screen.getByLabelText("姓名"), { target: { value: "李秀英" } });
    fireEvent.change(area, { target: { value: "90" } });
    fireEvent.blur(area);
    fireEvent.click(screen.getByText("建立客户"));
    expect(await screen.findByText("面积过大")).toBeTruthy();
    refuse = false;
    fireEvent.click(screen.getByText("建立客户"));
    await waitFor(() => expect(saved).toHaveBeenCalled());
    expect(seen.filter((one) => one.method === "POST").at(-1)?.body).toMatchObject({ fields: { area: 90 } });
  });
});
