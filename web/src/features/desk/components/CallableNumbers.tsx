import { Flex } from "antd";
import { CallableNumber } from "./CallableNumber";

/** Several numbers of one person, each to be called by itself. */
export function CallableNumbers({ numbers }: { numbers: readonly string[] }) {
  return (
    <Flex wrap gap="0 16px">
      {numbers.map((number) => (
        <CallableNumber key={number} number={number} />
      ))}
    </Flex>
  );
}
