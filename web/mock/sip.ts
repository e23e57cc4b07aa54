import type { WebSocket } from "ws";

/** A registrar that says yes to everything; it carries no calls. */
export function serveSip(socket: WebSocket): void {
  socket.on("message", (data) => {
    const request = String(data);
    if (!/^(REGISTER|OPTIONS) /.test(request)) return;
    const header = (name: string) => request.match(new RegExp(`^${name}:.*$`, "im"))?.[0] ?? "";
    const contact = header("Contact").replace(/;expires=\d+/i, "");
    socket.send(
      [
        "SIP/2.0 200 OK",
        header("Via"),
        header("From"),
        `${header("To")};tag=mock`,
        header("Call-ID"),
        header("CSeq"),
        `${contact};expires=120`,
        "Content-Length: 0",
        "",
        "",
      ].join("\r\n"),
    );
  });
}
