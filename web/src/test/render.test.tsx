import { screen } from "@testing-library/react";
import { Form, Input } from "antd";
import { expect, test } from "vitest";
import { show } from "./render";

test("what antd's styles hide is not found by its role", async () => {
  await show(
    <Form>
      <Form.Item name="seen" label="seen">
        <Input />
      </Form.Item>
      <Form.Item name="hidden" label="hidden" hidden>
        <Input />
      </Form.Item>
    </Form>,
  );
  expect(screen.getAllByRole("textbox")).toEqual([screen.getByLabelText("seen")]);
});
