import { act, renderHook, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { useRecorder } from "./useRecorder";

afterEach(() => vi.unstubAllGlobals());

it("asks for the microphone once, however often it is clicked, and closes it when it is stopped", async () => {
  const tracks: { stop: ReturnType<typeof vi.fn> }[] = [];
  const answers: (() => void)[] = [];
  vi.stubGlobal("navigator", {
    mediaDevices: {
      getUserMedia: () =>
        new Promise((resolve) =>
          answers.push(() => {
            const track = { stop: vi.fn() };
            tracks.push(track);
            resolve({ getTracks: () => [track] });
          }),
        ),
    },
  });
  vi.stubGlobal(
    "AudioContext",
    class {
      createAnalyser = () => ({ fftSize: 0, getFloatTimeDomainData: () => undefined });
      createMediaStreamSource = () => ({ connect: () => undefined });
      close = async () => undefined;
    },
  );
  vi.stubGlobal(
    "MediaRecorder",
    class {
      state = "inactive";
      mimeType = "audio/webm";
      onstop = () => {};
      start() {
        this.state = "recording";
      }
      stop() {
        this.state = "inactive";
        this.onstop();
      }
    },
  );
  URL.createObjectURL = () => "blob:x";
  URL.revokeObjectURL = () => undefined;
  const { result } = renderHook(() => useRecorder());
  act(() => result.current.start());
  act(() => result.current.start());
  await act(async () => {
    for (const answer of answers) answer();
  });
  expect(tracks).toHaveLength(1);
  await waitFor(() => expect(result.current.state).toBe("recording"));
  act(() => result.current.start());
  expect(answers).toHaveLength(1);
  act(() => result.current.stop());
  expect(result.current.state).toBe("done");
  expect(tracks[0]?.stop).toHaveBeenCalled();
});
