import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { customersPage, firstLoad } from "./scripts/first-load.ts";

const target = process.env.HOTLINE_WEB_TARGET ?? "http://127.0.0.1:8080";

/** The development server gives customers the page behind their link, as the real one does. */
const surveyPage: Plugin = {
  name: "survey-page",
  configureServer(server) {
    server.middlewares.use((request, _answer, next) => {
      if (request.url?.startsWith("/survey/")) request.url = "/survey.html";
      next();
    });
  },
};

/** The development server passes /api and /ws to HOTLINE_WEB_TARGET. */
export default defineConfig({
  plugins: [react(), surveyPage],
  cacheDir: ".cache/vite",
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: {
    host: "127.0.0.1",
    port: 24000,
    proxy: { "/api": { target, ws: true, changeOrigin: true }, "/ws": { target, ws: true, changeOrigin: true } },
  },
  preview: { host: "127.0.0.1", port: 24010 },
  build: {
    target: "es2022",
    manifest: true,
    sourcemap: false,
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      input: ["index.html", "survey.html"],
      output: { codeSplitting: { groups: [customersPage(), ...firstLoad()] } },
    },
    // The entry names, for each page, only the styles it must wait for: the list of every script that a page shares
    // with others would be a sixth of the entry. Scripts name what they import themselves.
    modulePreload: {
      resolveDependencies: (_file, deps, { hostType }) =>
        hostType === "js" ? deps.filter((dep) => dep.endsWith(".css")) : deps,
    },
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test/setup.ts"], // which also gives each file modules and a document as a first one finds them
    isolate: false, // a worker loads antd and jsdom once, not for each file
    restoreMocks: true,
    testTimeout: 30_000,
    maxWorkers: "100%", // by itself it leaves a core to nobody
  },
});
