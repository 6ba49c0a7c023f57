/** Sounds made of two sine tones: no files, no network. Browsers let a page sound only after it was touched once. */
type Tone = { at: number; hertz: number; seconds: number };

let audio: AudioContext | null = null;

function play(tones: readonly Tone[], volume: number): void {
  if (typeof AudioContext === 'undefined' || navigator.userActivation?.hasBeenActive === false) return;
  audio ??= new AudioContext();
  const context = audio;
  if (context.state === 'suspended') void context.resume().catch(() => undefined);
  for (const { at, hertz, seconds } of tones) {
    const tone = context.createOscillator();
    const loudness = context.createGain();
    const start = context.currentTime + at;
    tone.frequency.value = hertz;
    loudness.gain.setValueAtTime(0, start);
    loudness.gain.linearRampToValueAtTime(volume * 0.3, start + 0.015);
    loudness.gain.exponentialRampToValueAtTime(0.0001, start + seconds);
    tone.connect(loudness).connect(context.destination);
    tone.start(start);
    tone.stop(start + seconds);
  }
}

/** Rising, two notes: somebody waits for an answer. */
export const playOffer = (volume: number): void =>
  play(
    [
      { at: 0, hertz: 659, seconds: 0.35 },
      { at: 0.16, hertz: 880, seconds: 0.55 },
    ],
    volume,
  );

export const playTick = (volume: number): void => play([{ at: 0, hertz: 1046, seconds: 0.09 }], volume * 0.5);
