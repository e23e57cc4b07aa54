const NOTES = [880, 1174.7] as const;
const NOTE_SECONDS = 0.14;

/** Two short notes; `volume` in percent. Silent until somebody has clicked or typed on the page, as browsers demand. */
export function chime(volume: number): void {
  if (volume <= 0 || !navigator.userActivation?.hasBeenActive || !("AudioContext" in window)) return;
  const audio = new AudioContext();
  const loudness = audio.createGain();
  loudness.gain.value = (volume / 100) * 0.2;
  loudness.connect(audio.destination);
  NOTES.forEach((frequency, place) => {
    const note = audio.createOscillator();
    note.frequency.value = frequency;
    note.connect(loudness);
    note.start(audio.currentTime + place * NOTE_SECONDS);
    note.stop(audio.currentTime + (place + 1) * NOTE_SECONDS);
    if (place === NOTES.length - 1) note.onended = () => void audio.close();
  });
}
