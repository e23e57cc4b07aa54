import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Plugin } from "vite";
import { WebSocketServer } from "ws";
import { answer } from "./api.ts";
import { serveLive } from "./live.ts";
import { serveSip } from "./sip.ts";

type Next = () => void;

function handle(request: IncomingMessage, response: ServerResponse, next: Next): void {
  const url = new URL(request.url ?? "/", "http://mock");
  if (!url.pathname.startsWith("/api/")) {
    next();
    return;
  }
  let body = "";
  request.on("data", (chunk) => {
    body += chunk;
  });
  request.on("end", () => {
    const result = answer(request.method ?? "GET", url, body ? JSON.parse(body) : {}, request.headers.cookie ?? "");
    response.statusCode = result.status ?? 200;
    for (const [name, value] of Object.entries(result.headers ?? {})) response.setHeader(name, value);
    if (result.body === undefined) {
      response.end();
      return;
    }
    if (result.body instanceof Uint8Array) {
      response.end(result.body);
      return;
    }
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify(result.body));
  });
}

function attachSockets(server: Server): void {
  const live = new WebSocketServer({ noServer: true });
  const sip = new WebSocketServer({ noServer: true, handleProtocols: () => "sip" });
  live.on("connection", serveLive);
  sip.on("connection", serveSip);
  server.on("upgrade", (request, socket, head) => {
    const { pathname } = new URL(request.url ?? "/", "http://mock");
    const target = pathname === "/api/v1/live" ? live : pathname === "/ws" ? sip : null;
    target?.handleUpgrade(request, socket, head, (client) => target.emit("connection", client, request));
  });
}

/** Answers /api and /ws with made-up data, so that pages can be worked on and tested without a server. */
export function mockServer(): Plugin {
  return {
    name: "hotline-mock",
    configureServer(server) {
      server.middlewares.use(handle);
      if (server.httpServer) attachSockets(server.httpServer as Server);
    },
    configurePreviewServer(server) {
      server.middlewares.use(handle);
      attachSockets(server.httpServer as Server);
    },
  };
}
