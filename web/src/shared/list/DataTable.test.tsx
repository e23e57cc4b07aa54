import { useQuery } from "@tanstack/react-query";
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { useLocation } from "react-router";
import { expect, it } from "vitest";
import { ApiError } from "@/api/errors";
import { show } from "@/test/render";
import { DataTable } from "./DataTable";
import { useListFilters } from "./useListFilters";

const ROWS = Array.from({ length: 20 }, (_, at) => ({ id: `r${at}`, name: `行${at}` }));

function List() {
  const filters = useListFilters(["state"] as const);
  const query = useQuery({
    queryKey: [filters.page],
    queryFn: async () => ({ items: filters.page === 1 ? ROWS : [], total: 20, page: filters.page, page_size: 20 }),
  });
  return (
    <>
      <output>{useLocation().search}</output>
      <DataTable query={query} filters={filters} teach="还没有" columns={[{ title: "名称", dataIndex: "name" }]} />
    </>
  );
}

it("goes to the last page that is left when the rows of the one that is shown have gone", async () => {
  await show(<List />, { path: "/?state=open&page=2&page_size=20" });
  await screen.findByText("行0");
  expect(screen.getByRole("status").textContent).toBe("?state=open&page=1&page_size=20");
  await waitFor(() => expect(screen.queryByText("还没有")).toBeNull());
});

let answer: () => Promise<typeof ROWS>;

function Asked() {
  const query = useQuery({
    queryKey: ["asked"],
    queryFn: async () => ({ items: await answer(), total: 1, page: 1, page_size: 20 }),
  });
  return (
    <>
      <button type="button" onClick={() => void query.refetch()}>
        again
      </button>
      <DataTable
        query={query}
        filters={useListFilters([] as const)}
        teach="还没有"
        columns={[{ title: "名称", dataIndex: "name" }]}
      />
    </>
  );
}

it("says when its rows could not be read again", async () => {
  answer = async () => ROWS.slice(0, 1);
  await show(<Asked />);
  await screen.findByText("行0");
  answer = () => Promise.reject(new ApiError("http.500", 500, "broken", "服务器出错"));
  fireEvent.click(screen.getByText("again"));
  await screen.findByText("服务器出错");
  expect(screen.getByText("行0")).toBeTruthy();
});
