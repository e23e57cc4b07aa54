// Runs in every page before its own scripts: when things appeared on the page, and what its phone hears.
(() => {
  const seen = {};
  const marks = {
    pop: () => document.querySelector('[data-testid="screen-pop"]')?.textContent,
    ring: () => document.querySelector('button[aria-keyshortcuts="F2"]:not([disabled])')?.textContent,
  };
  const look = () => {
    for (const [name, find] of Object.entries(marks)) {
      const text = find();
      if (text && !(name in seen)) seen[name] = { at: performance.now(), text };
      else if (!text) delete seen[name];
    }
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });

  let context = null;
  let heard = null;
  let analyser = null;
  const SAMPLES = 16384;

  function listen() {
    const stream = document.querySelector('audio[data-role="remote-audio"]')?.srcObject ?? null;
    if (stream === heard) return analyser;
    analyser?.disconnect();
    heard = stream;
    analyser = null;
    if (!stream) return null;
    context ??= new AudioContext();
    void context.resume();
    analyser = context.createAnalyser();
    analyser.fftSize = SAMPLES;
    context.createMediaStreamSource(stream).connect(analyser);
    return analyser;
  }

  // Level (root mean square, 0…1) of the last third of a second and the share of its energy at a frequency (Hz).
  function measure(frequency) {
    const node = listen();
    if (!node) return { level: 0, share: 0 };
    const samples = new Float32Array(SAMPLES);
    node.getFloatTimeDomainData(samples);
    let [energy, re, im] = [0, 0, 0];
    const turn = (2 * Math.PI * frequency) / context.sampleRate;
    samples.forEach((sample, i) => {
      energy += sample * sample;
      re += sample * Math.cos(turn * i);
      im += sample * Math.sin(turn * i);
    });
    const share = energy === 0 ? 0 : (2 * (re * re + im * im)) / (SAMPLES * energy);
    return { level: Math.sqrt(energy / SAMPLES), share: Math.min(1, share) };
  }

  window.e2e = { seen, measure };
})();
