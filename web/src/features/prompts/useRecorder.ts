import { useCallback, useEffect, useRef, useState } from "react";
import { loudness } from "@/features/devicecheck/model";
import { microphoneProblem } from "@/phone/problems";
import type { PhoneProblem } from "@/phone/types";

const EVERY_MS = 80;
/** The server takes no longer ones. */
export const LONGEST_SECONDS = 300;

export interface Recorder {
  state: "idle" | "recording" | "done";
  seconds: number;
  /** 0…1 while recording. */
  level: number;
  take: { blob: Blob; url: string } | null;
  problem: PhoneProblem | null;
  start: () => void;
  stop: () => void;
  discard: () => void;
}

/** Records the microphone until it is stopped or too long; the take stays in this page until it is sent or thrown away. */
export function useRecorder(): Recorder {
  const [state, setState] = useState<Recorder["state"]>("idle");
  const [seconds, setSeconds] = useState(0);
  const [level, setLevel] = useState(0);
  const [take, setTake] = useState<Recorder["take"]>(null);
  const [problem, setProblem] = useState<PhoneProblem | null>(null);
  const end = useRef<(() => void) | null>(null);
  const gone = useRef(false);
  /** While the browser asks whether it may use the microphone, and until it is open. */
  const opening = useRef(false);

  const discard = useCallback(() => {
    setTake((old) => {
      if (old) URL.revokeObjectURL(old.url);
      return null;
    });
    setState("idle");
    setSeconds(0);
  }, []);

  const stop = useCallback(() => end.current?.(), []);

  const start = useCallback(() => {
    if (opening.current || end.current !== null) return;
    opening.current = true;
    discard();
    setProblem(null);
    open({
      onLevel: (loud, at) => {
        setLevel(loud);
        setSeconds(at);
        if (at >= LONGEST_SECONDS) end.current?.();
      },
      onDone: (blob) => {
        end.current = null;
        if (gone.current) return;
        setTake({ blob, url: URL.createObjectURL(blob) });
        setState("done");
        setLevel(0);
      },
    })
      .finally(() => {
        opening.current = false;
      })
      .then(
        (stopIt) => {
          end.current = stopIt;
          if (gone.current) stopIt();
          else setState("recording");
        },
        (error: unknown) => setProblem(microphoneProblem(error)),
      );
  }, [discard]);

  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
      end.current?.();
    };
  }, []);
  return { state, seconds, level, take, problem, start, stop, discard };
}

interface Heard {
  onLevel: (level: number, seconds: number) => void;
  onDone: (blob: Blob) => void;
}

/** Starts recording; resolves with what ends it. Rejects when the microphone cannot be had. */
async function open({ onLevel, onDone }: Heard): Promise<() => void> {
  if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("no microphone", "NotFoundError");
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const recorder = new MediaRecorder(stream);
  const pieces: Blob[] = [];
  const begun = performance.now();
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    onLevel(loudness(samples), (performance.now() - begun) / 1000);
  }, EVERY_MS);
  recorder.ondataavailable = (event) => pieces.push(event.data);
  recorder.onstop = () => {
    clearInterval(timer);
    for (const track of stream.getTracks()) track.stop();
    void context.close();
    onDone(new Blob(pieces, { type: recorder.mimeType }));
  };
  recorder.start();
  return () => recorder.state !== "inactive" && recorder.stop();
}
