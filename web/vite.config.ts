import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { firstLoad } from "./scripts/first-load.ts";

const target = process.env.HOTLINE_WEB_TARGET ?? "http://127.0.0.1:8080";

/** The development server passes /api and /ws to HOTLINE_WEB_TARGET. */
export default defineConfig({
  plugins: [react()],
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
    rolldownOptions: { output: { codeSplitting: { groups: firstLoad() } } },
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
    setupFiles: ["src/test/setup.ts"],
    restoreMocks: true,
    testTimeout: 30_000,
  },
});
