/** Where a record is opened, by the kind that messages and links name it by; a kind without a page has no place. */
const PLACES: Readonly<Record<string, (id: string) => string>> = {
  ticket: (id) => `/documents/${id}`,
  document: (id) => `/documents/${id}`,
  customer: (id) => `/customers/${id}`,
  call: (id) => `/calls/${id}`,
  voicemail: () => "/voicemails?heard=false",
  callback: () => "/callbacks",
  visit: (id) => `/visits/${id}`,
  visit_batch: (id) => `/visits?batch=${id}`,
  notice: (id) => `/notices/${id}`,
  assessment: (id) => `/quality/assessments/${id}`,
  calibration: (id) => `/quality/calibrations/${id}`,
  article: (id) => `/knowledge/${id}`,
};

export function placeOf(subject: { kind: string; id: string } | null | undefined): string | null {
  return subject ? (PLACES[subject.kind]?.(encodeURIComponent(subject.id)) ?? null) : null;
}
