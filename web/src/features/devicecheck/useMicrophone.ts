import { useEffect, useState } from "react";
import { microphoneProblem } from "@/phone/problems";
import type { PhoneProblem } from "@/phone/types";
import { HEARD, loudness } from "./model";

const EVERY_MS = 60;

export interface Microphone {
  /** 0…1; null until it is open. */
  level: number | null;
  /** A voice was heard since it was opened. */
  heard: boolean;
  name: string;
  problem: PhoneProblem | null;
}

const CLOSED: Microphone = { level: null, heard: false, name: "", problem: null };

/** The microphone's loudness while this is mounted; nothing is sent or kept. */
export function useMicrophone(): Microphone {
  const [state, setState] = useState(CLOSED);
  useEffect(() => {
    let stream: MediaStream | null = null;
    let context: AudioContext | null = null;
    let timer: ReturnType<typeof setInterval> | undefined;
    let gone = false;

    async function open(): Promise<void> {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      if (gone) return close();
      context = new AudioContext();
      const analyser = context.createAnalyser();
      analyser.fftSize = 1024;
      context.createMediaStreamSource(stream).connect(analyser);
      const samples = new Float32Array(analyser.fftSize);
      const name = stream.getAudioTracks()[0]?.label ?? "";
      timer = setInterval(() => {
        analyser.getFloatTimeDomainData(samples);
        const level = loudness(samples);
        setState((before) => ({ level, heard: before.heard || level > HEARD, name, problem: null }));
      }, EVERY_MS);
    }
    function close(): void {
      clearInterval(timer);
      for (const track of stream?.getTracks() ?? []) track.stop();
      void context?.close();
    }

    if (!navigator.mediaDevices?.getUserMedia) setState({ ...CLOSED, problem: "microphone_missing" });
    else open().catch((error: unknown) => !gone && setState({ ...CLOSED, problem: microphoneProblem(error) }));
    return () => {
      gone = true;
      close();
    };
  }, []);
  return state;
}

const TONE_HZ = 523;
const TONE_SECONDS = 1.2;

/** Play a short tone through the speaker that calls use. */
export function playTone(): void {
  const context = new AudioContext();
  const source = context.createOscillator();
  const volume = context.createGain();
  const end = context.currentTime + TONE_SECONDS;
  source.frequency.value = TONE_HZ;
  volume.gain.setValueAtTime(0.2, context.currentTime);
  volume.gain.setValueAtTime(0.2, end - 0.1);
  volume.gain.linearRampToValueAtTime(0, end);
  source.connect(volume).connect(context.destination);
  source.onended = () => void context.close();
  source.start();
  source.stop(end);
}
