/** Which guide (docs/guide-….md) helps with which page: the longest address that fits. */
const GUIDES: Readonly<Record<string, string>> = {
  "/setup": "first-run",
  "/desk": "calls",
  "/live": "supervisor",
  "/platform": "supervisor",
  "/announcements": "supervisor",
  "/wall": "supervisor",
  "/recordings": "recordings",
  "/quality": "quality",
  "/voicemails": "recordings",
  "/callbacks": "waiting",
  "/customers": "customers",
  "/tickets": "documents",
  "/knowledge": "knowledge",
  "/notices": "knowledge",
  "/messages": "knowledge",
  "/imports": "import-export",
  "/call-lists": "import-export",
  "/visits": "wrapup-visits",
  "/visit-batches": "wrapup-visits",
  "/questionnaires": "wrapup-visits",
  "/admin/users": "organisation",
  "/admin/units": "organisation",
  "/admin/positions": "organisation",
  "/admin/roles": "organisation",
  "/admin/outlets": "outlets",
  "/admin/queues": "queues",
  "/admin/wrap-ups": "wrapup-visits",
  "/admin/skills": "queues",
  "/admin/agent-skills": "queues",
  "/admin/pauses": "queues",
  "/admin/flows": "flows",
  "/admin/prompts": "prompts-hours",
  "/admin/hours": "prompts-hours",
  "/admin/entries": "trunks",
  "/admin/trunks": "trunks",
  "/admin/lists": "trunks",
  "/admin/devices": "organisation",
  "/admin/workstations": "organisation",
  "/admin/dictionaries": "customers",
  "/admin/mailboxes": "recordings",
  "/admin/templates": "messages-out",
  "/admin/documents": "documents",
  "/admin/document-types": "documents",
  "/admin/webhooks": "integrators",
};

export function guideFor(pathname: string): string | null {
  const found = Object.keys(GUIDES)
    .filter((path) => pathname === path || pathname.startsWith(`${path}/`))
    .sort((a, b) => b.length - a.length)[0];
  return found ? (GUIDES[found] ?? null) : null;
}
