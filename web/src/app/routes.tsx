import { createBrowserRouter, Navigate } from "react-router";
import { SignedIn } from "@/features/auth/SignedIn";
import { Frame } from "@/features/frame/Frame";
import { Home, Only } from "./guards";
import { RouteError } from "./RouteError";

/** Every room is loaded when it is first opened. */
export function createRouter() {
  return createBrowserRouter([
    {
      path: "/login",
      lazy: async () => ({ Component: (await import("@/features/auth/LoginPage")).LoginPage }),
      errorElement: <RouteError />,
      hydrateFallbackElement: <span />,
    },
    {
      element: (
        <SignedIn>
          <Only room="live" />
        </SignedIn>
      ),
      errorElement: <RouteError />,
      hydrateFallbackElement: <span />,
      children: [{ path: "wall", lazy: () => import("@/features/wall/WallPage") }],
    },
    {
      element: (
        <SignedIn>
          <Frame />
        </SignedIn>
      ),
      errorElement: <RouteError />,
      hydrateFallbackElement: <span />,
      children: [
        { index: true, element: <Home /> },
        {
          element: <Only room="desk" />,
          children: [{ path: "desk", lazy: () => import("@/features/desk/DeskPage") }],
        },
        {
          element: <Only room="live" />,
          children: [
            { path: "live", lazy: () => import("@/features/board/BoardPage") },
            { path: "platform", lazy: () => import("@/features/platform/PlatformPage") },
            { path: "announcements", lazy: () => import("@/features/announcements/AnnouncementsPage") },
          ],
        },
        { path: "test-phone", lazy: () => import("@/features/testphone/TestPhonePage") },
        { path: "calls", lazy: () => import("@/features/calls/CallsPage") },
        { path: "calls/:id", lazy: () => import("@/features/calls/CallPage") },
        { path: "customers", lazy: () => import("@/features/customers/CustomersPage") },
        { path: "customers/:id", lazy: () => import("@/features/customers/CustomerPage") },
        { path: "tickets", lazy: () => import("@/features/tickets/TicketsPage") },
        { path: "tickets/:id", lazy: () => import("@/features/tickets/TicketPage") },
        { path: "recordings", lazy: () => import("@/features/recordings/RecordingsPage") },
        { path: "callbacks", lazy: () => import("@/features/callbacks/CallbacksPage") },
        { path: "histories/:kind?", lazy: () => import("@/features/histories/HistoriesPage") },
        { path: "reports", lazy: () => import("@/features/reports/ReportsPage") },
        { path: "voicemails", lazy: () => import("@/features/voicemails/VoicemailsPage") },
        {
          element: <Only room="admin" />,
          children: [
            { path: "admin/devices", lazy: () => import("@/features/admin/DevicesPage") },
            { path: "admin/flows/:id", lazy: () => import("@/features/flows/FlowPage") },
            { path: "admin/dictionaries", lazy: () => import("@/features/dictionaries/DictionariesPage") },
            { path: "admin/:room", lazy: () => import("@/features/resources/ResourcePage") },
            { path: "admin/flows", lazy: () => import("@/features/flows/FlowsPage") },
          ],
        },
        { path: "*", element: <Navigate to="/" replace /> },
      ],
    },
  ]);
}
