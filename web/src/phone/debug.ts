import type { SoftPhone } from "./softphone";
import type { PhoneState } from "./types";

/** What measurements of sound need; only there with `?debug=phone` (or a build with VITE_PHONE_DEBUG=1). */
export interface PhoneProbe {
  state(): PhoneState;
  /** Root mean square of the last 2048 samples heard, 0…1; null without a remote stream. */
  remoteRms(): number | null;
  /** RTP counters of the present leg. */
  stats(): Promise<{ packetsReceived: number; packetsSent: number; bytesReceived: number; bytesSent: number } | null>;
}

declare global {
  interface Window {
    __hotlinePhone?: PhoneProbe;
  }
}

export function exposeProbe(phone: SoftPhone): void {
  const context = new AudioContext();
  let heard: MediaStream | null = null;
  let analyser: AnalyserNode | null = null;

  function listen(): AnalyserNode | null {
    const { remote } = phone.media;
    if (remote === heard) return analyser;
    analyser?.disconnect();
    heard = remote;
    analyser = null;
    if (!remote) return null;
    analyser = context.createAnalyser();
    analyser.fftSize = 2048;
    context.createMediaStreamSource(remote).connect(analyser);
    void context.resume();
    return analyser;
  }

  window.__hotlinePhone = {
    state: phone.getState,
    remoteRms() {
      const node = listen();
      if (!node) return null;
      const samples = new Float32Array(node.fftSize);
      node.getFloatTimeDomainData(samples);
      return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
    },
    async stats() {
      const { connection } = phone.media;
      if (!connection) return null;
      const sum = { packetsReceived: 0, packetsSent: 0, bytesReceived: 0, bytesSent: 0 };
      for (const report of (await connection.getStats()).values()) {
        if (report.type === "inbound-rtp") {
          sum.packetsReceived += report.packetsReceived ?? 0;
          sum.bytesReceived += report.bytesReceived ?? 0;
        } else if (report.type === "outbound-rtp") {
          sum.packetsSent += report.packetsSent ?? 0;
          sum.bytesSent += report.bytesSent ?? 0;
        }
      }
      return sum;
    },
  };
}
