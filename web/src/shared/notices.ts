/** The system's own notices (Notification API): seen while another tab or program is in front. */
export type Permission = "granted" | "denied" | "default" | "unsupported";

export function noticePermission(): Permission {
  return "Notification" in window ? Notification.permission : "unsupported";
}

/** Ask the person, once: call it from a click. What he has answered before, the browser remembers. */
export async function askForNotices(): Promise<Permission> {
  if (noticePermission() !== "default") return noticePermission();
  try {
    return await Notification.requestPermission();
  } catch {
    return noticePermission();
  }
}

/** Show a notice that brings this tab to the front when it is clicked; the returned function takes it away. Does
 * nothing without permission. */
export function showNotice(title: string, body: string, tag: string, clicked: () => void): () => void {
  if (noticePermission() !== "granted") return () => undefined;
  try {
    // The page makes its own sounds.
    const notice = new Notification(title, { body, tag, silent: true, requireInteraction: true });
    notice.onclick = () => {
      window.focus();
      notice.close();
      clicked();
    };
    return () => notice.close();
  } catch {
    // Some systems only let service workers show notices: the tab's title says it, too.
    return () => undefined;
  }
}
