/**
 * The ring tone, made by WebAudio: a looping buffer on the audio clock, so that it keeps ringing in a hidden tab.
 */
const RING_SECONDS = 1;
const PERIOD_SECONDS = 3;
const TONES_HZ = [440, 554] as const;
const LEVEL = 0.12;

function ringBuffer(context: AudioContext): AudioBuffer {
  const rate = context.sampleRate;
  const buffer = context.createBuffer(1, PERIOD_SECONDS * rate, rate);
  const samples = buffer.getChannelData(0);
  const length = RING_SECONDS * rate;
  for (let i = 0; i < length; i++) {
    const t = i / rate;
    const warble = Math.floor(t * 20) % 2 === 0 ? TONES_HZ[0] : TONES_HZ[1];
    const fade = Math.min(1, t * 50, (RING_SECONDS - t) * 50);
    samples[i] = LEVEL * fade * Math.sin(2 * Math.PI * warble * t);
  }
  return buffer;
}

export class Ringer {
  private context: AudioContext | null = null;
  private source: AudioBufferSourceNode | null = null;

  /** Wake the audio output while the user is clicking: browsers stay silent before that. */
  unlock(): void {
    if (typeof AudioContext === "undefined") return;
    this.context ??= new AudioContext();
    if (this.context.state === "suspended") void this.context.resume();
  }

  start(): void {
    this.unlock();
    if (!this.context || this.source) return;
    const source = this.context.createBufferSource();
    source.buffer = ringBuffer(this.context);
    source.loop = true;
    source.connect(this.context.destination);
    source.start();
    this.source = source;
  }

  stop(): void {
    this.source?.stop();
    this.source?.disconnect();
    this.source = null;
  }
}
