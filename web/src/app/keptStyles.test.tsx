import { StyleProvider } from "@ant-design/cssinjs";
import { render } from "@testing-library/react";
import { Button } from "antd";
import { expect, it } from "vitest";
import { keptStyles } from "./keptStyles";

it("keeps a style when the last component that has it is gone", () => {
  const cache = keptStyles();
  const { unmount } = render(
    <StyleProvider cache={cache}>
      <Button>1</Button>
    </StyleProvider>,
  );
  const held = [...cache.cache.keys()];
  expect(held.some((key) => key.includes("Button"))).toBe(true);
  unmount();
  expect([...cache.cache.keys()]).toEqual(held);
});
